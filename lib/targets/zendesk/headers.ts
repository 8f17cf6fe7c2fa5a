// The headers of every Zendesk answer: rate limit, jobs in flight, dropped keys.

import { maskedStart } from '../../errors/secrets.ts'
import type { Answer } from '../../http/outcome.ts'
import type { RateLimit } from '../../http/pace.ts'

type AnswerHeaders = Answer['headers']

/**
 * The account's requests a minute. Three spellings were served: `ratelimit-*` (since 2024), `rate-limit*` (2023) and
 * `x-rate-limit*`, which lacks the reset; the window is a fixed minute (Zendesk, Rate limits).
 */
export function rateLimitOf(headers: AnswerHeaders): RateLimit | null {
  const first = (...names: string[]) => names.map((name) => Number(headers[name] ?? Number.NaN)).find((n) => n >= 0)
  const limit = first('ratelimit-limit', 'rate-limit', 'x-rate-limit')
  const left = first('ratelimit-remaining', 'rate-limit-remaining', 'x-rate-limit-remaining')
  if (limit === undefined || left === undefined) return null
  return { limit, left, resetsIn: first('ratelimit-reset', 'rate-limit-reset') ?? 60 }
}

/**
 * The jobs that may still begin in the account, from `total=30; remaining=29; resets=60`; null without this header.
 */
export function jobsLeft(headers: AnswerHeaders): number | null {
  const told = /remaining=(\d+)/.exec(String(headers['zendesk-ratelimit-inflight-jobs'] ?? ''))
  return told ? Number(told[1]) : null
}

/**
 * The incremental exports that are left, and the seconds until there are more, from `total=10; remaining=9; resets=60`;
 * null without this header (Zendesk, Incremental exports).
 */
export function exportsLeft(headers: AnswerHeaders): { left: number; resetsIn: number } | null {
  const [name] = Object.keys(headers).filter((one) => one.startsWith('zendesk-ratelimit-incremental-exports'))
  const [, left, resetsIn] = /remaining=(\d+);\s*resets=(\d+)/.exec(String(headers[name ?? ''] ?? '')) ?? []
  return left === undefined ? null : { left: Number(left), resetsIn: Number(resetsIn) }
}

/** The most characters of a warning in a message. */
const MOST_WORDS = 300

/** The keys and values that Zendesk dropped, in its own words (Ruby's inspect); null if it dropped none. */
export function droppedKeys(headers: AnswerHeaders): string | null {
  const said = headers['x-zendesk-api-warn']
  if (said === undefined) return null
  const lists = ['unpermitted_keys', 'invalid_values'].map((name) =>
    new RegExp(`:${name}=>\\[(.*?)\\](?=, :|\\})`).exec(String(said)),
  )
  const told = lists.flatMap((list) => list?.[1] || []).join(', ')
  const words = lists.some((list) => list === null) && told === '' ? String(said) : told
  return maskedStart(words, MOST_WORDS) || null
}
