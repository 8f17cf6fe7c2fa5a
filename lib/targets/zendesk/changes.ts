// Updates and removals, by the hundred as jobs: read before, sent, waited for, every entry read again after.

import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Deletion, Kind, Receipt, Update, User } from '../../artifacts/records.ts'
import { readField } from '../../connector/read-value.ts'
import { after, before } from '../../core/readback.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { batches, inFlight } from '../../http/concurrency.ts'
import { Lost } from '../../http/outcome.ts'
import { waitBefore } from '../../http/retry.ts'
import { MOST_TRIES, orLost, orUnknown, UNKNOWN, words } from '../resend.ts'
import type { Written } from '../target.ts'
import { ABOUT_THE_REQUEST } from './answers.ts'
import { jobsLeft } from './headers.ts'
import { MOST_JOBS, slots } from './job-slots.ts'
import { type Ended, errorOf, readJob, wholeError } from './jobs.ts'
import { MANY } from './pages.ts'
import type { Reads } from './reads.ts'
import type { ZendeskSettings } from './settings.ts'
import { asPatch } from './users.ts'

type Change = Update | Deletion
type Emit = (said: Written) => void
/** Asked right before anything is sent: whether nothing more may be. */
type Stopped = () => boolean

/** What the writes need beside requests and reads. */
interface Around {
  /** Waits for a job. */
  ended(job: string): Promise<Ended>
  /** How many milliseconds jobs take; null while that is not known. */
  usual(): number | null
  /** Ends well before anything is sent, or throws. */
  ready(): Promise<void>
}

/** A batch that was sent and is over. */
interface Sent {
  /** The entries that were sent, and their users as they were before. */
  open: Change[]
  was: Map<string, User>
  /** Zendesk's words for an entry that failed, null for success. */
  wordsOf(entry: Change, index: number): string | null
  /** How what failed is worth another try: 'halves' where the batch failed as a whole. */
  again: 'halves' | 'together' | 'not at all'
}

const NOTHING: Sent = { open: [], was: new Map(), wordsOf: () => null, again: 'not at all' }

/** Single requests at a time. */
const AT_ONCE = 5
/** Part of the deadline that a batch without an answer is given at least, before it is sent again. */
const LOST_PART = 1 / 40

