// Every limit of a run: how much change, how many failing writes, how many broken records are too many. Pure.

import type { Kind } from '../artifacts/records.ts'

export interface Limit {
  count: number
  share: number
}

/** What a plan may change without a person approving it. */
export interface Limits {
  create: Limit
  update: Limit & { moves: Limit }
  /** `organizations`: how many may lose all of their active users in scope. */
  delete: Limit & { organizations: number }
}

/** The limits of an instance whose settings name none. */
export const DEFAULT_LIMITS: Limits = {
  create: { count: 500, share: 0.3 },
  update: { count: 2000, share: 0.3, moves: { count: 50, share: 0.05 } },
  delete: { count: 200, share: 0.1, organizations: 3 },
}

/** A share of fewer than this says nothing: three of five people leaving is not a broken read. */
const SMALLEST_BASE = 20

/** Whether `count` creations or updates of `base` people are more than the limit allows: count and share both bind. */
export function isOverLimit(count: number, base: number, limit: Limit): boolean {
  if (count > limit.count) return true
  return base >= SMALLEST_BASE && count / base > limit.share
}

/** So few people are looked at one by one: of any base they are a small number. */
const FEW_PEOPLE = 2

/**
 * The same of people who lose something: by a removal, or by a move to another organization. The share binds whatever
 * the base, because nearly everybody of few is nearly everybody; a share of 1 does not bind.
 */
export function isOverPeopleLimit(count: number, base: number, limit: Limit): boolean {
  if (count > limit.count) return true
  return count > FEW_PEOPLE && limit.share < 1 && count / base > limit.share
}

/** An organization of fewer users may well lose all of them. */
const SMALLEST_ORGANIZATION = 3

/**
 * The organizations that a plan takes the last of their users from: `homes` are their active users in scope, `moves`
 * what the plan does to these. In ascending order.
 */
export function emptiedOrganizations(homes: ReadonlyMap<string, number>, moves: ReadonlyMap<string, Moves>): string[] {
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

/** People who change from one organization to another. `active`: how many of them are active users of the first. */
export interface Transfer {
  from: string
  to: string
  people: number
  active: number
}

/** Moves as the first line of a plan file has them. `whole`: those that take all active users of an organization. */
export interface PlannedMoves {
  people: number
  largest: readonly Omit<Transfer, 'active'>[]
  whole: readonly Omit<Transfer, 'active'>[]
}

/** How many of the largest moves a plan names. */
const LARGEST = 10

/** The active, unprotected users of each organization, and those of them whom the plan removes or holds. */
interface Residents {
  residents: ReadonlyMap<string, number>
  unsettled: ReadonlyMap<string, number>
}

/**
 * What sync has to know of the moves of a plan: how many people, the largest, and those that take all active users of
 * an organization to one other. Whoever is removed or held beside them does not stay.
 */
export function planMoves(moves: readonly Transfer[], { residents, unsettled }: Residents) {
  const withoutActive = ({ from, people, to }: Transfer) => ({ from, people, to })
  const descending = [...moves].sort(
    (a, b) => b.people - a.people || compareText(a.from, b.from) || compareText(a.to, b.to),
  )
  const whole = descending.filter(
    ({ active, from }) =>
      active >= SMALLEST_ORGANIZATION &&
      active + (unsettled.get(from) ?? 0) >= (residents.get(from) ?? Number.POSITIVE_INFINITY),
  )
  return {
    people: moves.reduce((sum, { people }) => sum + people, 0),
    largest: descending.slice(0, LARGEST).map(withoutActive),
    whole: whole.map(({ active, from, to }) => ({ from, people: active, to })),
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** How many writes say nothing yet, and what part of them may fail before the rest is not sent. */
const FEWEST_WRITES = 20

const MOST_FAILED = 0.2

/** Whether so much of what was written failed that it is not the records: the rest is left unsent. */
export const isFailing = (failed: number, writes: number): boolean =>
  writes >= FEWEST_WRITES && failed / writes > MOST_FAILED

/** So many people say something about the settings, and not about themselves. */
const MANY_CONTACTS = 20

/** Whether so many contacts have a problem that a setting is wrong: everybody else would look absent. */
export const isMostlyBroken = (broken: number, contacts: number): boolean =>
  contacts >= MANY_CONTACTS && broken * 2 > contacts

/** So many removals, of which more than this share is not confirmed, say something about the source. */
const MANY_REMOVALS = 20

const MOST_UNCONFIRMED = 0.2

/** Whether the removals whose absence is not confirmed are all of them, or too many of many. */
export const isMostlyUnconfirmed = (unconfirmed: number, removals: number): boolean =>
  unconfirmed > 0 &&
  (unconfirmed === removals || (removals >= MANY_REMOVALS && unconfirmed / removals > MOST_UNCONFIRMED))

/** What a limit is a share of, in the words of its message. */
export const shareOf: Record<Kind, string> = {
  create: 'people the source has',
  update: 'people on both sides',
  delete: 'active, unprotected users in scope',
}

/** A share as a person reads it. */
export const share = (part: number): string => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)}%`
