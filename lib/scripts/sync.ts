// The stage sync: sends the plan files in the order create, update, delete, and writes a receipt for every record.

import { dirname } from 'node:path'
import { creations, deletions, updates } from '../artifacts/files.ts'
import { lockSoon, locksOf } from '../artifacts/lock.ts'
import { openAndKeep } from '../artifacts/read.ts'
import { type Creation, type Deletion, type Kind, kinds, type Update } from '../artifacts/records.ts'
import type { Done, Run } from '../cli/stage.ts'
import { approvalOfJob } from '../config/config.ts'
import { decideHolds } from '../core/holds.ts'
import { isFailing } from '../core/limits.ts'
import { readApproval } from '../plan/approval.ts'
import { assertFresh, assertOnePlan, assertSameSystem } from '../plan/plan.ts'
import { assertSamePerson } from '../plan/snapshots.ts'
import { confirmAbsence } from '../sync/confirm-absence.ts'
import { countPlan, explainHolds } from '../sync/holds.ts'
import { isFinal, journal } from '../sync/journal.ts'
import { noteRefusals } from '../sync/note-refusals.ts'
import { beginSynced } from '../sync/remember-synced.ts'
import { explainFailures, renderReceipts, summary } from '../sync/report.ts'
import { TWO_READS } from '../sync/two-reads.ts'
import { countLeft, ENDED, INTERRUPTED, isSent, type PlannedChange, type Work } from '../sync/work.ts'
import type { Written } from '../targets/target.ts'

/** create.json, update.json, delete.json + target -> receipts.ndjson, created.json, updated.json, deleted.json */
export async function applyPlan(run: Run): Promise<Done> {
  const { folder } = run.instance
  const files = {
    create: openAndKeep(folder, creations),
    update: openAndKeep(folder, updates),
    delete: openAndKeep(folder, deletions),
  }
  try {
    return await applyFiles(run, files)
  } finally {
    for (const file of Object.values(files)) file.close()
  }
}

async function applyFiles(run: Run, files: Work['files']): Promise<Done> {
  const { instance, flags, now } = run
  const { folder } = instance
  const heads = Object.values(files).map(({ head }) => head)
  const plan = assertOnePlan(Object.values(files), instance.planInputs.plan)
  assertSamePerson(run.person, heads)
  assertFresh(heads, instance, now)
  const counts = { create: files.create.foot.count, update: files.update.foot.count, delete: files.delete.foot.count }
  const said = (flags['approve'] as string | undefined) ?? approvalOfJob()
  const approved = said === null ? null : readApproval(said, plan, counts)

  const release = await lockSoon(locksOf([run.person === null ? folder : dirname(folder), folder], heads[0]!.from))
  try {
    return await applyKinds({ run, plan, files, approved })
  } finally {
    release()
  }
}

async function applyKinds({
  run,
  plan,
  files,
  approved,
}: Pick<Work, 'run' | 'plan' | 'files' | 'approved'>): Promise<Done> {
  const { instance } = run
  const { from } = files.create.head
  const target = await instance.target(run, { write: true })
  assertSameSystem('target', from, target.from)
  const book = journal(instance.folder, plan, instance.name)
  try {
    const source = await instance.source(run) // Before the first write: a setting may be missing.
    assertSameSystem('source', files.create.head.source, source.from)
    const none = { stop: null, unsent: new Map(), held: new Map() }
    return await sendAndReport({ run, plan, files, approved, book, source, target, ...none })
  } finally {
    book.close()
  }
}

async function sendAndReport(work: Work): Promise<Done> {
  const { approved, book, files, run } = work
  const { instance } = run
  applyHolds(work)
  if (instance.settings.absence === 'two-reads')
    run.say(`sync ${instance.name}: "absence" is "two-reads": absence is proven by ${TWO_READS}`)
  const ended = beginSynced(work)
  const stop = await attempt(() => sendAll(work))
  const loss = await attempt(() => book.flush())
  if (stop ?? loss) for (const kind of kinds) if (!work.unsent.has(kind)) work.unsent.set(kind, ENDED)
  const unwritten = await attempt(() => {
    renderReceipts(work)
    noteRefusals(work)
    ended()
  })
  if (!unwritten) explainFailures(work)
  // A plan without changes needs no approval and has none.
  const isTrusted = files.create.head.doubt === null || approved !== null
  const isWhole = !(stop ?? loss ?? unwritten) && run.person === null && isTrusted && isSent(work)
  const unnoted = await attempt(() => isWhole && instance.onPlanApplied(files.create.head.inputs.contacts))
  const failure = stop ?? loss ?? unwritten ?? unnoted
  if (failure) {
    const { line } = summary(work)
    if (book.added > 0) run.say(`sync ${instance.name} so far: ${line}`)
    throw failure.error
  }
  return summary(work)
}

