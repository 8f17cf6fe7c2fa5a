// Contacts with an unreadable address: each may be any person of its account. Pure.

import { isActive, type Line } from '../artifacts/record-line.ts'
import type { Contact, Organization, User } from '../artifacts/records.ts'
import type { Foreign } from './match.ts'

/** Such a contact. `isMasked`: the source hides its address; otherwise the address has an unexpected shape. */
export interface HiddenContact {
  account: string | null
  externalId: string
  isMasked: boolean
}

/** Whether the source hides the address of a contact. */
export const isMasked = ({ problem }: Pick<Contact, 'problem'>): boolean =>
  problem?.startsWith('masked address') ?? false

interface Sides {
  contacts: Iterable<Line<Contact>>
  users: Iterable<Line<User>>
  organizations: Iterable<Organization>
  foreign: Foreign
}

/**
 * The contacts with an unreadable address and without a known user, by organization; null is the key of accounts
 * without an organization. Users are read only if there are such contacts.
 */
export function contactsWithHiddenAddress({
  contacts,
  users,
  organizations,
  foreign,
}: Sides): Map<string | null, HiddenContact[]> {
  const hidden = namelessIn(contacts)
  if (hidden.size === 0) return new Map()
  for (const user of users) {
    hidden.delete(user.field('externalId') ?? '')
    hidden.delete(foreign(user.field('foreignId') ?? '') ?? '')
  }
  const homes = new Map<string | null, string[]>()
  for (const { id, key } of organizations) homes.set(key, [...(homes.get(key) ?? []), id])
  const found = new Map<string | null, HiddenContact[]>()
  for (const one of hidden.values())
    for (const id of homes.get(one.account) ?? [null]) found.set(id, [...(found.get(id) ?? []), one])
  return found
}

/** Contacts without a usable sign-in name whose address is masked or unreadable, by external id. */
function namelessIn(contacts: Iterable<Line<Contact>>): Map<string, HiddenContact> {
  const found = new Map<string, HiddenContact>()
  for (const line of contacts) {
    if (!line.key.startsWith('?') || !isActive(line.personBytes)) continue
    const { account, email, externalId, problem } = line.record
    const isUnreadable = email === null && problem?.startsWith('unreadable: ') === true
    if (isMasked({ problem }) || isUnreadable)
      found.set(externalId, { account, externalId, isMasked: isMasked({ problem }) })
  }
  return found
}

/** The text that explains why these contacts hold removals. */
export function explainHidden(hidden: readonly HiddenContact[], whose = 'this account'): string {
  const all = new Map(hidden.map((one) => [one.externalId, one]))
  const what = [...all.values()].every((one) => one.isMasked) ? 'a masked address' : 'an address that cannot be read'
  return all.size === 1 ? `1 contact of ${whose} has ${what}` : `${all.size} contacts of ${whose} have ${what}`
}
