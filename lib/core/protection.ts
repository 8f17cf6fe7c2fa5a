// Protected users, and users who may be removed. Pure.

import type { Person, User } from '../artifacts/records.ts'
import { looseForms, visibleText } from './loose-forms.ts'

/** The facts of a target that may protect a user; `staff` and `blocked` are in its own words, or null. */
export interface Facts {
  self: boolean
  staff: string | null
  blocked: string | null
  addresses: readonly string[]
  /** Null where the target shows none for this user: then no rule for tags can be checked. */
  tags: readonly string[] | null
  /** Whether this sync has made the user. */
  ours: boolean
}

type Protection = (facts: Facts) => string | null

/**
 * Makes the test for one list of rules: `*@gitlab.com` (an address, `*` for any run of characters), `name:admin*` (a
 * sign-in name) or `tag:NAME`. `ownUsersOnly`: users of other origin are protected. The test gives the first reason
 * that applies, in the order of docs/decisions.md, or null.
 */
export function protection(rules: readonly string[], { ownUsersOnly = false } = {}): Protection {
  const tags = new Map(rules.filter(isTag).map((rule) => [visibleText(rule.slice('tag:'.length)), rule]))
  const addressRule = addressProtection(rules)
  return ({ self, staff, blocked, addresses, ours, tags: worn }) => {
    if (self) return "the credential's own user"
    if (staff !== null) return staff
    if (blocked !== null) return blocked
    const rule = addresses.map(addressRule).find((one) => one !== null)
    if (rule) return `address rule ${rule}`
    const tag = tags.size === 0 ? undefined : worn?.flatMap(tagsIn).find((one) => tags.has(one))
    if (tag !== undefined) return `tag ${tags.get(tag)!.slice('tag:'.length)}`
    if (worn === null && tags.size > 0)
      return `rule ${[...tags.values()][0]} cannot be checked: the user is shown without tags`
    return ownUsersOnly && !ours ? 'not made by this sync' : null
  }
}

/**
 * Makes the test of one address against the address rules: the rule that protects it, or null. A rule protects whomever
 * it could mean, so every loose form of the address counts.
 */
export function addressProtection(rules: readonly string[]): (address: string) => string | null {
  const patterns = rules
    .filter((rule) => !isTag(rule))
    .map((rule) => ({ rule, pattern: asPattern(rule.replace(/^name:/, '')) }))
  if (patterns.length === 0) return () => null
  return (address) => {
    const forms = looseForms(address)
    for (const { pattern, rule } of patterns) for (const form of forms) if (pattern.test(form)) return rule
    return null
  }
}

const isTag = (rule: string) => rule.startsWith('tag:')

/** Every tag that a text could mean: itself, and each of several in one. A rule protects whomever it could mean. */
function tagsIn(text: string): string[] {
  const whole = visibleText(text)
  return [whole, ...whole.split(/[\s,;|"'[\]{}]+/u)]
}

/** `*` is any run of letters. No backtracking: each part is looked for once, from the left. */
function asPattern(rule: string): { test(text: string): boolean } {
  const [first = '', ...parts] = visibleText(rule).split('*')
  const last = parts.pop()
  const test = (text: string) => {
    if (last === undefined) return text === first
    const end = text.length - last.length
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false
    let at = first.length
    for (const part of parts) {
      const found = text.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
  return { test }
}

/** Whether a rule looks at addresses, and at nothing else of a user. */
export const isAddressRule = (rule: string) => !isTag(rule) && !rule.startsWith('name:')

/** The entry of `uncheckable` for a target that does not allow writing `active`; no rule has this text. */
export const NO_ACTIVE = 'active'

/** The reason why such a rule protects all users. */
export const uncheckableWords = (rule: string): string =>
  rule === NO_ACTIVE
    ? 'no user can be deactivated: the service does not allow writing `active`. Set "removal": "delete" in the target'
    : `protect rule \`${rule}\` cannot be checked: the service shows no ${isTag(rule) ? 'roles' : 'addresses'}`

export const scopes = ['end-users', 'linked', 'managed'] as const
export type Scope = (typeof scopes)[number]

/** Whether a target could read only a part of a user: that part does not prove the stored value. */
export const isHalfRead = ({ protected: reason }: Pick<User, 'protected'>): boolean =>
  reason?.startsWith('unreadable: ') === true

/** The fields of a user that decide whether the user may be removed. */
export type PlaceOfUser = Pick<User, 'externalId' | 'protected'> & { person: Pick<Person, 'active' | 'organization'> }

/**
 * Returns the test for removable users: active, not protected, in scope. `linked` are the ids of known organizations,
 * `unread` of those with an unreadable account. No user of the latter is removed, because their contacts were not
 * requested.
 */
export function removable(
  scope: Scope,
  linked: ReadonlySet<string>,
  unread: ReadonlySet<string> = new Set(),
): (user: PlaceOfUser) => boolean {
  return ({ externalId, person, protected: reason }) => {
    if (!person.active || reason !== null) return false
    if (person.organization !== null && unread.has(person.organization)) return false
    if (scope === 'managed') return externalId !== null
    if (scope === 'linked') return person.organization !== null && linked.has(person.organization)
    return true
  }
}
