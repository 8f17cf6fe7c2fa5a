// World files on disk: read with a message that names them, written for their owner alone.

import { readFileSync, writeFileSync } from 'node:fs'
import { id18 } from '../salesforce/record-id.ts'
import { type World, worldShape } from '../world.ts'
import { consistent } from './consistent.ts'

/** Reads a world file. Throws with its name where it is missing, no JSON or no world. */
export function worldFrom(file: string): World {
  try {
    return readWorld(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error(`${file} is no world file: ${(cause as Error).message}`)
  }
}

/** Writes a world file; it holds people. */
export const saveWorld = (file: string, world: World): void =>
  writeFileSync(file, `${JSON.stringify(world, null, 1)}\n`, { mode: 0o600 })

/** A world of a world file's content: left-out fields filled in, nonsense refused with the place named. */
export function readWorld(json: unknown): World {
  const read = worldShape.safeParse(json)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw new Error(`world file: ${path.join('.') || 'the whole'}: ${message}`)
  }
  const { zendesk, salesforce, scim, directory, zeenea, gluu } = read.data
  const memberships = zendesk.organization_memberships
  const joined = new Map(memberships.map((one) => [`${one.user_id} ${one.organization_id}`, one]))
  const defaults = new Map(memberships.filter((one) => one.default).map((one) => [one.user_id, one.organization_id]))

  const users = zendesk.users.map((user) => {
    const organization_id = user.organization_id ?? defaults.get(user.id) ?? null
    if (organization_id !== null && !joined.has(`${user.id} ${organization_id}`)) {
      memberships.push({ user_id: user.id, organization_id, default: true })
    }
    const identities = user.identities.filter(({ value }) => value.toLowerCase() !== user.email?.toLowerCase())
    return { ...user, organization_id, identities }
  })
  const organizations = zendesk.organizations.map((one) => ({ ...one, name: one.name ?? `Organization ${one.id}` }))
  const accounts = salesforce.accounts.map((account) => ({ ...account, Id: id18(account.Id) }))
  const contacts = salesforce.contacts.map((contact) => ({
    ...contact,
    Id: id18(contact.Id),
    AccountId: contact.AccountId && id18(contact.AccountId),
  }))

  const made = {
    zendesk: { organizations, users, organization_memberships: memberships },
    salesforce: { accounts, contacts },
    scim,
    directory,
    zeenea,
    gluu,
  }
  consistent(made)
  return made
}
