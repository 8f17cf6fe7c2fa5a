// Who is protected, and who may be removed at all. Pure.

import { keyed } from '../artifacts/key.ts'
import type { User } from '../artifacts/records.ts'

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