/** The changes of one instance. */
export function changes(call: Call, reads: Reads, { ended, usual, ready }: Around, settings: ZendeskSettings) {
  const { jobDeadline, network } = settings
  const free = slots()
  const limit = pLimit(AT_ONCE)

  /** One batch, and again what of it is worth another try: by halves until a bad record stands alone, or together. */
  async function change(kind: Kind, entries: Change[], emit: Emit, stopped: Stopped, tried: number): Promise<void> {
    const { open, was, wordsOf, again } = await withRoom(stopped, () => send(kind, entries, emit, stopped))
    const now = await orUnknown(emit, unknown(open, was), () => byId(open))
    const isMore = again === 'halves' ? open.length > 1 : again === 'together' && tried < MOST_TRIES
    const undone = open.filter((entry, index) => {
      const receipt = after(entry, now.get(entry.id), was.get(entry.id)!, wordsOf(entry, index))
      const again = isMore && receipt.outcome === 'failed'
      emit(again ? { again: receipt } : receipt)
      return again
    })
    if (undone.length === 0 || stopped()) return
    if (again === 'together') await sleep(waitBefore(tried + 1, network))
    const size = again === 'together' ? undone.length : Math.ceil(open.length / 2)
    for (const part of batches(undone, size))
      await change(kind, part, emit, stopped, tried + (again === 'together' ? 1 : 0))
  }

  /**
   * Tries until there is room for one more job, others' jobs counted. Throws exit 9 where there is none although no job of
   * ours has ended for as long as a job may take.
   */
  async function withRoom(stopped: Stopped, send: () => Promise<Sent | null>): Promise<Sent> {
    let since = Number.POSITIVE_INFINITY
    for (let tried = 2; ; tried++) {
      const sent = await send()
      if (sent) return sent
      if (stopped()) return NOTHING
      since = Math.min(since, performance.now())
      if (Math.min(performance.now() - since, free.idle()) > jobDeadline * 1000) break
      await sleep(waitBefore(Math.min(tried, 5), network))
    }
    const what = `for ${jobDeadline} s there were ${MOST_JOBS} jobs in flight already`
    throw new Failure(exit.remote, `Zendesk: ${what}, most of them not ours. Run sync again when they are over`)
  }

  /** Takes a slot, reads the batch, sends what is still as planned, waits for the job. Null: there was no room for a job. */
  async function send(kind: Kind, entries: Change[], emit: Emit, stopped: Stopped): Promise<Sent | null> {
    await free.enter()
    let begun = false
    try {
      if (stopped()) return NOTHING
      const was = await byId(entries)
      const { open, settled } = await asPlanned(kind, entries, was)
      const sent = { open, was, wordsOf: () => null, again: 'not at all' as const }
      const answer = open.length > 0 && !stopped() ? await updateMany(open) : null
      if (answer?.is === 'too many') {
        free.refused(answer.current)
        return null
      }
      for (const receipt of settled) emit(receipt)
      if (answer === null) return NOTHING
      if (answer.is === 'refused') return { ...sent, wordsOf: () => answer.said, again: 'halves' }

      begun = true
      free.begun(answer.is === 'begun' ? answer.left : null)
      if (answer.is === 'lost') {
        await orUnknown(emit, unknown(open, was), () => given(open))
        return { ...sent, wordsOf: () => answer.said, again: 'together' }
      }
      emit({ job: answer.job, keys: open.map(({ key }) => key), kind })
      const job = await orUnknown(emit, unknown(open, was), () => ended(answer.job))
      const whole = typeof job === 'object' ? wholeError(job) : null
      const said = (entry: Change, index: number) => whole ?? errorOf(job, index, entry.id)
      return { ...sent, wordsOf: said, again: typeof job === 'string' ? 'not at all' : whole ? 'halves' : 'together' }
    } finally {
      free.leave(begun)
    }
  }

  /** Sends a batch: its job was begun, or there are too many, or it was refused, or its answer was lost. */
  async function updateMany(open: Change[]) {
    const json = { users: open.map((entry) => asPatch(entry, settings)) }
    const request = { json, once: true, allow: ABOUT_THE_REQUEST, answers: isTooMany }
    const answer = await call('PUT', '/api/v2/users/update_many', request).catch(orLost)
    if (answer instanceof Lost) return { is: 'lost' as const, said: answer.message }
    const { body, headers } = answer
    if (isTooMany(body)) return { is: 'too many' as const, current: body.current_job_ids.length }
    const job = readJob(readField(body, 'job_status'))
    if (job) return { is: 'begun' as const, job: job.id, left: jobsLeft(headers) }
    // a job that nobody knows the name of may be at work
    if (answer.status < 300) return { is: 'lost' as const, said: 'Zendesk took it, and names no job that can be read' }
    return { is: 'refused' as const, said: words('Zendesk', answer) }
  }

  /** A batch without an answer may be a job nobody knows the name of: it is given well more than the time that jobs take. */
  async function given(open: Change[]): Promise<void> {
    const time = Math.max(3 * (usual() ?? 0), jobDeadline * 1000 * LOST_PART)
    const until = performance.now() + time
    for (let tried = 2; performance.now() < until; tried++) {
      await sleep(Math.min(waitBefore(tried, network), until - performance.now() + 1))
      const now = await byId(open)
      if (open.every((entry) => before(entry, now.get(entry.id))?.outcome === 'unchanged')) return
    }
  }

  const byId = async (entries: Change[]): Promise<Map<string, User>> => {
    const users = await reads.shown(
      'ids',
      entries.map(({ id }) => id),
    )
    return new Map(users.map((user) => [user.id, user]))
  }

  /** The entries that are still as planned, in their order, and the receipts of the others. */
  async function asPlanned(kind: Kind, entries: Change[], was: Map<string, User>) {
    const receipts = await Promise.all(
      entries.map(async (entry): Promise<Receipt | null> => {
        const receipt = before(entry, was.get(entry.id))
        if (receipt || !('organization' in entry.to)) return receipt
        const homes = await limit(() => reads.homes(entry.id))
        if (homes === null) return before(entry, undefined)
        if (homes < 2) return null
        const error = 'has several organizations: an update of one would drop the others'
        return { error, from: null, id: entry.id, key: entry.key, kind, outcome: 'conflict', to: null }
      }),
    )
    const open = entries.filter((_, index) => receipts[index] === null)
    return { open, settled: receipts.filter((receipt) => receipt !== null) }
  }

  return (kind: Kind, entries: Iterable<Change>, stopped: Stopped): AsyncIterable<Written> =>
    inFlight(MOST_JOBS, batches(entries, MANY), async (batch, emit) => {
      await ready()
      await change(kind, batch, emit, stopped, 1)
    })
}

const unknown = (open: Change[], was: Map<string, User>) =>
  open.map((entry) => after(entry, undefined, was.get(entry.id)!, UNKNOWN))

interface TooMany {
  error: 'TooManyJobs'
  current_job_ids: unknown[]
}

/** Told by its word: the status that comes with it is not documented (Zendesk, Rate limits). */
const isTooMany = (body: unknown): body is TooMany =>
  (body as { error?: unknown } | null)?.error === 'TooManyJobs' && Array.isArray((body as TooMany).current_job_ids)
