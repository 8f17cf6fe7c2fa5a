// The wait before a retry: the one that the remote asks for, or an exponential one with jitter.

/** The deadlines and retries of a connector; a part of its settings. */
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

/** The time of an answer by the clock of its service, or of this machine if the answer has no date. */
function timeOf(headers: HeaderValues): number {
  const date = Date.parse(headerOf(headers, 'date') ?? '')
  return Number.isNaN(date) ? Date.now() : date
}

/** Headers with the end of a rate-limit window, in seconds or as an epoch (GitHub, Okta, Zendesk; IETF RateLimit). */
const RESETS = ['x-rate-limit-reset', 'ratelimit-reset', 'x-ratelimit-reset']
/** From these numbers on, a value is an epoch in seconds or in milliseconds. */
const EPOCH = 1e8
const EPOCH_MS = 1e11

/** The pause in seconds that an answer asks for, or null. A reset header counts only with status 429. */
export function waitAskedBy(status: number, headers: HeaderValues): number | null {
  const now = timeOf(headers)
  const pause = retryAfter(headerOf(headers, 'retry-after'), now)
  if (pause !== null || status !== 429) return pause
  const resets = RESETS.map((name) => headerOf(headers, name)).filter((one) => one !== undefined && one.trim() !== '')
  const [reset] = resets.map(Number).filter((n) => n >= 0 && Number.isFinite(n))
  return reset === undefined ? null : secondsIn(reset, now)
}

/** A date begins with the name of its day, or has the form of ISO 8601. */
const DATE = /^\s*([a-z]|\d{4}-\d\d-\d\dT)/i

/** Seconds, or the seconds from `now` to an epoch: no pause takes three years. */
const secondsIn = (time: number, now: number): number =>
  time < EPOCH ? time : Math.max(0, Math.ceil(((time < EPOCH_MS ? time * 1000 : time) - now) / 1000))

/**
 * The pause of a Retry-After header in seconds: from seconds, an epoch, or a date after `now`; null if it is
 * unreadable.
 */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null
  const value = Math.max(...header.split(',').map(Number)) // Two servers on the way may each add a value.
  if (value >= 0 && Number.isFinite(value)) return secondsIn(value, now)
  const until = DATE.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - now) / 1000))
}
