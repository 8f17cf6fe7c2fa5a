// The three gathers: a remote in, a snapshot out. Nothing is written unless the read was proven whole.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../artifacts/digest.ts'
import { open } from '../artifacts/read.ts'
import {
  type Contact,
  contacts,
  groups as groupsFile,
  keyed,
  NO_GROUP,
  type Organization,
  organizations,
  received,
  users,
} from '../artifacts/records.ts'
import { draft, fill, part, publish } from '../artifacts/write.ts'
import type { Done, Run } from '../cli/stage.ts'
import { settler } from '../core/place-contact.ts'
import { exit, Failure } from '../errors/failure.ts'

const stamp = ({ instance, now, only }: Run, from: string, settings: unknown) => ({
  instance: instance.name,
  gathered: now.toISOString(),
  from,
  only: only === null ? null : keyed(only),
  settings: digestOf(settings),
})

const said = (what: Record<string, number>) =>
  Object.entries(what)
    .filter(([, n], index) => index === 0 || n > 0)
    .map(([name, n]) => `${n.toLocaleString('en')} ${n === 1 ? name.replace(/^(\w+)s$/, '$1') : name}`)
    .join(', ')

/** target -> organizations.json, groups.json. Throws exit 9 where a target that has organizations shows none to keep. */
export async function gatherOrganizations(run: Run): Promise<Done> {
  const { instance, counted, only } = run
  const target = await instance.target(run)
  const head = stamp(run, target.from, instance.matter.organizations)
  const accounts =
    only === null || !instance.hasOrganizations
      ? null
      : [...new Set((await contactsOf(only, run)).flatMap(({ account }) => account ?? []))]
  const kept = await fill(draft(organizations), keyedByAccount(target.organizations(accounts), run))
  const pages = counted('pages')
  if (instance.hasOrganizations && only === null && kept.count === 0) {
    throw new Failure(
      exit.remote,
      `${target.from} shows no organization with an account id (${counted('without an account id')} without). ` +
        `Check the credential's role and instances.${instance.name}.target.accountField`,
    )
  }
  const managed = await fill(draft(groupsFile), target.groups())
  const complete = only === null
  publish(
    instance.folder,
    part(kept, head, { pages, complete }),
    part(managed, head, { pages: counted('pages') - pages }),
  )
  const line = said({
    organizations: kept.count,
    'without an account id': counted('without an account id'),
    groups: managed.count,
  })
  return { line }
}

/** Which contacts and accounts one person has is the source's to say. */
async function contactsOf(only: string, run: Run): Promise<Contact[]> {
  const source = await run.instance.source(run)
  const found: Contact[] = []
  for await (const contact of source.contacts({ accounts: [], groups: [], only })) found.push(contact)
  return found
}

async function* keyedByAccount(found: AsyncIterable<Organization>, { instance, count }: Run) {
  for await (const organization of found) {
    const key = instance.account(organization.key)
    count(key === null ? 'without an account id' : 'organizations')
    if (key !== null) yield { ...organization, key }
  }
}

/** target -> users.json */
export async function gatherUsers(run: Run): Promise<Done> {
  const { instance, count, counted, only } = run
  const target = await instance.target(run)
  const file = draft(users)
  // whoever carries the external id of one of this person's contacts is claimed by them too
  const found =
    only === null
      ? target.users()
      : await target.find({
          emails: [only],
          externalIds: (await contactsOf(only, run)).map(({ externalId }) => externalId),
        })
  for await (const user of found) {
    file.add(user)
    count('users')
    if (user.protected !== null) count('protected')
    if (!user.person.active) count('removed')
  }
  publish(
    instance.folder,
    part(file, stamp(run, target.from, instance.matter.users), { pages: counted('pages'), complete: only === null }),
  )
  const line = said({
    users: counted('users'),
    protected: counted('protected'),
    removed: counted('removed'),
    'without an address': counted('without an address'),
    'without a sign-in name': counted('without a sign-in name'),
  })
  return { line }
}

/** organizations.json, groups.json + source -> contacts.json. Throws exit 9 where the source has nobody at all. */
export async function gatherContacts(run: Run): Promise<Done> {
  const { instance, count, counted, only } = run
  const known = { organizations: open(instance.folder, organizations), groups: open(instance.folder, groupsFile) }
  const source = await instance.source(run)
  const { fit, problem: limit } = await instance.unsigned()
  const settle = settler({
    organizations: known.organizations.records,
    groups: known.groups.records,
    hasOrganizations: instance.hasOrganizations,
    protect: instance.settings.protect,
    fit,
    limit,
  })
  const accounts = [...new Set([...known.organizations.lines].map(({ key }) => key))]
  const file = draft(contacts)
  const records = draft(received)
  const problems = new Map<string, number>()
  let there = 0
  const groups = [...known.groups.records].filter(({ key }) => key !== NO_GROUP)
  for await (const { received: record, ...found } of source.contacts({ accounts, groups, only })) {
    const contact: Contact | null = settle(found)
    count(contact ? 'contacts' : 'of no known organization')
    if (contact?.problem) {
      count('with a problem')
      problems.set(contact.problem, (problems.get(contact.problem) ?? 0) + 1)
    }
    if (contact) file.add(contact)
    if (contact?.person.active) there++
    if (contact && record) records.add({ ...record, externalId: contact.externalId, key: contact.key })
  }
  if (only === null && there === 0) {
    const others = counted('of no known organization')
    const dropped = others > 0 ? ` (${others} of other accounts)` : ''
    const whose = instance.hasOrganizations ? ` for ${accounts.length} accounts${dropped}` : ''
    throw new Failure(
      exit.remote,
      `${source.from} has no contact who is active${whose}. Check instances.${instance.name}.source: what it selects people by, where their account is, and what its user may see`,
    )
  }
  mostlyFine(instance.name, counted('with a problem'), file.count, problems)
  const inputs = { organizations: known.organizations.foot.recordsSha256, groups: known.groups.foot.recordsSha256 }
  const read = { pages: counted('pages'), complete: only === null && (source.isEveryone?.() ?? true) }
  const doubt = source.doubt?.() ?? null
  const head = stamp(run, source.from, instance.matter.contacts)
  publish(instance.folder, part(file, { ...head, doubt, inputs }, read))
  const { sha256 } = open(instance.folder, contacts).foot
  if (records.count > 0) publish(instance.folder, part(records, { ...head, contacts: sha256 }, read))
  else rmSync(join(instance.folder, received.file), { force: true })
  if (doubt !== null) run.say(`gather-contacts ${instance.name}: sync will hold everything: ${doubt}`)
  if (only === null) await source.remember?.(sha256)
  const line = said({
    contacts: counted('contacts'),
    'with a problem': counted('with a problem'),
    'of no known organization': counted('of no known organization'),
  })
  return { line: only === null && !read.complete ? `${line}; a delta: absence is not told` : line }
}

/** So many people say something about the settings, and not about themselves. */
const MANY = 20

/** Throws exit 7 where more than half of many contacts have a problem: that is a setting, and everybody else would look absent. */
function mostlyFine(instance: string, bad: number, all: number, problems: ReadonlyMap<string, number>): void {
  if (all < MANY || bad * 2 <= all) return
  const [[most, times] = ['', 0]] = [...problems].sort(([, a], [, b]) => b - a)
  const what = `${bad} of ${all} contacts have a problem, ${times} of them: ${most}`
  throw new Failure(
    exit.input,
    `${what}. Check instances.${instance}.source (of a feed its control file, too) and what the target takes`,
  )
}
