// With `"drift": "keep"`, sync records in state/synced.json what it wrote for each contact; otherwise it deletes that
// file.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../artifacts/digest.ts'
import { contacts, heldPeople, synced } from '../artifacts/files.ts'
import { toKey } from '../artifacts/key.ts'
import { readPrivate, replaceFile } from '../artifacts/private-file.ts'
import { open } from '../artifacts/read.ts'
import { isActive, type Line } from '../artifacts/record-line.ts'
import { type Contact, type Deletion, type Kind, kinds, type Outcome, type Synced } from '../artifacts/records.ts'
import { finish, newArtifact, publish } from '../artifacts/write.ts'
import { join as joined } from '../core/join.ts'
import { command } from '../errors/command.ts'
import { exit, Failure } from '../errors/failure.ts'
import { digestOfGroup, identifiersOf, readLastSynced, syncedBefore } from '../plan/last-synced.ts'
import { assertOnePlan } from '../plan/plan.ts'
import type { Work } from './work.ts'

/**
 * Writes state/synced.json before the first write, with all changes to send as `pending`. Returns a function for after
 * the last write, which turns them into `applied`. Throws exit 7 if contacts.json is missing, exit 5 if it or
 * synced.json is not that of the plan.
 */
export function beginSynced(work: Work): () => void {
  const { files, run, unsent } = work
  const { settings, state } = run.instance
  if (settings.drift !== 'keep') {
    for (const { file } of [synced, syncedBefore]) rmSync(join(state, file), { force: true })
    return doNothing
  }
  const { before, held, known } = readKnown(work)
  const planned = kinds.filter((kind) => files[kind].foot.count > 0)
  const sending = planned.filter((kind) => !unsent.has(kind))
  if (planned.length > 0 && sending.length === 0) return doNothing // compare run again makes the same plan
  if (before === null && !known.foot.complete) return doNothing // of all others nothing is told

  const fates = fatesOf(work, sending, held.records)
  const leavers = pendingRemovals(work)
  const absentKeys = new Set<string>()
  const file = newArtifact(synced)
  for (const { key, left: group, right } of joined(known.lines, before?.lines ?? [])) {
    const last = right[0]?.record ?? null
    const isGone = group.length === 0 && known.foot.complete
    if (group.length > 0) file.add(recordOf(key, group, { fate: fates.get(key), last }))
    else file.add(isGone ? { ...last!, applied: null, pending: null } : last!) // Known until they are removed.
    if (isGone) absentKeys.add(key)
    leavers.waiting.delete(key)
  }
  for (const record of leavers.waiting.values()) {
    file.add(record)
    absentKeys.add(record.key)
  }
  writeSynced(work, file)

  return () => {
    const ended = newArtifact(synced)
    const now = fatesOf(work, sending, [])
    const { removed } = pendingRemovals(work)
    for (const { applied, pending, ...who } of open(state, synced).records) {
      if (absentKeys.has(who.key) && [who.key, ...who.identifiers].some((name) => removed.has(name))) continue
      const isApplied = pending !== null && now.get(who.key) === 'done'
      ended.add({ ...who, pending: null, applied: isApplied ? pending : applied })
    }
    writeSynced(work, ended)
  }
}

const doNothing = () => undefined

/** Opens contacts.json, held.json and the last synced.json, and checks that they are those of the plan. */
function readKnown({ files, plan, run }: Work) {
  const { folder, planInputs, state } = run.instance
  const { head } = files.create
  const known = open(folder, contacts)
  const held = open(folder, heldPeople)
  assertOnePlan([files.create, held], planInputs.plan)
  const before = readLastSynced(run.instance, head.from)
  const isLast = (before?.foot.sha256 ?? null) === head.inputs.synced
  const other =
    known.foot.sha256 !== head.inputs.contacts
      ? 'contacts.json is not the one of this plan'
      : isLast || before?.head.plan === plan
        ? null
        : 'another plan was applied since this one was made'
  if (other) throw new Failure(exit.stale, `${other}, and "drift": "keep" needs that. Run again: ${command('compare')}`)
  if (before && isLast) replaceFile(join(state, syncedBefore.file), readPrivate(join(state, synced.file))!)
  return { before, held, known }
}

function writeSynced(
  { files, plan, run }: Work,
  file: ReturnType<typeof newArtifact<Synced, typeof synced.extra>>,
): void {
  const { instance, from } = files.create.head
  const { planInputs, state } = run.instance
  const head = {
    instance,
    gathered: run.now.toISOString(),
    from,
    person: null,
    settings: digestOf(planInputs.plan),
    plan,
  }
  publish(state, finish(file, head))
}

/** The fate of a planned record: written to the target, not touched by this run, or unknown. */
type Fate = 'done' | 'untouched' | 'open'

const isDone = (outcome?: Outcome) => outcome === 'applied' || outcome === 'unchanged'

/** The fates of contacts by key; contacts without an entry need no change. */
function fatesOf({ book, files }: Work, sending: readonly Kind[], held: Iterable<{ key: string }>): Map<string, Fate> {
  const fates = new Map<string, Fate>()
  for (const { key } of held) fates.set(key, 'untouched')
  for (const kind of ['create', 'update'] as const)
    for (const { key } of files[kind].lines) {
      const outcome = book.outcomeOf(kind, key, null) ?? 'not-sent'
      const isOpen = outcome !== 'not-sent' || sending.includes(kind)
      fates.set(key, isDone(outcome) ? 'done' : isOpen ? 'open' : 'untouched')
    }
  return fates
}

/**
 * Planned removals: `waiting` ones by key, because no later plan would have them; `removed` has the identifiers of
 * removed users.
 */
function pendingRemovals({ book, files }: Work) {
  const waiting = new Map<string, Synced>()
  const removed = new Set<string>()
  for (const entry of files.delete.records as Iterable<Deletion>) {
    const { id, key } = entry
    const identifiers = identifiersOf(entry)
    if (isDone(book.outcomeOf('delete', key, id))) for (const name of identifiers) removed.add(name)
    else waiting.set(key, { key, identifiers, pending: null, applied: null })
  }
  return { removed, waiting }
}

/** An inactive contact is compared with the target in each run. */
function recordOf(
  key: string,
  group: Line<Contact>[],
  { fate = 'done', last }: { fate?: Fate | undefined; last: Synced | null },
): Synced {
  const now = group.some(({ personBytes }) => isActive(personBytes)) ? digestOfGroup(group) : null
  return {
    key,
    identifiers: [
      ...new Set(group.flatMap((line) => [line.field('externalId')!, toKey(line.field('email') ?? '')])),
    ].filter(Boolean),
    pending: fate === 'open' ? now : null,
    applied: fate === 'done' ? now : fate === 'open' ? null : (last?.applied ?? null),
  }
}
