// Who is protected, who may be removed, how much change is too much. Pure.

import { type Kind, keyed, type User } from '../artifacts/records.ts'

/** What a target knows of a user that may protect it; `staff` and `blocked` in the target's own words, or null. */
export interface Facts {
  self: boolean
  staff: string | null
  blocked: string | null
  addresses: readonly string[]
  tags: readonly string[]
  /** Whether this sync has made the user. */
  ours: boolean
}

export type Protection = (facts: Facts) => string | null

/**
 * Makes the test for one list of rules: `*@gitlab.com` (an address, `*` for any run of characters), `name:admin*` (a sign-in name) or `tag:NAME`.
 * `oursAlone`: nobody else's users are touched. The test gives the first reason that applies, in the order of the README,
 * or null.
 */
export function protection(rules: readonly string[], oursAlone = false): Protection {
  const tags = new Set(rules.filter(isTag).map((rule) => rule.slice('tag:'.length)))
  const addressRule = protectedAddress(rules)
  return ({ self, staff, blocked, addresses, ours, tags: worn }) => {
    if (self) return "the credential's own user"
    if (staff !== null) return staff
    if (blocked !== null) return blocked
    const rule = addresses.map(addressRule).find((one) => one !== null)
    if (rule) return `address rule ${rule}`
    const tag = worn.find((one) => tags.has(one))
    if (tag !== undefined) return `tag ${tag}`
    return oursAlone && !ours ? 'not made by this sync' : null
  }
}

/** Makes the test of one address against the address rules: the rule that protects it, or null. */
export function protectedAddress(rules: readonly string[]): (address: string) => string | null {
  const patterns = rules
    .filter((rule) => !isTag(rule))
    .map((rule) => ({ rule, pattern: asPattern(rule.replace(/^name:/, '')) }))
  return (address) => patterns.find(({ pattern }) => pattern.test(keyed(address)))?.rule ?? null
}

const isTag = (rule: string) => rule.startsWith('tag:')

const asPattern = (rule: string) => new RegExp(`^${keyed(rule).split('*').map(escaped).join('.*')}$`, 'su')

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

export const scopes = ['end-users', 'linked', 'managed'] as const
export type Scope = (typeof scopes)[number]

/** Makes the test for who may be removed at all: active, not protected, in scope. `linked`: ids of known organizations. */
export function removable(scope: Scope, linked: ReadonlySet<string>): (user: User) => boolean {
  return ({ externalId, person, protected: reason }) => {
    if (!person.active || reason !== null) return false
    if (scope === 'managed') return externalId !== null
    if (scope === 'linked') return person.organization !== null && linked.has(person.organization)
    return true
  }
}

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
