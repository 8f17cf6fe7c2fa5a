// Updates and removals, in jobs of 99: read before, sent, waited for, and read again.

import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Change, Kind, Receipt, User } from '../../artifacts/records.ts'
import { receiptAfterWrite, receiptBeforeWrite } from '../../core/readback.ts'
import type { Call } from '../../http/client.ts'
import { batches, runConcurrently } from '../../http/concurrency.ts'
import { waitBefore } from '../../http/retry.ts'
import { MOST_TRIES, reportUnknown, unknownChange } from '../resend.ts'
import type { Emit, Stopped, Written } from '../target.ts'
import { fieldsApart } from './fields-apart.ts'
import { MOST_JOBS } from './job-slots.ts'
import { errorOf, wholeError } from './jobs.ts'
import { markTrial } from './mark-trial.ts'
import { type MembershipsOf, movedUsers } from './moved-users.ts'
import {
  BLOCKED,
  hasFields,
  makeDefault,
  type Placement,
  partToSend,
  placementOf,
  receiptOfBlocked,
} from './placement.ts'
import type { ZendeskReads } from './reads.ts'
import { type ChangeTools, NOTHING_SENT, type SentBatch } from './sent-batch.ts'
import type { ZendeskSettings } from './settings.ts'
import { USERS_A_CALL } from './shown-users.ts'
import { withOtherName } from './standing.ts'
import { asPatch } from './users.ts'
import { updateMany } from './write-many.ts'

/** Concurrent requests. */
const DEFAULTS_AT_ONCE = 5

const UPDATE: Placement = { by: 'update' }

/** The context of the batches of one kind. */
interface Sending {
  emit: Emit
  stopped: Stopped
  membershipsOf: MembershipsOf
}

