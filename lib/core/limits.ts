// Every limit of a run: how much change, how many failing writes, how many broken records are too many. Pure.

import type { Kind } from '../artifacts/records.ts'

export interface Limit {
  count: number
  share: number
}

/** The changes that a plan may have without approval. */
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

/** A share of fewer people than this proves nothing: three leavers of five are no broken read. */
const SMALLEST_BASE = 20

/** Whether `count` creations or updates of `base` people are more than the limit allows: count and share both bind. */
export function isOverLimit(count: number, base: number, limit: Limit): boolean {
  if (count > limit.count) return true
  return base >= SMALLEST_BASE && count / base > limit.share
}

/** So few people never exceed a share. */
const FEW_PEOPLE = 2

/**
 * The same for removals and for moves to another organization. The share applies to any base; a share of 1 never
 * applies.
 */
export function isOverPeopleLimit(count: number, base: number, limit: Limit): boolean {
  if (count > limit.count) return true
  return count > FEW_PEOPLE && limit.share < 1 && count / base > limit.share
}

/** A smaller organization may lose all of its users. */
const SMALLEST_ORGANIZATION = 3

/**
 * The ids of organizations that lose their last active user in scope, ascending. `activeUsers` has the number of these
 * users by organization, `moves` the changes of the plan.
 */
export function emptiedOrganizations(
  activeUsers: ReadonlyMap<string, number>,
  moves: ReadonlyMap<string, Moves>,
): string[] {
  const ids = [...moves].flatMap(([id, { joined, left, removed }]) => {
    const had = activeUsers.get(id) ?? 0
    return removed > 0 && joined === 0 && had >= SMALLEST_ORGANIZATION && left === had ? [id] : []
  })
  return ids.sort()
}

/** Active users in scope of one organization, as a plan moves them. */
export interface Moves {
  left: number
  /** How many of them leave by a removal. */
  removed: number
  joined: number
}

/** People who change from one organization to another. `active`: the number of active users of the first among them. */
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

/** The number of active, unprotected users of each organization, and of those that the plan removes or holds. */
interface Residents {
  residents: ReadonlyMap<string, number>
  unsettled: ReadonlyMap<string, number>
}

/**
 * The moves of a plan: the number of people, the largest moves, and those that take all active users of an organization
 * to one other. Removed and held users do not count as staying.
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

/** Fewer writes than this prove nothing; of more, this share may fail before sync stops. */
const FEWEST_WRITES = 20

const MOST_FAILED = 0.2

/** Whether so many writes failed that the cause is not the records; sync then stops. */
export const isFailing = (failed: number, writes: number): boolean =>
  writes >= FEWEST_WRITES && failed / writes > MOST_FAILED

/** From this number on, broken contacts are a sign of a wrong setting. */
const MANY_CONTACTS = 20

/** Whether most contacts have a problem. The cause is a setting then, and all other people would look absent. */
export const isMostlyBroken = (broken: number, contacts: number): boolean =>
  contacts >= MANY_CONTACTS && broken * 2 > contacts

/** From this number of removals on, this share of unconfirmed ones is a sign of a broken source. */
const MANY_REMOVALS = 20

const MOST_UNCONFIRMED = 0.2

/** Whether all removals are unconfirmed, or too large a share of many. */
export const isMostlyUnconfirmed = (unconfirmed: number, removals: number): boolean =>
  unconfirmed > 0 &&
  (unconfirmed === removals || (removals >= MANY_REMOVALS && unconfirmed / removals > MOST_UNCONFIRMED))

/** The base of each limit, as its message has it. */
export const baseWords: Record<Kind, string> = {
  create: 'people the source has',
  update: 'people on both sides',
  delete: 'active, unprotected users in scope',
}

/** A share in percent. */
export const inPercent = (part: number): string => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)}%`
