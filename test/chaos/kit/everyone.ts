// A world in which every kind of change is due, and what is left to do in it, told without a line of the program.

import type { World } from '../../../lib/sandbox/systems.ts'
import { addressesOf, type User } from '../../../lib/sandbox/zendesk/store.ts'
import type { Place } from '../../kit/pipeline.ts'
import { contactId, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)

const NEW = range(100, 12)
/** Creations that cannot be: a user without an address, whom no gather shows, has their external id. */
const TAKEN = [150, 151]
const MOVED = range(200, 3)
const RENAMED = range(203, 227)
const BACK = [500, 501]
const GONE = range(600, 5)
/** One of those renamed, whose entry in every job fails. */
const FAILING = 300

/** Updates for three jobs, and every other kind; nothing about them changes before they are planned. */
export const everyKind = () =>
  worldOf({
    equal: 20,
    contacts: [...NEW, ...TAKEN, ...MOVED, ...RENAMED, ...BACK].map((n) => contactOf(n)),
    users: [
      userOf(150, { name: 'No Address', email: null }),
      userOf(151, { name: 'No Address', email: null }),
      ...MOVED.map((n) => userOf(n, { organization_id: 900 + ((n + 1) % 3) })),
      ...RENAMED.map((n) => userOf(n, { name: 'Old Name' })),
      ...BACK.map((n) => userOf(n, { user_fields: { not_in_sfdc: true } })),
      ...GONE.map((n) => userOf(n)),
    ],
  })

export const failing = new Set([userOf(FAILING).id])

/** No kind is over a limit, and a place can be used beside others in one process. */
export const unlimited = (here: Place) =>
  here.settings(({ limits }) => {
    const most = { count: 1_000, share: 1 }
    Object.assign(limits, { create: most, update: { ...most, moves: most }, delete: { ...most, organizations: 100 } })
  })

/** What stays undone for good, as `left` names it. */
export const neverDone = [...TAKEN.map((n) => `create person${n}@acme.test`), `update person${FAILING}@acme.test`]

/** What Salesforce wants and Zendesk does not have yet: `update person200@acme.test`. */
export function left({ salesforce, zendesk }: World): string[] {
  const users = new Map(zendesk.users.flatMap((user) => (user.email === null ? [] : [[user.email, user]])))
  const wanted = salesforce.contacts.map(({ Email, Name, AccountId }) => {
    const organization = zendesk.organizations.find((one) => one.organization_fields['salesforce_id'] === AccountId)
    return { email: Email!, name: Name, organization: organization!.id }
  })
  const changes = wanted.flatMap(({ email, name, organization }) => {
    const user = users.get(email)
    if (!user) return [`create ${email}`]
    return user.name === name && user.organization_id === organization && !isMarked(user) ? [] : [`update ${email}`]
  })
  const contacts = new Set(wanted.map(({ email }) => email))
  const absent = [...users.values()].filter((one) => one.role === 'end-user' && !contacts.has(one.email!))
  return [...changes, ...absent.filter((one) => !isMarked(one)).map(({ email }) => `delete ${email}`)].sort()
}

const isMarked = ({ user_fields }: User) => user_fields['not_in_sfdc'] === true

/** All that Zendesk holds, without times and without the ids that it gave itself. */
export function stateOf({ zendesk }: World): string[] {
  const own = new Set([...NEW, ...TAKEN].map((n) => `salesforce:${contactId(n)}`))
  return zendesk.users
    .map(({ created_at: _, updated_at: __, id, ...user }) => {
      const homes = zendesk.organization_memberships.filter(({ user_id }) => user_id === id)
      const known = own.has(String(user.external_id)) ? {} : { id }
      return JSON.stringify({ ...known, ...user, homes: homes.map(({ user_id: ___, ...home }) => home) })
    })
    .sort()
}

/** Addresses and external ids that two users have. */
export function twice({ zendesk }: World): string[] {
  const ids = zendesk.users.flatMap((user) => [...new Set([...addressesOf(user), user.external_id ?? []].flat())])
  return ids.filter((one, index) => ids.indexOf(one) !== index)
}
