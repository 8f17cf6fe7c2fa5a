// The sandbox's time: lazily advanced by requests, without timers, one factor faster than life.

/** What nobody asked to end soon lasts this long for real, however fast the sandbox is: tests run at a thousandfold. */
const SHORTEST_LIFE = 30_000

export type Clock = ReturnType<typeof clock>

/** Reads `now` in milliseconds and turns sandbox seconds into them. */
export function clock(speed: number, now: () => number) {
  const after = (seconds: number) => (seconds * 1000) / speed
  return {
    now,
    /** Sandbox seconds as milliseconds. */
    after,
    /** How long something lives: as asked for, or as is usual. */
    life: (request: number | null | undefined, usual: number) =>
      request == null ? Math.max(after(usual), SHORTEST_LIFE) : after(request),
  }
}

/** Milliseconds as a header tells them that a client obeys: real whole seconds, at least one. */
export const wholeSeconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000))
