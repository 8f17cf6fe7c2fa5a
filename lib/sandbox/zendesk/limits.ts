// Rate limits: of an account per minute, and of updates of single users.

import { type Clock, wholeSeconds } from '../clock.ts'
import type { Remote } from '../http/remote.ts'
import { tooManyRequests } from './answers.ts'

export interface LimitOptions {
  /** Requests per minute; 700 is the limit of the Enterprise plan (Zendesk, Rate limits). */
  rate: number
  /** Of each minute's requests the share that other integrations use up, evenly over the minute: 0 to 1. */
  others: { requests?: number; jobs?: number }
}

/** `remote` with the account's rate limit, in fixed minutes. A refused request counts too. */
export function withRateLimit(remote: Remote, options: Partial<LimitOptions>, { now, after }: Clock): Remote {
  const { rate = 700, others = {} } = options
  const length = after(60)
  const start = now()
  let minute = 0
  let own = 0

  return async (request) => {
    if (!request.path.startsWith('/api/v2/')) return remote(request)
    const at = (now() - start) / length
    if (Math.floor(at) > minute) {
      minute = Math.floor(at)
      own = 0
    }
    own++
    const left = rate - own - Math.floor(rate * (others.requests ?? 0) * (at - minute))
    const reset = wholeSeconds((minute + 1 - at) * length)
    const answer = left < 0 ? tooManyRequests(reset) : await remote(request)
    return { ...answer, headers: { ...rateLimitHeaders(rate, Math.max(left, 0), reset), ...answer.headers } }
  }
}

const rateLimitHeaders = (rate: number, left: number, reset: number) => ({
  'x-rate-limit': String(rate),
  'x-rate-limit-remaining': String(left),
  'ratelimit-limit': String(rate),
  'ratelimit-remaining': String(left),
  'ratelimit-reset': String(reset),
})

/** Updates of single users: 5 a minute for each user, 1 a second for the account (Zendesk, Rate limits). */
export function userUpdateLimit({ now, after }: Clock) {
  const [minute, second, most] = [after(60), after(1), 5]
  const recent = new Map<number, number[]>()
  let last = Number.NEGATIVE_INFINITY

  /**
   * Counts an update of the user. Returns the header of its response, and the seconds to wait if it is over the limit,
   * or null.
   */
  return (id: number) => {
    const time = now()
    const earlier = (recent.get(id) ?? []).filter((at) => at > time - minute)
    const freeAt = earlier.length >= most ? earlier[0]! + minute : last + second
    const refused = freeAt > time
    if (!refused) {
      earlier.push(time)
      last = time
    }
    recent.set(id, earlier)
    const resets = wholeSeconds((earlier[0] ?? time) + minute - time)
    const left = most - earlier.length
    return {
      headers: { 'zendesk-ratelimit-create-update-user': `total=${most}; remaining=${left}; resets=${resets}` },
      wait: refused ? wholeSeconds(freeAt - time) : null,
    }
  }
}
