// How long to wait before another try: as long as the remote asks, else longer each time, never all at once.

/** How patient a connector is with its remote; a part of its settings. */
export interface Network {
  /** Seconds for one answer, headers and body together. */
  deadline: number
  /** Attempts in all, for what is safe to repeat. */
  tries: number
  /** Seconds before the second attempt; doubled before each further one. */
  firstWait: number
  /** Megabytes of one answer, unpacked. */
  maxMegabytes?: number
}

const LONGEST = 30

/** Milliseconds before attempt `tried` (2 is the second): between half and the whole of a wait that doubles. */
export function waitBefore(tried: number, { firstWait }: Network): number {
  const whole = Math.min(firstWait * 2 ** (tried - 2), LONGEST)
  return whole * (0.5 + Math.random() / 2) * 1000
}

/** Seconds that a Retry-After asks for, given as seconds or as a date; null where it asks for nothing readable. */
export function retryAfter(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '') return null
  const seconds = Number(header)
  if (seconds >= 0) return seconds
  const until = /^[a-z]/i.test(header) ? Date.parse(header) : Number.NaN // a date begins with its day
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - Date.now()) / 1000))
}
