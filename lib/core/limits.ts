// How much change is too much: shares, emptied organizations, failing writes. Pure.

import type { Kind } from '../artifacts/records.ts'

export interface Limit {
  count: number
  share: number
}

/** A share of fewer than this says nothing: three of five people leaving is not a broken read. */
const SMALLEST_BASE = 20

/** Whether `count` changes of `base` people are more than the limit allows: count and share both bind (README, 'What sync promises'). */
export function tooMuch(count: number, base: number, limit: Limit): boolean {
  if (count > limit.count) return true
  return base >= SMALLEST_BASE && count / base > limit.share
}

/** An organization of fewer users may well lose all of them. */
const SMALLEST_ORGANIZATION = 3

/**
 * The organizations that a plan takes the last of their users from: `homes` are their active users in scope, `moves` what
 * the plan does to these. In ascending order.
 */
export function emptied(homes: ReadonlyMap<string, number>, moves: ReadonlyMap<string, Moves>): string[] {
  const ids = [...moves].flatMap(([id, { joined, left, removed }]) => {
    const had = homes.get(id) ?? 0
    return removed > 0 && joined === 0 && had >= SMALLEST_ORGANIZATION && left === had ? [id] : []
  })
  return ids.sort()
}

/** Active users in scope of one organization, as a plan moves them. */
export interface Moves {
  left: number
  /** Those who leave by a removal. */
  removed: number
  joined: number
}

/** How many writes say nothing yet, and what part of them may fail before the rest is not sent. */
const FEWEST_WRITES = 20

const MOST_FAILED = 0.2

/** Whether so much of what was written failed that it is not the records: the rest is left unsent. */
export const isFailing = (failed: number, writes: number): boolean =>
  writes >= FEWEST_WRITES && failed / writes > MOST_FAILED

/** What a limit is a share of, in the words of its message. */
export const shareOf: Record<Kind, string> = {
  create: 'people the source has',
  update: 'people on both sides',
  delete: 'active, unprotected users in scope',
}

/** A share as a person reads it. */
export const share = (part: number): string => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)}%`
