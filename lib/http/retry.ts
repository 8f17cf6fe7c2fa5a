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

const MAX_WAIT = 30

/** Milliseconds before attempt `tried` (2 is the second): between half and the whole of a wait that doubles. */
export function waitBefore(tried: number, { firstWait }: Network): number {
  const whole = Math.min(firstWait * 2 ** (tried - 2), MAX_WAIT)
  return whole * (0.5 + Math.random() / 2) * 1000
}

type HeaderValues = Readonly<Record<string, string | string[] | undefined>>

const headerOf = (headers: HeaderValues, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** When an answer was made, on the clock of its service; this machine's where it does not say. */
function timeOf(headers: HeaderValues): number {
  const date = Date.parse(headerOf(headers, 'date') ?? '')
  return Number.isNaN(date) ? Date.now() : date
}

/**
 * Headers that tell the end of a window of requests, in seconds or as an epoch (GitHub, Okta, Zendesk; IETF RateLimit).
 */
const RESETS = ['x-rate-limit-reset', 'ratelimit-reset', 'x-ratelimit-reset']
/** Numbers from here on are an epoch in seconds, and from there on one in milliseconds. */
const EPOCH = 1e8
const EPOCH_MS = 1e11

/** Seconds for which an answer asks to be left alone; null: it does not. A reset is a wait for a 429 alone. */
export function waitAskedBy(status: number, headers: HeaderValues): number | null {
  const now = timeOf(headers)
  const told = retryAfter(headerOf(headers, 'retry-after'), now)
  if (told !== null || status !== 429) return told
  const resets = RESETS.map((name) => headerOf(headers, name)).filter((one) => one !== undefined && one.trim() !== '')
  const [reset] = resets.map(Number).filter((n) => n >= 0 && Number.isFinite(n))
  return reset === undefined ? null : secondsIn(reset, now)
}

/** A date begins with its day, or is one of ISO 8601. */
const DATE = /^\s*([a-z]|\d{4}-\d\d-\d\dT)/i

/** A number of seconds, or those from `now` to an epoch: no wait is three years long. */
const secondsIn = (told: number, now: number): number =>
  told < EPOCH ? told : Math.max(0, Math.ceil(((told < EPOCH_MS ? told * 1000 : told) - now) / 1000))

/**
 * Seconds that a Retry-After asks for, given as seconds, as an epoch, or as a date after `now`; null where it asks for
 * nothing readable.
 */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null
  const told = Math.max(...header.split(',').map(Number)) // two servers on the way may each have said one
  if (told >= 0 && Number.isFinite(told)) return secondsIn(told, now)
  const until = DATE.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - now) / 1000))
}