/** The changes of one instance. */
export function zendeskChanges(
  call: Call,
  reads: ZendeskReads,
  { settings, kept, assertReady, jobs, room, slots, progress }: ChangeTools & { settings: ZendeskSettings },
) {
  const { network } = settings
  const { changeAlone, noteFull, whenJobSlotFree } = room
  const limit = pLimit(DEFAULTS_AT_ONCE)

  /** Sends one batch, then its failed entries again: in halves until a bad record is alone, or together. */
  async function change(kind: Kind, entries: Change[], { tried, ...how }: Sending & { tried: number }): Promise<void> {
    const { emit, stopped } = how
    const sent = await whenJobSlotFree(stopped, () => send(kind, entries, how), NOTHING_SENT)
    const { pending, was, wordsOf, retry } = sent
    const now = await reportUnknown(emit, unknownReceipts(pending, was), () => byId(pending))
    const isMore = retry === 'halves' ? pending.length > 1 : retry === 'together' && tried < MOST_TRIES
    const [undone, ended]: [Change[], Change[]] = [[], []]
    for (const entry of pending) {
      const receipt = receiptFor(partOf(entry, sent), { now, was, error: wordsOf(entry) })
      // a second attempt would find an entry changed that Zendesk stored in another form
      const isOpen = wordsOf(entry) !== null || receiptBeforeWrite(partOf(entry, sent), now.get(entry.id)) === null
      const isAgain = isMore && receipt.outcome === 'failed' && isOpen
      if (isAgain) emit({ retrying: receipt })
      ;(isAgain ? undone : ended).push(entry)
    }
    await finish(kind, ended, { sent: { ...sent, now }, emit })
    kept.assertKept('more comes')
    if (undone.length === 0 || stopped()) return
    if (retry === 'together') await sleep(waitBefore(tried + 1, network))
    const size = retry === 'together' ? undone.length : Math.ceil(pending.length / 2)
    for (const part of batches(undone, size))
      await change(kind, part, { ...how, tried: tried + (retry === 'together' ? 1 : 0) })
  }

  /**
   * The receipt of an entry that was sent. A mark from the trial does not hide the refusal of a suspension.
   */
  function receiptFor(
    entry: Change,
    { now, was, error }: { now: Map<string, User>; was: Map<string, User>; error: string | null },
  ): Receipt {
    const receipt = receiptAfterWrite(entry, { user: now.get(entry.id), was: was.get(entry.id)!, error })
    return markTried.has(entry.id) && error !== null ? { ...receipt, error, outcome: 'failed' } : receipt
  }

  const triedBefore = (id: string): [string, User][] => (markTried.has(id) ? [[id, markTried.get(id)!]] : [])

  const partOf = (entry: Change, { placements }: Pick<SentBatch, 'placements'>) =>
    partToSend(entry, placements.get(entry.id) ?? UPDATE)

  /**
   * Finishes a batch: sends blocked fields one by one, makes an organization the default, and emits the receipts.
   */
  async function finish(
    kind: Kind,
    entries: Change[],
    { sent, emit }: { sent: SentBatch & { now: Map<string, User> }; emit: Emit },
  ) {
    const { retry, now, placements, was, wordsOf } = sent
    const refused = new Map<string, string | null>()
    const note = ({ id }: Change, said: string | null) => refused.set(id, refused.get(id) ?? said)
    await reportUnknown(emit, unknownReceipts(entries, was), async () => {
      for (const entry of entries) {
        const part = partOf(entry, sent)
        const isFailed = receiptFor(part, { now, was, error: wordsOf(entry) }).outcome === 'failed'
        const isBlocked = isFailed && retry !== 'not at all' && wordsOf(entry) !== null
        if (isBlocked) for (const one of fieldsApart(part)) note(entry, await changeAlone(kind, one, { emit }))
      }
      const asDefault = entries.filter(({ id }) => placements.get(id)?.by === 'default')
      const make = (entry: Change) =>
        makeDefault(call, entry, (placements.get(entry.id) as { membership: string | null }).membership)
      await Promise.all(asDefault.map((entry) => limit(async () => note(entry, await make(entry)))))
      const touched = entries.filter(({ id }) => refused.has(id))
      if (touched.length > 0) for (const [id, user] of await byId(touched)) now.set(id, user)
    })
    for (const entry of entries) {
      const isLeft = placements.get(entry.id)?.by === 'blocked' || refused.get(entry.id) === BLOCKED
      const said = refused.has(entry.id) && !isLeft ? refused.get(entry.id)! : wordsOf(entry)
      const receipt = receiptFor(isLeft ? partOf(entry, sent) : entry, { now, was, error: said })
      if (said === null && now.has(entry.id)) kept.add(entry.to, receipt)
      const ended = said === null ? withOtherName(receipt, entry.to) : receipt
      emit(isLeft && ended.outcome !== 'failed' ? receiptOfBlocked(ended) : ended)
    }
  }

  /**
   * Takes a slot, reads the batch, sends the entries that are still as planned, and waits for the job. Null if Zendesk
   * had no room for a job.
   */
  async function send(
    kind: Kind,
    entries: Change[],
    { emit, membershipsOf, stopped }: Sending,
  ): Promise<SentBatch | null> {
    await slots.take()
    let begun = false
    try {
      if (stopped()) return NOTHING_SENT
      const was = new Map([...(await byId(entries)), ...entries.flatMap(({ id }) => triedBefore(id))])
      const { pending, placements, settled } = await findPending(kind, entries, { was, membershipsOf })
      const sent = { pending, placements, was, wordsOf: () => null, retry: 'not at all' as const }
      const parts = pending.map((entry) => partOf(entry, sent)).filter(hasFields)
      const isSent = parts.length > 0 && !stopped()
      const fate = isSent
        ? await updateMany(
            call,
            parts.map((entry) => asPatch(entry, settings)),
          )
        : null
      if (fate?.is === 'too many') return noteFull(fate.current)
      for (const receipt of settled) emit(receipt)
      if (fate === null) return stopped() ? NOTHING_SENT : sent
      if (fate.is === 'refused') return { ...sent, wordsOf: () => fate.said, retry: 'halves' }

      begun = true
      slots.noteBegun(fate.is === 'begun' ? fate.left : null)
      if (fate.is !== 'begun') {
        await reportUnknown(emit, unknownReceipts(pending, was), () => jobs.waitForUnknownJob(() => isDone(parts)))
        return { ...sent, wordsOf: () => fate.said, retry: 'together' }
      }
      emit({ job: fate.job, keys: pending.map(({ key }) => key), kind })
      const job = await reportUnknown(emit, unknownReceipts(pending, was), () => jobs.waitForJob(fate.job))
      const whole = typeof job === 'object' ? wholeError(job) : null
      const wordsOf = ({ id }: Change) => {
        const index = parts.findIndex((part) => part.id === id)
        return index < 0 ? null : (whole ?? errorOf(job, index, id))
      }
      return { ...sent, wordsOf, retry: typeof job === 'string' ? 'not at all' : whole ? 'halves' : 'together' }
    } finally {
      slots.release(begun)
    }
  }

  async function isDone(pending: Change[]): Promise<boolean> {
    const now = await byId(pending)
    return pending.every((entry) => receiptBeforeWrite(entry, now.get(entry.id))?.outcome === 'unchanged')
  }

  const byId = async (entries: Change[]): Promise<Map<string, User>> => {
    const ids = entries.map(({ id }) => id)
    const users = await reads.usersBy('ids', ids)
    return new Map(users.map((user) => [user.id, user]))
  }

  /**
   * The entries that are still as planned, in their order, with their placements, and the receipts of the others.
   */
  async function findPending(
    kind: Kind,
    entries: Change[],
    { was, membershipsOf }: { was: Map<string, User>; membershipsOf: MembershipsOf },
  ) {
    const placements = new Map<string, Placement>()
    const receipts = await Promise.all(
      entries.map(async (entry): Promise<Receipt | null> => {
        const user = was.get(entry.id)
        const receipt = receiptBeforeWrite(entry, user)
        if (receipt || !user || !('organization' in entry.to)) return receipt
        const placement = placementOf(entry, await membershipsOf(entry.id, user.person.organization))
        if (placement === null) return receiptBeforeWrite(entry, undefined)
        placements.set(entry.id, placement)
        if (placement.by !== 'blocked' || hasFields(partToSend(entry, placement))) return null
        return receiptOfBlocked({
          error: null,
          from: null,
          id: entry.id,
          key: entry.key,
          kind,
          outcome: 'conflict',
          to: null,
        })
      }),
    )
    const pending = entries.filter((_, index) => receipts[index] === null)
    return { pending, placements, settled: receipts.filter((receipt) => receipt !== null) }
  }

  const { markTried, tryMark } = markTrial(settings, { assertReady, byId, changeAlone, kept })

  return async function* (
    kind: Kind,
    entries: Iterable<Change>,
    { moves, stopped }: { moves: number; stopped: Stopped },
  ): AsyncGenerator<Written> {
    const membershipsOf = movedUsers(call, reads, { moves, progress })
    const isTried = kind === 'delete' && settings.removal.suspend && !kept.isMarkProven() && !stopped()
    const all = isTried ? [...entries] : entries
    if (isTried) yield* runConcurrently<Change[], Written>(1, [all as Change[]], tryMark)
    yield* runConcurrently<Change[], Written>(MOST_JOBS, batches(all, USERS_A_CALL), async (batch, emit) => {
      await assertReady()
      await change(kind, batch, { emit, membershipsOf, stopped, tried: 1 })
    })
    kept.assertKept('end')
  }
}

const unknownReceipts = (pending: Change[], was: Map<string, User>) =>
  pending.map((entry) => unknownChange(entry, was.get(entry.id)!))
