// Jobs of update_many: watched together with one request, each entry's result read.

import { setTimeout as sleep } from 'node:timers/promises'
import { exit, Failure } from '../../exit.ts'
import type { Call } from '../../http.ts'

export interface Job {
  id: string
  status: string
  message: string | null
  results: unknown
}

/** Polls come close together while jobs end and further apart while none does. */
const FIRST_POLL = 100
const LAST_POLL = 2_000
/** A job that takes longer is given up, and the read-back tells what it did. */
const PATIENCE = 10 * 60_000
/** A job that so many answers leave out is lost. */
const MISSES = 3

interface Watched {
  settle(job: Job | null): void
  fail(error: unknown): void
  since: number
  missed: number
}

/** Waits for jobs: `ended(id)` gives the job when it is over, or null when Zendesk no longer knows it or it is stuck. */
export function watch(call: Call) {
  const waiting = new Map<string, Watched>()
  let polling = false

  /** One request for all who wait; the jobs that are over, given up or lost. */
  const poll = async (): Promise<[string, Job | null][]> => {
    const asked = [...waiting.keys()].slice(0, 100)
    const known = new Map((await statuses(call, asked)).map((job) => [job.id, job]))
    return asked.flatMap((id): [string, Job | null][] => {
      const job = known.get(id) ?? null
      const watched = waiting.get(id)!
      if (job && isOver(job)) return [[id, job]]
      if (!job) watched.missed++
      const patient = Date.now() - watched.since < PATIENCE
      return patient && watched.missed < MISSES ? [] : [[id, null]]
    })
  }

  const run = async () => {
    for (let wait = FIRST_POLL; waiting.size > 0; wait = Math.min(wait * 2, LAST_POLL)) {
      await sleep(wait)
      for (const [id, job] of await poll()) {
        waiting.get(id)?.settle(job)
        waiting.delete(id)
        wait = Math.max(FIRST_POLL, wait / 4)
      }
    }
    polling = false // in one step with seeing that nobody waits
  }

  const failAll = (error: unknown) => {
    polling = false
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }

  return (id: string): Promise<Job | null> =>
    new Promise((settle, fail) => {
      waiting.set(id, { settle, fail, since: Date.now(), missed: 0 })
      if (polling) return
      polling = true
      run().catch(failAll)
    })
}

async function statuses(call: Call, ids: readonly string[]): Promise<Job[]> {
  const { body, status } = await call('GET', '/api/v2/job_statuses/show_many', {
    query: { ids: ids.join(',') },
    allow: [404],
  })
  if (status === 404) return []
  const jobs = (body as { job_statuses?: Job[] } | null)?.job_statuses
  if (Array.isArray(jobs)) return jobs
  throw new Failure(exit.remote, 'Zendesk: job_statuses: the answer has no jobs. Run sync again: it waits for them')
}

/** Documented: queued, working, completed, failed; older text also killed. Anything else is not over (Zendesk, Job statuses). */
const isOver = ({ status }: Job) => ['completed', 'failed', 'killed'].includes(status)

interface Result {
  id?: number
  index?: number
  success?: boolean
  status?: string
  error?: string
  details?: unknown
}

/**
 * What a job says of its entry `index` with user id `id`: null for success, else its words. A job that is `completed`
 * may have failed for every entry, and the shapes differ (Zendesk, Job statuses).
 */
export function errorOf(job: Job | null, index: number, id: string): string | null {
  if (!job) return 'the job was lost: Zendesk no longer knows how it ended'
  const results = Array.isArray(job.results) ? (job.results as Result[]) : []
  const result = results.find((one) => String(one.id) === id) ?? results[index]
  if (!result) return `job ${job.status} without a result for this entry: ${job.message ?? 'no message'}`
  const { error, details, status = '', success } = result
  if (error || success === false || status === 'Failed') return `${error ?? 'failed'}: ${asText(details)}`
  if (success === true || ['Updated', 'Created', 'Deleted'].includes(status)) return null
  return `unknown result: ${JSON.stringify(result)}`
}

const asText = (details: unknown) => (typeof details === 'string' ? details : JSON.stringify(details ?? 'no details'))
