// The time of the next request: the remaining requests of a rate limit are spread over its window, and other clients
// get a share.

/** The rate limit of a remote, from the headers of an answer. */
export interface RateLimit {
  /** Requests per window. */
  limit: number
  /** Requests left in this window, for all clients. */
  left: number
  /** Seconds until the next window. */
  resetsIn: number
}

export interface Pace {
  /**
   * Waits until a request may be sent. The caller calls the returned function after the request, with the rate limit of
   * the answer. Throws `LongPause` if the remote asks for a longer pause than `LONGEST_PAUSE`.
   */
  acquire(): Promise<(rateLimit: RateLimit | null) => void>
  /** Stops all requests for some seconds. */
  pause(seconds: number): void
  /** Requests per second of the rate limit; null while it is unknown. */
  perSecond(): number | null
}

/** Seconds. For a longer pause the stage ends, and a later run continues. */
export const LONGEST_PAUSE = 900

/** The remote asks for a pause of `seconds`. */
export class LongPause extends Error {
  readonly seconds: number

  constructor(seconds: number) {
    super(`no request for ${Math.ceil(seconds)} s`)
    this.seconds = seconds
  }
}

/** Seconds of a window: rate limits are per minute (Zendesk, Rate limits). */
const WINDOW = 60
/** The share of a window that is sent without delay, so that a small run is not slowed; the rest is spread. */
const BURST_SHARE = 0.1
/** Milliseconds over which requests are spread after a pause. */
const JITTER = 250

/** Keeps to the rate limit of a remote, and leaves `1 - share` of it to other clients. */
export function pace(share = 1): Pace {
  let rateLimit: { limit: number; left: number; until: number } | null = null
  let pausedUntil = 0
  let last = 0
  let open = 0
  const sleeping = new Set<() => void>()

  /** The time of the next request. After the end of a window a full one is assumed until the next answer. */
  function dueAt(): number {
    const now = performance.now()
    if (!rateLimit) return pausedUntil
    if (rateLimit.until <= now) rateLimit = { ...rateLimit, left: rateLimit.limit, until: now + WINDOW * 1000 }
    const { left, limit, until } = rateLimit
    const ours = left - limit * (1 - share)
    const spread = left > limit * (1 - BURST_SHARE) ? 0 : (until - now) / ours
    return Math.max(pausedUntil, ours < 1 ? until : last + spread)
  }

  const sleepFor = (ms: number) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        sleeping.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      sleeping.add(wake)
    })

  return {
    async acquire() {
      const pauseLeft = () => (pausedUntil - performance.now()) / 1000
      if (pauseLeft() > 0 && pauseLeft() <= LONGEST_PAUSE) await sleepFor(pauseLeft() * 1000 + Math.random() * JITTER)
      for (let wait = 1; wait > 0; ) {
        if (pauseLeft() > LONGEST_PAUSE) throw new LongPause(pauseLeft())
        wait = dueAt() - performance.now()
        if (wait > 0) await sleepFor(Math.ceil(wait))
      }
      last = performance.now()
      open++
      if (rateLimit) rateLimit.left--
      return (answered) => {
        open--
        if (!answered) return
        const { left, limit, resetsIn } = answered
        // The answer does not count the requests that are still running.
        rateLimit = { limit, left: left - open, until: performance.now() + resetsIn * 1000 }
      }
    },
    pause(seconds) {
      pausedUntil = Math.max(pausedUntil, performance.now() + seconds * 1000)
      if (seconds > LONGEST_PAUSE) for (const wake of [...sleeping]) wake()
    },
    perSecond: () => (rateLimit ? (rateLimit.limit * share) / WINDOW : null),
  }
}
