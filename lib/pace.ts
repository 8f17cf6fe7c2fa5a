// How soon the next request may go: the remote's budget is spread over what is left of its window, others get their part.

import { setTimeout as sleep } from 'node:timers/promises'

/** What a remote says of its budget. */
export interface Budget {
  /** Requests a window. */
  limit: number
  /** Requests left in this window, whoever uses them. */
  left: number
  /** Seconds until the next window. */
  resetsIn: number
}

export interface Pace {
  /** Waits until a request may go; what it gives is called when that request is over, with the budget it was told. */
  turn(): Promise<(told: Budget | null) => void>
  /** No request goes for so many seconds. */
  pause(seconds: number): void
  /** Seconds for which no request goes any more. */
  paused(): number
  /** Requests a second that the budget allows; null while none is known. */
  perSecond(): number | null
}

/** This part of a budget goes out at once, so that a small run is not slowed; the rest is spread. */
const AT_ONCE = 0.1

/** Keeps to a remote's budget and leaves `1 - share` of it to others. */
export function pace(share = 1): Pace {
  let budget: { limit: number; left: number; until: number } | null = null
  let window = 60
  let pausedUntil = 0
  let last = 0
  let open = 0

  /** When the next request may go. */
  function due(): number {
    const now = performance.now()
    if (budget && budget.until <= now) budget = null // a new window: its first answer tells
    if (!budget) return pausedUntil
    const { left, limit, until } = budget
    const ours = left - limit * (1 - share)
    const spread = left > limit * (1 - AT_ONCE) ? 0 : (until - now) / ours
    return Math.max(pausedUntil, ours < 1 ? until : last + spread)
  }

  return {
    async turn() {
      for (let wait = due() - performance.now(); wait > 0; wait = due() - performance.now())
        await sleep(Math.ceil(wait))
      last = performance.now()
      open++
      if (budget) budget.left--
      return (told) => {
        open--
        if (!told) return
        const { left, limit, resetsIn } = told
        window = Math.max(window, resetsIn)
        // the answer does not know yet of the requests that are still under way
        budget = { limit, left: left - open, until: performance.now() + resetsIn * 1000 }
      }
    },
    pause(seconds) {
      pausedUntil = Math.max(pausedUntil, performance.now() + seconds * 1000)
    },
    paused: () => Math.max(0, (pausedUntil - performance.now()) / 1000),
    perSecond: () => (budget ? (budget.limit * share) / window : null),
  }
}
