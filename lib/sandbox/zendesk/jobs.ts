// Jobs: queued, working entry by entry, completed, as recorded. They have no timers: each request first
// does the work whose time has come.

import { randomBytes } from 'node:crypto'

/** Queued or working at once, in all (developer.zendesk.com, rate limits, "Job limit"). */
const LIMIT = 30

interface Job {
  id: string
  entries: ((index: number) => object)[]
  /** When, in milliseconds of the sandbox's clock, each entry is done. */
  due: number[]
  working: number
  results: object[]
  completed: string | null
}

/** The jobs of one account. `speed` 1 is as slow as recorded: 5 to 10 s for one entry, 10 to 15 s for a hundred. */
export function jobs(speed: number, clock: () => number) {
  const all = new Map<string, Job>()
  const open = () => [...all.values()].filter(({ completed }) => completed === null)

  /** Does all that is due by now, of all jobs, in the order of its time. */
  function work() {
    const now = clock()
    const due = open().flatMap((job) =>
      job.entries.flatMap((entry, index) => {
        const at = job.due[index]!
        return index >= job.results.length && at <= now ? [{ job, entry, index, at }] : []
      }),
    )
    due.sort((a, b) => a.at - b.at)
    for (const { job, entry, index } of due) {
      job.results.push(entry(index))
      if (job.results.length === job.entries.length) job.completed = new Date().toISOString()
    }
  }

  /** A new job over `entries` (each does its part and tells its result), or null when there are too many. */
  function queue(entries: Job['entries']): Job | null {
    if (open().length >= LIMIT) return null
    const start = clock()
    const seconds = 5 + 5 * Math.random() + (5 * Math.max(entries.length - 1, 0)) / 99
    const queued = 3 + Math.random()
    const due = entries.map(
      (_, n) => start + ((queued + ((seconds - queued) * (n + 1)) / entries.length) * 1000) / speed,
    )
    const id = `V3-${randomBytes(16).toString('hex')}`
    const job: Job = { id, entries, due, working: start + (queued * 1000) / speed, results: [], completed: null }
    all.set(id, job)
    return job
  }

  function shown(job: Job, origin: string) {
    const { id, entries, completed } = job
    const working = completed === null && job.working <= clock()
    const progress = working ? Math.max(job.results.length, 1) : null
    return {
      id,
      job_type: 'Bulk Update User',
      url: `${origin}/api/v2/job_statuses/${id}.json`,
      total: entries.length,
      progress: completed ? entries.length : progress,
      status: completed ? 'completed' : working ? 'working' : 'queued',
      message: completed ? `Completed at ${stamp(completed)}` : working ? `Updating user #${progress}` : null,
      results: completed ? job.results : null,
    }
  }

  return { work, queue, shown, find: (id: string) => all.get(id), open }
}

/** 2023-09-18T23:27:26.123Z as job messages write it: 2023-09-18 23:27:26 +0000. */
const stamp = (iso: string) => iso.replace('T', ' ').replace(/\.\d+Z$/, ' +0000')
