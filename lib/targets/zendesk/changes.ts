// Updates and removals, by the hundred as jobs: read before, sent, waited for, every entry read again after.

import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Deletion, Kind, Receipt, Update, User } from '../../artifacts.ts'
import { exit, Failure } from '../../exit.ts'
import type { Answer, Call } from '../../http.ts'
import { batches, inFlight } from '../../inflight.ts'
import { after, before } from '../../readback.ts'
import { waitBefore } from '../../retry.ts'
import type { Written } from '../target.ts'
import { ABOUT_THE_REQUEST, isRefused, orUnknown, UNKNOWN, words } from './answers.ts'
import { jobsLeft } from './headers.ts'
import { errorOf, type Job, wholeError } from './jobs.ts'
import { MANY, type Reads } from './reads.ts'
import type { ZendeskSettings } from './settings.ts'
import { MOST_JOBS, slots } from './slots.ts'
import { asPatch } from './users.ts'

type Change = Update | Deletion
type Emit = (said: Written) => void

/** What was tried before: how often, and the users as they were before the first try. */
interface Tries {
  number: number
  was: Map<string, User>
}

/** A batch that was sent and whose job is over. */
interface Sent {
  /** The entries that were sent, and their users as they were before. */
  open: Change[]
  was: Map<string, User>
  /** Zendesk's words for an entry that failed, null for success. */
  wordsOf(entry: Change, index: number): string | null
  /** 'halves': it failed as a whole. 'whole': entries failed, or the answer was lost. 'never': its job was lost. */
  again: 'halves' | 'whole' | 'never'
}

/** Jobs for an entry that fails, or whose answer is lost: most such failures pass (Zendesk, "Database collision"). */
const MOST_TRIES = 3
/** Single requests at a time. */
const AT_ONCE = 5

/** The changes of one instance; `ended` waits for a job, `ready` ends well before anything is sent, or throws. */
export function changes(
  call: Call,
  reads: Reads,
  ended: (job: string) => Promise<Job | null>,
  ready: () => Promise<void>,
  { jobDeadline, network, removal }: ZendeskSettings,
) {
  const free = slots()
  const limit = pLimit(AT_ONCE)

  /** One batch, and again what of it is worth another try: by halves until a bad record stands alone, or together. */
  async function change(kind: Kind, entries: Change[], emit: Emit, tries: Tries): Promise<void> {
    const { open, was, wordsOf, again } = await withRoom(() => send(kind, entries, emit, tries.was))
    const now = await orUnknown(emit, unknown(open, was), () => byId(open))
    const isMore = again === 'halves' ? open.length > 1 : again === 'whole' && tries.number < MOST_TRIES
    const undone = open.filter((entry, index) => {
      const receipt = after(entry, now.get(entry.id), was.get(entry.id)!, wordsOf(entry, index))
      emit(receipt) // also of one that is tried again: its last receipt counts
      return isMore && receipt.outcome === 'failed'
    })
    const next = { number: tries.number + (again === 'whole' ? 1 : 0), was: new Map([...tries.was, ...was]) }
    const size = again === 'whole' ? undone.length : Math.ceil(open.length / 2)
    for (const part of batches(undone, size)) await change(kind, part, emit, next)
  }

  /** Tries until there is room for one more job, others' jobs counted. Throws exit 9 where others leave none for too long. */
  async function withRoom(send: () => Promise<Sent | null>): Promise<Sent> {
    const since = performance.now()
    for (let tried = 2; performance.now() - since < jobDeadline * 1000; tried++) {
      const sent = await send()
      if (sent) return sent
      await sleep(waitBefore(Math.min(tried, 5), network))
    }
    const what = `for ${jobDeadline} s there were ${MOST_JOBS} jobs in flight already`
    throw new Failure(exit.remote, `Zendesk: ${what}, most of them not ours. Run sync again when they are over`)
  }

  /** Takes a slot, reads the batch, sends what is still as planned, waits for the job. Null: there was no room for a job. */
  async function send(kind: Kind, entries: Change[], emit: Emit, sentAs: Map<string, User>): Promise<Sent | null> {
    await free.enter()
    let begun = false
    try {
      const was = await byId(entries)
      const { open, settled } = await asPlanned(kind, entries, was, sentAs)
      const sent = { open, was, wordsOf: () => null, again: 'never' as const }
      const answer = open.length > 0 ? await updateMany(open) : null
      if (isTooMany(answer)) {
        free.refused(answer.current_job_ids.length)
        return null
      }
      for (const receipt of settled) emit(receipt)
      if (answer === null) return sent
      if (typeof answer === 'string') return { ...sent, wordsOf: () => answer, again: 'whole' }
      if (answer.job === null) return { ...sent, wordsOf: () => answer.said, again: 'halves' }

      begun = true
      free.begun(answer.left)
      const id = answer.job
      emit({ job: id, keys: open.map(({ key }) => key), kind })
      const job = await orUnknown(emit, unknown(open, was), () => ended(id))
      const whole = job && wholeError(job)
      const said = (entry: Change, index: number) => whole ?? errorOf(job, index, entry.id)
      return { ...sent, wordsOf: said, again: job === null ? 'never' : whole ? 'halves' : 'whole' }
    } finally {
      free.leave(begun)
    }
  }

  /** The job of a batch; or that there are too many jobs; or why the batch was refused; or, as a text, that the answer was lost. */
  async function updateMany(open: Change[]) {
    const json = { users: open.map((entry) => asPatch(entry, removal)) }
    const request = { json, once: true, allow: ABOUT_THE_REQUEST, answers: isTooMany }
    let answer: Answer
    try {
      answer = await call('PUT', '/api/v2/users/update_many', request)
    } catch (error) {
      if (isRefused(error)) throw error
      return `no answer: ${(error as Error).message}`
    }
    if (isTooMany(answer.body)) return answer.body
    const { job_status } = (answer.body ?? {}) as { job_status?: Job }
    return { job: job_status?.id ?? null, left: jobsLeft(answer.headers), said: words(answer) }
  }

  const byId = async (entries: Change[]): Promise<Map<string, User>> => {
    const users = await reads.shown(
      'ids',
      entries.map(({ id }) => id),
    )
    return new Map(users.map((user) => [user.id, user]))
  }

  /** The entries that are still as planned, in their order, and the receipts of the others. */
  async function asPlanned(kind: Kind, entries: Change[], was: Map<string, User>, sentAs: Map<string, User>) {
    const receipts = await Promise.all(
      entries.map(async (entry): Promise<Receipt | null> => {
        const earlier = sentAs.get(entry.id)
        const receipt = before(entry, was.get(entry.id))
        // it is as wanted because an earlier try of this run came through after all
        if (receipt?.outcome === 'unchanged' && earlier) return after(entry, was.get(entry.id), earlier, null)
        if (receipt || !('organization' in entry.to)) return receipt
        if (!(await limit(() => reads.severalHomes(entry.id)))) return null
        const error = 'has several organizations: an update of one would drop the others'
        return { error, from: null, id: entry.id, key: entry.key, kind, outcome: 'conflict', to: null }
      }),
    )
    const open = entries.filter((_, index) => receipts[index] === null)
    return { open, settled: receipts.filter((receipt) => receipt !== null) }
  }

  return (kind: Kind, entries: Iterable<Change>): AsyncIterable<Written> =>
    inFlight(MOST_JOBS, batches(entries, MANY), async (batch, emit) => {
      await ready()
      await change(kind, batch, emit, { number: 1, was: new Map() })
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
