// Watches whether a client waits as long as a Retry-After says.

import type { RemoteRequest, RemoteResponse } from './http/remote.ts'

/**
 * Milliseconds after a Retry-After in which other requests of the client may still arrive: they were sent before. A
 * busy machine needs that long.
 */
const IN_FLIGHT = 400
/** Milliseconds by which a timer of Node may fire early. */
const TIMER_SLACK = 5

/** Watches requests and responses, by a clock in milliseconds. */
export function retryAfterMonitor(now: () => number) {
  const refused = new Set<string>()
  let from = 0
  let until = 0
  return {
    /** Whether a request that arrives now should have waited. A request that was refused before was not in flight. */
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
