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
/** The most milliseconds without requests that are made up for: jobs that end together need many requests at once. */
const SAVED = BURST_SHARE * WINDOW * 1000
/** Milliseconds over which requests are spread after a pause. */
const JITTER = 250

/**
 * The time from which the request after one at `now` waits for `spread`: when the one at `now` was due, `spread` after
 * `last`, so that time without requests is made up for. Nothing is made up for after a pause, or while nothing is
 * spread.
 */
export function countedTime(
  last: number,
  { now, pausedUntil, spread }: { now: number; pausedUntil: number; spread: number },
): number {
  return spread === 0 || last < pausedUntil ? now : Math.max(last + spread, now - SAVED)
}

/** Keeps to the rate limit of a remote, and leaves `1 - share` of it to other clients. */
export function pace(share = 1): Pace {
  let rateLimit: { limit: number; left: number; until: number } | null = null
  let pausedUntil = 0
  /** The time of the last request, if each had been sent when it was due. */
  let last = 0
  let open = 0
  const sleeping = new Set<() => void>()

  /**
   * The time of the next request, and the milliseconds between two. After the end of a window a full one is assumed
   * until the next answer.
   */
  function nextTurn(): { due: number; spread: number } {
    const now = performance.now()
    if (!rateLimit) return { due: pausedUntil, spread: 0 }
    if (rateLimit.until <= now) rateLimit = { ...rateLimit, left: rateLimit.limit, until: now + WINDOW * 1000 }
    const { left, limit, until } = rateLimit
    const ours = left - limit * (1 - share)
    const spread = left > limit * (1 - BURST_SHARE) ? 0 : (until - now) / ours
    return { due: Math.max(pausedUntil, ours < 1 ? until : last + spread), spread }
  }

  function noteSent(spread: number): void {
    last = countedTime(last, { now: performance.now(), pausedUntil, spread })
    open++
    if (rateLimit) rateLimit.left--
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
      for (;;) {
        if (pauseLeft() > LONGEST_PAUSE) throw new LongPause(pauseLeft())
        const { due, spread } = nextTurn()
        const wait = due - performance.now()
        if (wait <= 0) {
          noteSent(spread)
          break
        }
        await sleepFor(Math.ceil(wait))
      }
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
