// What the sandbox counts of a client's manners.

import type { RemoteRequest, RemoteResponse } from './http/remote.ts'
import { forEachSystem, type SystemName, type SystemStats } from './systems.ts'

/** `early`: requests that came before a Retry-After had run out. */
export type Stats = { [S in SystemName]: { early: number } & SystemStats[S] }

/** Nothing counted yet. */
export const emptyStats = () => forEachSystem((system) => ({ early: 0, ...system.emptyStats() })) as Stats

/**
 * Milliseconds in which may still be read what others of a client's requests had sent when the Retry-After was: a busy
 * machine is slow.
 */
const IN_FLIGHT = 400
/** A timer of Node's may fire this much early. */
const TIMER_SLACK = 5

/** Watches whether requests wait as they were told to. */
export function retryAfterMonitor(now: () => number) {
  const refused = new Set<string>()
  let from = 0
  let until = 0
  return {
    /** Whether a request that arrives now should have waited. One that was refused before was not on its way. */
    isEarly: (request: RemoteRequest) =>
      now() < until - TIMER_SLACK && (now() > from + IN_FLIGHT || refused.has(requestKey(request))),
    onResponse(request: RemoteRequest, { status, headers }: RemoteResponse) {
      const seconds = Number(headers?.['retry-after'] ?? 0)
      if ((status !== 429 && status !== 503) || !(seconds > 0)) return
      if (now() >= until) {
        refused.clear()
        from = now()
      }
      refused.add(requestKey(request))
      until = Math.max(until, now() + seconds * 1000)
    },
  }
}

const requestKey = ({ method, path, query, body }: RemoteRequest) =>
  `${method} ${path}?${query} ${JSON.stringify(body)}`
