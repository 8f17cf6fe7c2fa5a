// The creation of up to 99 users in one job. Their external ids show who was created, because the results of a
// job name a failed entry by its place (Zendesk, Job statuses).

import pLimit from 'p-limit'
import type { Creation, User } from '../../artifacts/records.ts'
import { receiptOfCreation, receiptOfFailedCreation } from '../../core/readback.ts'
import type { Call } from '../../http/client.ts'
import { batches } from '../../http/concurrency.ts'
import { MOST_TRIES, reportUnknown, unknownCreation } from '../resend.ts'
import type { Emit, Stopped } from '../target.ts'
import { type BulkImport, FEW } from './bulk-import.ts'
import type { SingleCreations } from './create-one.ts'
import { wholeError } from './jobs.ts'
import type { ChangeTools } from './sent-batch.ts'
import type { ZendeskSettings } from './settings.ts'
import { asUser } from './users.ts'
import { createMany } from './write-many.ts'

/** Concurrent searches for the owner of an address. */
const SEARCHES_AT_ONCE = 5

export interface CreationTools extends ChangeTools {
  settings: ZendeskSettings
  bulk: BulkImport
}

/** A batch after the end of its job, before it is read back. `missing`: the entries that were sent. */
interface SentCreations {
  missing: Creation[]
  /**
   * 'whole': the batch failed as one. 'no answer': the request or its answer was lost. 'unknown': Zendesk does not say
   * how the job ended.
   */
  end: 'not sent' | 'not allowed' | 'over' | 'whole' | 'no answer' | 'unknown'
  /** The error of entries that were not created. */
  said: string
}

const NOTHING_SENT: SentCreations = { missing: [], end: 'not sent', said: '' }

const NOT_CREATED = 'its job did not create it'

/** Creations in jobs; `single` reads back, as for creations one by one. */
export function creationJobs(
  call: Call,
  single: SingleCreations,
  { settings, kept, bulk, jobs, room, slots }: CreationTools,
) {
  const limit = pLimit(SEARCHES_AT_ONCE)

  /**
   * Creates a batch in a job, and in halves after it failed as a whole. Returns the entries to create one by one: their
   * own answer says why a job did not create them.
   */
  async function createInJob(
    entries: Creation[],
    { emit, stopped, tried }: { emit: Emit; stopped: Stopped; tried: number },
  ): Promise<Creation[]> {
    const { missing, end, said } = await room.whenJobSlotFree(
      stopped,
      () => send(entries, { emit, stopped }),
      NOTHING_SENT,
    )
    if (end === 'not sent') return []
    if (end === 'not allowed') return missing
    const left = await reportUnknown(emit, missing.map(unknownCreation), () => settle(missing, emit))
    const failed = left.map((entry) => receiptOfFailedCreation(entry, { outcome: 'failed', error: said }))
    const isLast = end === 'unknown' || (end === 'no answer' && tried === MOST_TRIES)
    for (const receipt of failed) emit(isLast ? receipt : { retrying: receipt })
    if (isLast) return []
    const free = end === 'no answer' ? await withoutOwners(left, emit) : left
    if (end === 'over' || free.length <= FEW) return free
    const alone: Creation[] = []
    for (const half of batches(free, Math.ceil(free.length / 2)))
      if (!stopped())
        alone.push(...(await createInJob(half, { emit, stopped, tried: tried + (end === 'whole' ? 0 : 1) })))
    return alone
  }

  /**
   * Takes a slot, looks the batch up, sends those who are not there, and waits for the job. Null if Zendesk had no room
   * for a job.
   */
  async function send(
    entries: Creation[],
    { emit, stopped }: { emit: Emit; stopped: Stopped },
  ): Promise<SentCreations | null> {
    await slots.take()
    let begun = false
    try {
      if (stopped()) return NOTHING_SENT
      const ours = await usersOf(entries)
      const missing = entries.filter((entry) => !ours.has(entry))
      const isSent = missing.length > 0 && !stopped()
      const fate = isSent
        ? await createMany(
            call,
            missing.map((entry) => asUser(entry, settings)),
          )
        : null
      if (fate?.is === 'too many') return room.noteFull(fate.current)
      for (const [entry, user] of ours) emit(receiptOfCreation(entry, user, 'unchanged'))
      if (fate === null) return NOTHING_SENT
      if (fate.is === 'not allowed') bulk.noteRefused()
      if (fate.is === 'not allowed') return { missing, end: 'not allowed', said: fate.said }
      if (fate.is === 'refused') return { missing, end: 'whole', said: fate.said }

      begun = true
      slots.noteBegun(fate.is === 'begun' ? fate.left : null)
      const unknown = missing.map(unknownCreation)
      if (fate.is !== 'begun') {
        const isDone = async () => (await usersOf(missing)).size === missing.length
        await reportUnknown(emit, unknown, () => jobs.waitForUnknownJob(isDone))
        return { missing, end: 'no answer', said: fate.said }
      }
      bulk.noteOpen()
      emit({ job: fate.job, keys: missing.map(({ key }) => key), kind: 'create' })
      const job = await reportUnknown(emit, unknown, () => jobs.waitForJob(fate.job))
      if (typeof job === 'string') return { missing, end: 'unknown', said: `its job is ${job}: ${UNKNOWN_END}` }
      const whole = wholeError(job)
      return { missing, end: whole === null ? 'over' : 'whole', said: whole ?? NOT_CREATED }
    } finally {
      slots.release(begun)
    }
  }

  /** The users with the external ids of these entries. */
  async function usersOf(entries: readonly Creation[]): Promise<Map<Creation, User>> {
    const users = new Map((await single.byExternalId(entries)).map((user) => [user.externalId, user]))
    return new Map(
      entries.flatMap((entry): [Creation, User][] => {
        const user = users.get(entry.to.externalId)
        return user ? [[entry, user]] : []
      }),
    )
  }

  /** Emits the receipts of the users that are there now; returns the other entries. */
  async function settle(entries: Creation[], emit: Emit): Promise<Creation[]> {
    const ours = await usersOf(entries)
    for (const [entry, user] of ours) emit(single.receiptOfCreated(entry, user))
    kept.assertKept('more comes')
    return entries.filter((entry) => !ours.has(entry))
  }

  /** The entries whose address has no owner; emits the receipts of the others. */
  async function withoutOwners(entries: Creation[], emit: Emit): Promise<Creation[]> {
    const taken = await Promise.all(entries.map((entry) => limit(() => single.findTaken(entry))))
    for (const receipt of taken) if (receipt !== null) emit(receipt)
    return entries.filter((_, n) => taken[n] === null)
  }

  return createInJob
}

const UNKNOWN_END = 'Zendesk does not say how it ended. Run sync again'
