// What the sandbox counts of a client's manners.

import type { Answer, Asked } from './http/remote.ts'
import type { JobStats } from './zendesk/jobs.ts'

export interface Stats {
  zendesk: JobStats & {
    /** Requests that came before a Retry-After had run out. */
    early: number
    /** Answers with 429, those about jobs aside. */
    tooManyRequests: number
  }
  salesforce: { early: number }
  scim: { early: number }
  directory: { early: number }
  zeenea: { early: number }
  gluu: { early: number }
}

/** Nothing counted yet. */
export const noStats = (): Stats => ({
  zendesk: { early: 0, tooManyRequests: 0, mostJobs: 0, tooManyJobs: 0 },
  salesforce: { early: 0 },
  scim: { early: 0 },
  directory: { early: 0 },
  zeenea: { early: 0 },
  gluu: { early: 0 },
})

/**
 * Milliseconds in which may still be read what others of a client's requests had sent when the Retry-After was: a busy
 * machine is slow.
 */
const UNDERWAY = 400
/** A timer of Node's may fire this much early. */
const TIMER = 5

/** Watches whether requests wait as they were told to. */
export function patience(now: () => number) {
  const refused = new Set<string>()
  let from = 0
  let until = 0
  return {
    /** Whether a request that arrives now should have waited. One that was refused before was not on its way. */
    isEarly: (asked: Asked) => now() < until - TIMER && (now() > from + UNDERWAY || refused.has(nameOf(asked))),
    told(asked: Asked, { status, headers }: Answer) {
      const seconds = Number(headers?.['retry-after'] ?? 0)
      if ((status !== 429 && status !== 503) || !(seconds > 0)) return
      if (now() >= until) {
        refused.clear()
        from = now()
      }
      refused.add(nameOf(asked))
      until = Math.max(until, now() + seconds * 1000)
    },
  }
}

const nameOf = ({ method, path, query, body }: Asked) => `${method} ${path}?${query} ${JSON.stringify(body)}`

/** Whether an answer says that there were too many requests; too many jobs are another matter. */
export const isTooMany = ({ status, body }: Answer) =>
  status === 429 && (body as { error?: string } | undefined)?.error !== 'TooManyJobs'
