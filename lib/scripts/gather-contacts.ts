// The stage gather-contacts: the people of the source in, a snapshot out. An incomplete read writes nothing.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { contacts, groups as groupsFile, organizations, received } from '../artifacts/files.ts'
import { isUnread } from '../artifacts/key.ts'
import { open, openUnproven } from '../artifacts/read.ts'
import { type Contact, NO_GROUP } from '../artifacts/records.ts'
import { finish, newArtifact } from '../artifacts/write.ts'
import { countsLine } from '../cli/progress-line.ts'
import type { Done, Run } from '../cli/stage.ts'
import { isMostlyBroken } from '../core/limits.ts'
import { contactPlacer } from '../core/place-contact.ts'
import { exit, Failure } from '../errors/failure.ts'
import { publishAlone } from '../plan/publish-alone.ts'
import { headOfSnapshot } from '../plan/snapshot-head.ts'
import { readContacts } from '../sources/read-contacts.ts'

/** organizations.json, groups.json + source -> contacts.json. Throws exit 9 if the source has no active contact. */
export async function gatherContacts(run: Run): Promise<Done> {
  const { instance, count, countOf, person } = run
  const known = { organizations: open(instance.folder, organizations), groups: open(instance.folder, groupsFile) }
  const source = await instance.source(run)
  const { adapt, targetProblem } = await instance.withoutCredentials()
  const settle = contactPlacer({
    organizations: known.organizations.records,
    groups: known.groups.records,
    hasOrganizations: instance.hasOrganizations,
    protect: instance.settings.protect,
    adapt,
    targetProblem,
  })
  const accounts = [...new Set([...known.organizations.records].flatMap((one) => (isUnread(one) ? [] : one.key)))]
  const file = newArtifact(contacts)
  const records = newArtifact(received)
  const problems = new Map<string, number>()
  let there = 0
  const groups = [...known.groups.records].filter(({ key }) => key !== NO_GROUP)
  const end = await readContacts(source, { accounts, groups, person }, (found) => {
    const contact: Contact | null = settle(found)
    const { received: record } = found
    count(contact ? 'contacts' : 'of no known organization')
    if (contact?.problem) {
      count('with a problem')
      const kind = contact.problem.replace(/ at character \d+/, '')
      problems.set(kind, (problems.get(kind) ?? 0) + 1)
    }
    if (contact) file.add(contact)
    if (contact?.person.active) there++
    if (contact && record) records.add({ ...record, externalId: contact.externalId, key: contact.key })
  })
  if (person === null && there === 0) {
    const others = countOf('of no known organization')
    const dropped = others > 0 ? ` (${others} of other accounts)` : ''
    const whose = instance.hasOrganizations ? ` for ${accounts.length} accounts${dropped}` : ''
    throw new Failure(
      exit.remote,
      `${source.from} has no active contact${whose}. ` +
        `Check instances.${instance.name}.source: its filter, the field of the account, ` +
        'and the permissions of its user',
    )
  }
  assertMostlyFine(instance.name, { bad: countOf('with a problem'), all: file.count, problems })
  const inputs = { organizations: known.organizations.foot.recordsSha256, groups: known.groups.foot.recordsSha256 }
  const read = { pages: countOf('pages'), complete: person === null && end.complete }
  const { doubt } = end
  const head = headOfSnapshot(run, source.from, instance.planInputs.contacts)
  await publishAlone(run, finish(file, { ...head, doubt, inputs }, read))
  const { sha256 } = openUnproven(instance.folder, contacts).foot // it was written a moment ago
  if (records.count > 0) await publishAlone(run, finish(records, { ...head, contacts: sha256 }, read))
  else rmSync(join(instance.folder, received.file), { force: true })
  if (doubt !== null) run.say(`gather-contacts ${instance.name}: sync will hold everything: ${doubt}`)
  if (person === null) await end.onContactsWritten?.(sha256)
  const line = countsLine({
    contacts: countOf('contacts'),
    'with a problem': countOf('with a problem'),
    'of no known organization': countOf('of no known organization'),
  })
  return { line: person === null && !read.complete ? `${line}; a delta: it proves no absence` : line }
}

/**
 * Throws exit 7 if more than half of many contacts have a problem: a setting is wrong then, and all others would look
 * absent.
 */
function assertMostlyFine(
  instance: string,
  { bad, all, problems }: { bad: number; all: number; problems: ReadonlyMap<string, number> },
): void {
  if (!isMostlyBroken(bad, all)) return
  const [[most, times] = ['', 0]] = [...problems].sort(([, a], [, b]) => b - a)
  const what = `${bad} of ${all} contacts have a problem, ${times} of them: ${most}`
  throw new Failure(
    exit.input,
    `${what}. Check instances.${instance}.source (of a feed its control file, too) and what the target takes`,
  )
}
