// Who of the people of a source is asked for, and who is there after all.

import { type Contact, keyed } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import type { Asked, Source } from './source.ts'

/**
 * Tells of a contact whether it is one that is asked for: of a known account, or of whatever account where none is named,
 * and the one person, where one is. Whoever has a problem is: the account may be what is wrong. Counts whom it leaves out.
 */
export function askedFor({ accounts, only }: Asked, progress: Progress): (contact: Contact) => boolean {
  const known = new Set(accounts)
  const name = only === null ? null : keyed(only)
  return ({ account, email, key, person, problem }) => {
    if (name !== null && key !== name && keyed(email ?? '') !== name) return false
    const isLeaver = !person.active && account === null // it went with the rest
    const isMeant = known.size === 0 || problem !== null || isLeaver || (account !== null && known.has(account))
    if (!isMeant) progress.count('of no known organization')
    return isMeant
  }
}

type Removed = Parameters<NonNullable<Source['present']>>[0][number]

/** Whose external id, sign-in name or address is among those that a source has now. */
export function foundIn(names: ReadonlySet<string>, people: readonly Removed[]): Set<string> {
  const isThere = ({ externalId, emails }: Removed) =>
    (externalId !== null && names.has(externalId)) || emails.some((one) => names.has(keyed(one)))
  return new Set(people.filter(isThere).map(({ id }) => id))
}
