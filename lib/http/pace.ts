// How soon the next request may go: the remote's rate limit is spread over what is left of its window, others get their
// part.

/** What a remote says of its rate limit. */
export interface RateLimit {
  /** Requests a window. */
  limit: number
  /** Requests left in this window, whoever uses them. */
  left: number
  /** Seconds until the next window. */
  resetsIn: number
}

export interface Pace {
  /**
   * Waits until a request may go; what it gives is called when that request is over, with the rate limit it was told.
   * Throws `LongPause` where the remote wants to be left alone for longer than anybody should wait.
   */
  acquire(): Promise<(rateLimit: RateLimit | null) => void>
  /** No request goes for so many seconds. */
  pause(seconds: number): void
  /** Requests a second that the rate limit allows; null while none is known. */
  perSecond(): number | null
}

/** Seconds. A remote that asks for more is left alone, and a person or the next schedule comes back. */
export const LONGEST_PAUSE = 900

/** The remote wants no request for `seconds`. */
export class LongPause extends Error {
  readonly seconds: number

  constructor(seconds: number) {
    super(`no request for ${Math.ceil(seconds)} s`)
    this.seconds = seconds
  }
}

/** Seconds of a window: rate limits are told by the minute (Zendesk, Rate limits). */
const WINDOW = 60
/** While more than the rest is left, requests go at once, so that a small run is not slowed; then they are spread. */
const BURST_SHARE = 0.1
/** Milliseconds within which those who waited for the end of a pause go, so that they do not come as one. */
const JITTER = 250

/** Keeps to a remote's rate limit and leaves `1 - share` of it to others. */
export function pace(share = 1): Pace {
  let rateLimit: { limit: number; left: number; until: number } | null = null
  let pausedUntil = 0
  let last = 0
  let open = 0
  const sleeping = new Set<() => void>()

  /** When the next request may go. A window that is over is followed by a whole one, until an answer tells better. */
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
      return (told) => {
        open--
        if (!told) return
        const { left, limit, resetsIn } = told
        // the answer does not know yet of the requests that are still under way
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
