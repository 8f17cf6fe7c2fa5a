// The jobs of update_many: one request watches all of them, and each entry has a result.

import { setTimeout as sleep } from 'node:timers/promises'
import { isUnreadable, readBoolean, readField, readText, shapeOf } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { type Network, waitBefore } from '../../http/retry.ts'

export interface Job {
  id: string
  /** Empty if unreadable: such a job is not over. */
  status: string
  message: string | null
  results: unknown
}

/** Reads the job of an answer; null without an id. */
export function readJob(row: unknown): Job | null {
  const text = (name: string) => {
    const value = readText(readField(row, name), name)
    return typeof value === 'string' ? value : null
  }
  const id = text('id')
  return id
    ? { id, status: text('status') ?? '', message: text('message'), results: readField(row, 'results') ?? null }
    : null
}

/** The factor between two waits while no job ends, and the longest wait in milliseconds. */
const GROWTH = 2
const LONGEST_POLL = 5_000
/**
 * The part of the typical duration before a poll: an early poll notices that jobs have become faster.
 */
const EARLY = 0.8
/** A job is lost after this many answers without it, and after this part of the deadline. */
const MISSES = 3
const LOST_PART = 1 / 60
/** The shortest wait for a job with an unknown id, as a part of the deadline. */
const UNKNOWN_PART = 1 / 40

/** The end of a wait: a finished job, a job that Zendesk no longer knows, or a job past its deadline. */
export type JobEnd = Job | 'lost' | 'stuck'

export type JobWatch = ReturnType<typeof watchJobs>

interface WatchedJob {
  end(job: JobEnd): void
  fail(error: unknown): void
  since: number
  missed: number
}

/**
 * Waits for jobs: `waitForJob(id)` gives the job when it is over, lost, or stuck: not over after `deadline` seconds.
 * The first poll comes after twice `firstWait` seconds. A request without an answer may have begun a job with an
 * unknown id: `waitForUnknownJob` waits until `isDone`, at most three times the typical duration.
 */
export function watchJobs(call: Call, deadline: number, network: Network) {
  /** A job of one entry takes 5 to 10 s: polls after 1, 3, 7 and 12 s cost `--person` at most four requests. */
  const firstPoll = network.firstWait * 2_000
  const waiting = new Map<string, WatchedJob>()
  let polling = false
  let typicalMs: number | null = null

  /** Asks for all jobs with one request; returns the jobs whose wait is over. */
  const poll = async (): Promise<[string, JobEnd][]> => {
    const asked = [...waiting.keys()].slice(0, 100)
    const known = new Map((await readStatuses(call, asked)).map((job) => [job.id, job]))
    return asked.flatMap((id): [string, JobEnd][] => {
      const job = known.get(id) ?? null
      const watched = waiting.get(id)!
      if (job && isOver(job)) return [[id, job]]
      if (job) watched.missed = 0
      else watched.missed++
      const age = performance.now() - watched.since
      const isLost = watched.missed >= MISSES && age > deadline * 1000 * LOST_PART
      if (isLost) return [[id, 'lost']]
      return age > deadline * 1000 ? [[id, 'stuck']] : []
    })
  }

  /** The wait before the next poll: until the oldest job should end, else longer each time. */
  const untilNext = (last: number | null): number => {
    const oldest = Math.min(...[...waiting.values()].map(({ since }) => since))
    const expected = typicalMs === null ? 0 : oldest + typicalMs * EARLY - performance.now()
    const grown = last === null ? Math.min(firstPoll, (typicalMs ?? Number.POSITIVE_INFINITY) / 5) : last * GROWTH
    return Math.min(Math.max(expected, grown), LONGEST_POLL)
  }

  const end = (id: string, job: JobEnd) => {
    const { since, end: resolve } = waiting.get(id)!
    const took = performance.now() - since
    if (typeof job === 'object') typicalMs = typicalMs === null ? took : typicalMs * 0.7 + took * 0.3
    waiting.delete(id)
    resolve(job)
  }

  const run = async () => {
    for (let wait: number | null = null; waiting.size > 0; ) {
      wait = untilNext(wait)
      await sleep(wait)
      const over = await poll()
      for (const [id, job] of over) end(id, job)
      if (over.length > 0) wait = null
    }
    polling = false // in one step with seeing that nobody waits
  }

  const failAll = (error: unknown) => {
    polling = false
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }

  const waitForJob = (id: string): Promise<JobEnd> =>
    new Promise((end, fail) => {
      waiting.set(id, { end, fail, since: performance.now(), missed: 0 })
      if (polling) return
      polling = true
      run().catch(failAll)
    })

  async function waitForUnknownJob(isDone: () => Promise<boolean>): Promise<void> {
    const until = performance.now() + Math.max(3 * (typicalMs ?? 0), deadline * 1000 * UNKNOWN_PART)
    for (let tried = 2; performance.now() < until; tried++) {
      await sleep(Math.min(waitBefore(tried, network), until - performance.now() + 1))
      if (await isDone()) return
    }
  }

  return { waitForJob, waitForUnknownJob }
}

async function readStatuses(call: Call, ids: readonly string[]): Promise<Job[]> {
  const { body, status } = await call('GET', '/api/v2/job_statuses/show_many', {
    query: { ids: ids.join(',') },
    allow: [404],
  })
  if (status === 404) return []
  const jobs = readField(body, 'job_statuses')
  if (Array.isArray(jobs)) return jobs.map(readJob).filter((job) => job !== null)
  const shape = isUnreadable(jobs) ? jobs.shape : shapeOf(jobs)
  throw new Failure(
    exit.remote,
    `Zendesk: job_statuses is ${shape}, and no list. Run sync again: it waits for the jobs`,
  )
}

/**
 * Documented: queued, working, completed, failed; older text also killed. Anything else is not over (Zendesk, Job
 * statuses).
 */
const isOver = ({ status }: Job) => ['completed', 'failed', 'killed'].includes(status)

/** The error of a job that failed as a whole; null if its entries have results. */
export const wholeError = ({ message, results, status }: Job): string | null =>
  status === 'completed' && Array.isArray(results) ? null : `the job ended ${status}: ${message ?? 'no message'}`

/**
 * The error of entry `index` with user id `id` in a job; null for success. A `completed` job may have failed for every
 * entry, and the shapes of results differ (Zendesk, Job statuses).
 */
export function errorOf(job: JobEnd, index: number, id: string): string | null {
  if (job === 'lost') return 'its job was lost: Zendesk no longer knows how it ended'
  if (job === 'stuck') return 'its job is stuck: it was not over when target.jobDeadline was'
  const results: unknown[] = Array.isArray(job.results) ? job.results : []
  const result = results.find((one) => readText(readField(one, 'id'), 'id') === id) ?? results[index]
  if (!result) return `job ${job.status} without a result for this entry: ${job.message ?? 'no message'}`
  const error = readField(result, 'error')
  const status = readField(result, 'status')
  const success = readBoolean(readField(result, 'success'), 'success')
  const isFailed = Boolean(error) || isUnreadable(error) || success === false || status === 'Failed'
  if (isFailed) return `${error ? asText(error) : 'failed'}: ${asText(readField(result, 'details'))}`
  if (success === true || ['Updated', 'Created', 'Deleted'].includes(String(status))) return null
  return `unknown result: results[${results.indexOf(result)}] is ${shapeOf(result)}, without success, status or error`
}

const asText = (details: unknown) => (typeof details === 'string' ? details : JSON.stringify(details ?? 'no details'))