/** Marks held kinds as unsent, and explains each kind with reasons of its own. */
function applyHolds(work: Work): void {
  const { approved, held, run, unsent } = work
  const request = { approved, isOnePerson: run.person !== null, words: run.words }
  const holds = decideHolds(countPlan(work), run.instance.limits, request)
  for (const { error, isWaiting, kind } of holds) {
    unsent.set(kind, error)
    if (isWaiting) held.set(kind, error)
  }
  const over = holds.filter(({ reasons }) => reasons.length > 0)
  if (over.length > 0) run.say(explainHolds(work, over))
}

/** Runs work and returns its error, or null: the report and the receipts of earlier work are written in both cases. */
async function attempt(work: () => unknown): Promise<{ error: unknown } | null> {
  try {
    await work()
    return null
  } catch (error) {
    return { error }
  }
}

async function sendAll(work: Work): Promise<void> {
  const { book, run, target, unsent } = work
  await target.awaitJobs(book.openJobs)
  book.begin()
  const sending = kinds.filter((kind) => !unsent.has(kind))
  run.expect(
    'people',
    sending.reduce((sum, kind) => sum + countLeft(work, kind), 0),
  )
  const count = { writes: 0, failed: 0 }
  for (const some of target.createsBesideUpdates ? SIDE_BY_SIDE : IN_TURN) {
    const now = some.filter((kind) => sending.includes(kind))
    if (!reasonToStop(work)) await sendTogether(work, now, count)
    // The reason of the target is more precise.
    for (const kind of now) if (work.stop !== null && !unsent.has(kind)) unsent.set(kind, work.stop)
  }
}

/** The kinds that are sent at the same time. Refused creations protect users from removal, so removals are last. */
const SIDE_BY_SIDE: readonly Kind[][] = [['create', 'update'], ['delete']]
const IN_TURN: readonly Kind[][] = kinds.map((kind) => [kind])

/** The writes of a run and the failed ones, of all kinds. */
type WriteCount = { writes: number; failed: number }

/** Sends kinds side by side. After an error, the other kind ends its running batches; the first error is thrown. */
async function sendTogether(work: Work, some: readonly Kind[], count: WriteCount): Promise<void> {
  const errors: unknown[] = []
  const sends = some.map((kind) =>
    sendKind(work, kind, count).catch((error: unknown) => {
      errors.push(error)
      work.stop ??= ENDED
    }),
  )
  await Promise.all(sends)
  if (errors.length > 0) throw errors[0]
}

/** The reason to stop sending, or null. */
function reasonToStop(work: Work): string | null {
  if (work.run.interrupted()) work.stop ??= INTERRUPTED
  return work.stop
}

async function sendKind(work: Work, kind: Kind, count: WriteCount): Promise<void> {
  const { book, files, run, target } = work
  const isStopped = () => reasonToStop(work) !== null
  const written: AsyncIterable<Written> =
    kind === 'create'
      ? target.create(remaining(work, kind) as Iterable<Creation>, isStopped)
      : kind === 'update'
        ? target.update(remaining(work, kind) as Iterable<Update>, isStopped, { moves: files.update.head.moves.people })
        : target.remove(await confirmAbsence(work, [...remaining(work, kind)] as Deletion[]), isStopped)
  for await (const line of written) {
    if ('stop' in line) {
      work.unsent.set(kind, line.stop)
      continue
    }
    book.add('retrying' in line ? line.retrying : line)
    if (!('outcome' in line)) continue
    run.count('people')
    if (line.outcome === 'failed') count.failed++
    if (line.outcome === 'failed' || line.outcome === 'applied') count.writes++
    if (isFailing(count.failed, count.writes)) work.stop ??= `stopped: ${count.failed} of ${count.writes} writes failed`
  }
  book.flush()
}

/** Records without a final receipt, such as failed or unsent ones. */
function* remaining({ book, files }: Work, kind: Kind): Generator<PlannedChange> {
  for (const line of files[kind].lines) {
    if (!isFinal(book.outcomeOf(kind, line.key, line.field('id') ?? null))) yield line.record
  }
}
