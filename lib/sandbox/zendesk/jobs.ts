// Jobs: queued, working entry by entry, completed, as recorded. They have no timers: each request first does the work
// that is due.

import { randomBytes } from 'node:crypto'
import { type Clock, wholeSeconds } from '../clock.ts'

/** Queued or working at once, in all (developer.zendesk.com, rate limits, "Job limit"). */
const JOB_LIMIT = 30
const DAY_SECONDS = 86_400

/**
 * The fault of a job. lost: does its work and is unknown. stuck: works forever at half of its entries. failed: ends
 * with nothing done. unfinished: completes with half of it done. refused: is over the job limit.
 */
export type JobFault = 'lost' | 'stuck' | 'failed' | 'unfinished' | 'refused'

export interface JobOptions {
  /** How long every job takes, in sandbox seconds; null: as recorded. */
  jobSeconds: number | null
  /** How long after its creation a job's record is there, in sandbox seconds; a day, as documented. */
  jobRecordSeconds: number
  /** The share of both limits that other integrations use: requests, and jobs that are always in flight. */
  others: { requests?: number; jobs?: number }
}

/** The counters of jobs: the most in flight, and the refused. */
export interface JobStats {
  mostJobs: number
  tooManyJobs: number
}

type JobEntry = (index: number) => object

export interface Task {
  /** As job records name it: 'Bulk Update User'. */
  type: string
  /** The start of its messages: 'Updating user'. */
  doing: string
  /** Each entry does its work when it is due, and returns its result. */
  entries: JobEntry[]
  jobFault?: string | undefined
}

interface Job extends Task {
  id: string
  created: number
  working: number
  /** When, in milliseconds of the sandbox's clock, each entry that will be done is done. */
  due: number[]
  end: number
  results: object[]
  ended: string | null
}

export type JobQueue = ReturnType<typeof jobQueue>

/**
 * The jobs of one account. At speed 1 they are as slow as recorded: 5 to 10 s for a single entry, 10 to 15 s for a
 * hundred.
 */
export function jobQueue(options: Partial<JobOptions>, { now, after, life }: Clock, stats: JobStats) {
  const { jobSeconds = null } = options
  const all = new Map<string, Job>()
  const others = Array.from({ length: options.others?.jobs ?? 0 }, newId)
  const recordLife = life(options.jobRecordSeconds, DAY_SECONDS)
  const open = () => [...all.values()].filter(({ ended }) => ended === null)
  const inFlight = () => [...others, ...open().map(({ id }) => id)]
  stats.mostJobs = Math.max(stats.mostJobs, others.length)

  /** Does all that is due by now, of all jobs, in the order of its time. */
  function runDue() {
    const time = now()
    const due = open().flatMap((job) =>
      job.due.flatMap((at, index) => (index >= job.results.length && at <= time ? [{ job, index, at }] : [])),
    )
    due.sort((a, b) => a.at - b.at)
    for (const { job, index } of due) job.results.push(job.entries[index]!(index))
    for (const job of all.values()) {
      if (job.ended === null && job.end <= time) job.ended = new Date().toISOString()
      const over = job.ended !== null || job.jobFault === 'stuck'
      if (over && time >= job.created + recordLife) all.delete(job.id)
    }
  }

  /** A new job, or null when there are too many. */
  function enqueue(task: Task): Job | null {
    if (task.jobFault === 'refused' || inFlight().length >= JOB_LIMIT) {
      stats.tooManyJobs++
      return null
    }
    const { entries, jobFault } = task
    const created = now()
    const seconds = jobSeconds ?? 5 + 5 * Math.random() + (5 * Math.max(entries.length - 1, 0)) / 99
    const queued = jobSeconds === null ? 3 + Math.random() : seconds * 0.4
    const at = (n: number) => created + after(queued + ((seconds - queued) * n) / entries.length)
    const half = jobFault === 'stuck' || jobFault === 'unfinished'
    const done = jobFault === 'failed' ? 0 : half ? Math.floor(entries.length / 2) : entries.length
    const due = entries.slice(0, done).map((_, n) => at(n + 1))
    const end = jobFault === 'stuck' ? Number.POSITIVE_INFINITY : at(entries.length)
    const job: Job = { ...task, id: newId(), created, working: at(0), due, end, results: [], ended: null }
    all.set(job.id, job)
    stats.mostJobs = Math.max(stats.mostJobs, inFlight().length)
    return job
  }

  function statusOf(job: Job, origin: string) {
    const { id, type, doing, entries, results, ended } = job
    const status = ended
      ? job.jobFault === 'failed'
        ? 'failed'
        : 'completed'
      : job.working < now()
        ? 'working'
        : 'queued'
    const at = Math.max(results.length, 1)
    const { progress, message } = {
      queued: { progress: null, message: null },
      working: { progress: at, message: `${doing} #${at}` },
      completed: { progress: entries.length, message: `Completed at ${stamp(ended)}` },
      // A failed job was not recorded.
      failed: { progress: 0, message: `Failed at ${stamp(ended)}` },
    }[status]
    const url = `${origin}/api/v2/job_statuses/${id}.json`
    const listedResults = status === 'completed' ? results : null
    return { id, job_type: type, url, total: entries.length, progress, status, message, results: listedResults }
  }

  /** The header `zendesk-ratelimit-inflight-jobs` of responses to requests that make jobs. */
  function inFlightHeader(): string {
    const ends = open().map(({ end }) => end)
    const next = Math.min(...ends, now() + after(60))
    const remaining = Math.max(JOB_LIMIT - inFlight().length, 0)
    return `total=${JOB_LIMIT}; remaining=${remaining}; resets=${wholeSeconds(next - now())}`
  }

  function find(id: string): Job | null {
    const job = all.get(id)
    return job && job.jobFault !== 'lost' ? job : null
  }

  return { runDue, enqueue, statusOf, find, inFlight, inFlightHeader }
}

const newId = () => `V3-${randomBytes(16).toString('hex')}`

/** 2023-09-18T23:27:26.123Z as job messages write it: 2023-09-18 23:27:26 +0000. */
const stamp = (iso: string | null) => (iso ?? '').replace('T', ' ').replace(/\.\d+Z$/, ' +0000')
