// The three snapshots of a plan, and the checks that they belong together.

import { digestOf } from '../artifacts/digest.ts'
import { contacts, type Head, organizations, users } from '../artifacts/files.ts'
import { toKey } from '../artifacts/key.ts'
import { open, openUnproven } from '../artifacts/read.ts'
import type { Run } from '../cli/stage.ts'
import { command } from '../errors/command.ts'
import { exit, Failure } from '../errors/failure.ts'
import { assertFresh, assertFullReadFresh } from './plan.ts'

/** Opens the three of a folder. Throws exit 7 where one is missing or damaged. */
export const inputsOf = (folder: string) => ({
  organizations: open(folder, organizations),
  users: open(folder, users),
  contacts: open(folder, contacts),
})

export type Inputs = ReturnType<typeof inputsOf>

/** As `inputsOf`, but users and contacts are not proven yet: a walk through their records proves them. */
export const unprovenInputsOf = (folder: string) => ({
  organizations: open(folder, organizations),
  users: openUnproven(folder, users),
  contacts: openUnproven(folder, contacts),
})

type UnprovenInputs = ReturnType<typeof unprovenInputsOf>

/** Throws exit 5 if these snapshots cannot make a plan with the settings of today. */
export function assertBelongTogether(
  from: UnprovenInputs,
  { instance, now, person }: Pick<Run, 'instance' | 'now' | 'person'>,
): void {
  const heads = Object.values(from).map(({ head }) => head)
  assertFresh(heads, instance, now)
  assertFullReadFresh(from.users.head.read, instance, now)
  assertSamePerson(person, heads)
  for (const { head } of Object.values(from)) assertSameSettings(head, instance.planInputs)
  assertMadeFrom(from.contacts.head.inputs, from.organizations.foot)
  assertOneTarget(from.organizations.head, from.users.head)
  assertCompleteAlike({
    organizations: from.organizations.foot.complete,
    users: from.users.foot.complete,
    contacts: from.contacts.foot.complete,
  })
}

type About = Pick<Head<Record<never, never>>, 'artifact' | 'person'>

/** Throws exit 5 if a file is of another person than this run, or of all people. */
export function assertSamePerson(person: string | null, heads: About[]): void {
  const asked = person === null ? null : toKey(person)
  const other = heads.find((head) => head.person !== asked)
  if (!other) return
  const what = other.person === null ? 'everyone' : asked === null ? 'one person alone' : 'somebody else'
  const again = asked === null ? 'without --person' : 'with this --person'
  throw new Failure(exit.stale, `${other.artifact}.json is about ${what}. Gather and compare again ${again}`)
}

/** Throws exit 5 if a snapshot was made with other settings. */
export function assertSameSettings(
  { artifact, settings }: { artifact: string; settings: string },
  matter: Run['instance']['planInputs'],
): void {
  if (digestOf(matter[artifact as keyof typeof matter]) === settings) return
  const what = `${artifact}.json was made with other settings than those of today`
  throw new Failure(exit.stale, `${what}. Run again: ${command(`gather-${artifact}`)}, then ${command('compare')}`)
}

/** Throws exit 5 unless the contacts were made with exactly these organizations. */
export function assertMadeFrom(inputs: { organizations: string }, organizations: { recordsSha256: string }): void {
  if (inputs.organizations === organizations.recordsSha256) return
  throw new Failure(
    exit.stale,
    'contacts.json was not made with this organizations.json. ' +
      `Run again: ${command('gather-contacts')}, then ${command('compare')}`,
  )
}

/** Throws exit 5 unless organizations and users were read from one target. */
function assertOneTarget(organizations: { from: string }, users: { from: string }): void {
  if (organizations.from === users.from) return
  const message = 'organizations.json and users.json were read from two targets. Gather both again'
  throw new Failure(exit.stale, message)
}

/**
 * Throws exit 5 if organizations or users are partial and the contacts are complete: the missing people would look
 * absent.
 */
export function assertCompleteAlike(complete: { organizations: boolean; users: boolean; contacts: boolean }): void {
  if ((complete.organizations && complete.users) || !complete.contacts) return
  const partial = complete.organizations ? 'users' : 'organizations'
  throw new Failure(exit.stale, `${partial}.json does not cover all people. Run again: ${command(`gather-${partial}`)}`)
}
