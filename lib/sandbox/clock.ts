// The time of the sandbox. It has no timers: each request brings it up to date.

/**
 * Milliseconds that a lifetime without a requested end lasts at least, at any speed. Tests run a thousand times faster.
 */
const SHORTEST_LIFE = 30_000

export type Clock = ReturnType<typeof clock>

/** The clock of a sandbox: `now` in milliseconds, the `date` since 1970, and sandbox seconds in milliseconds. */
export function clock(speed: number, now: () => number, date: () => number = Date.now) {
  const after = (seconds: number) => (seconds * 1000) / speed
  return {
    now,
    date,
    /** Sandbox seconds as milliseconds. */
    after,
    /** A lifetime in milliseconds: the requested one, or else the usual one, which never gets too short. */
    life: (request: number | null | undefined, usual: number) =>
      request == null ? Math.max(after(usual), SHORTEST_LIFE) : after(request),
  }
}

/** Milliseconds as a header with real seconds shows them: whole seconds, at least 1. */
export const wholeSeconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000))
