// Who is who: two ordered streams in, pairs and leftovers out. Contacts and users are read more than once, never held.

import { keyed } from '../artifacts/key.ts'
import { isActive, type Line } from '../artifacts/record-line.ts'
import type { Contact, User } from '../artifacts/records.ts'
import { join } from './join.ts'

type Contacts = Iterable<Line<Contact>>
type Users = Iterable<Line<User>>

/** The external id that another integration's id stands for, or null. */
export type Foreign = (stored: string) => string | null

type Found = 'key' | 'externalId' | 'address'

/** Contacts of one key, and the users they claim. Without contacts: one user whom nobody claims. */
export interface Match {
  contacts: Line<Contact>[]
  users: Line<User>[]
  /** How the users were found; null where one side is empty. */
  by: Found | null
  /** Two claim one user, or one claims two, or an address or another integration's id alone says that two are one. */
  contested: boolean
  /** The user carries the external id of a contact that this read does not have. */
  stranger: boolean
}

/**
 * Matches contacts with users as the README says: by key, then by external id, then by secondary address. Every hit is a
 * claim; a user that is claimed is never emitted as a leftover. Both inputs ascend by key and can be walked again; memory
 * grows with what is not joined by key, never with a whole side. Matches ascend by key, contacts before leftovers.
 */
export function* match(contacts: Contacts, users: Users, foreign: Foreign = () => null): Generator<Match> {
  const { strangers, foreigners } = byExternalId(contacts, users, foreign)
  const unread = new Set([...strangers.values()].flat().map(idOf))
  const claims = new Claims()
  const foreignKeys = new Set<string>()
  for (const contact of contacts) {
    for (const user of strangers.get(contact.field('externalId')!) ?? []) {
      claims.add(contact.key, user, 'externalId')
      unread.delete(idOf(user))
    }
    for (const user of foreigners.get(contact.field('externalId')!) ?? []) {
      claims.add(contact.key, user, 'externalId')
      foreignKeys.add(contact.key)
    }
  }
  byAddress(contacts, users, claims)
  byKey(contacts, users, claims)
  const doubtful = byFirstAddress(contacts, users, claims)

  for (const { key, left, right } of join(contacts, users)) {
    if (left.length === 0) {
      for (const user of right) if (!claims.of(user)) yield leftover(user)
      continue
    }
    const found = claims.by(key)
    const pairs = [...right, ...found.map(({ user }) => user).filter((user) => !right.some((one) => same(one, user)))]
    const contested =
      foreignKeys.has(key) ||
      doubtful.has(key) ||
      pairs.length > 1 ||
      pairs.some((user) => (claims.of(user)?.size ?? 1) > 1)
    const by = right.length ? 'key' : (found[0]?.by ?? null)
    const stranger = pairs.some((user) => unread.has(idOf(user)))
    yield { contacts: left, users: pairs, by, contested, stranger }
  }
}

const leftover = (user: Line<User>): Match => ({
  contacts: [],
  users: [user],
  by: null,
  contested: false,
  stranger: false,
})

const idOf = (user: Line<User>) => user.field('id')!
const same = (a: Line<User>, b: Line<User>) => idOf(a) === idOf(b)

/** Who claims whom: small, because it holds only users who were found by more than their key. */
class Claims {
  readonly #byKey = new Map<string, { user: Line<User>; by: Found }[]>()
  readonly #byUser = new Map<string, Set<string>>()

  add(key: string, user: Line<User>, by: Found): void {
    const claimants = this.#byUser.get(idOf(user)) ?? new Set()
    if (claimants.has(key)) return
    this.#byUser.set(idOf(user), claimants.add(key))
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), { user, by }])
  }

  get none(): boolean {
    return this.#byUser.size === 0
  }

  by(key: string) {
    return this.#byKey.get(key) ?? []
  }

  of(user: Line<User>): Set<string> | undefined {
    return this.#byUser.get(idOf(user))
  }
}

/**
 * Users whose external id is to be looked up: those joined to nobody, or to a group that lacks it. `foreigners` carry the id
 * of another integration that names a contact.
 */
function byExternalId(contacts: Contacts, users: Users, foreign: Foreign) {
  const strangers = new Map<string, Line<User>[]>()
  const foreigners = new Map<string, Line<User>[]>()
  const note = (map: typeof strangers, id: string | null | undefined, user: Line<User>, left: Line<Contact>[]) => {
    if (!id || left.some((contact) => contact.field('externalId') === id)) return
    map.set(id, [...(map.get(id) ?? []), user])
  }
  for (const { left, right } of join(contacts, users)) {
    for (const user of right) {
      note(strangers, user.field('externalId'), user, left)
      const other = user.field('foreignId')
      if (other) note(foreigners, foreign(other), user, left)
    }
  }
  return { strangers, foreigners }
}

/** Groups that are still alone are looked up among the secondary addresses of those users that have any. */
function byAddress(contacts: Contacts, users: Users, claims: Claims): void {
  const holders = new Map<string, Line<User>[]>()
  for (const user of users) {
    if (user.lacks('otherEmails')) continue
    for (const email of user.record.otherEmails) {
      const address = keyed(email)
      holders.set(address, [...(holders.get(address) ?? []), user])
    }
  }
  if (holders.size === 0) return
  for (const { key, left, right } of join(contacts, users)) {
    if (left.length === 0 || right.length > 0 || claims.by(key).length > 0) continue
    for (const contact of present(left)) {
      for (const user of holders.get(keyed(contact.field('email') ?? '')) ?? []) claims.add(key, user, 'address')
    }
  }
}

/** Of whoever is not active an address proves nothing: somebody else may have it by now. */
const present = (contacts: Line<Contact>[]) => contacts.filter(({ person }) => isActive(person))

/**
 * A contact whom nobody is found for, and a user whom nobody else claims, of one address that is not the sign-in name of both:
 * likely the same person, and not proven, because several may share an address. Claimed, so that nobody is made twice, or
 * removed, before somebody has looked. Gives the keys of these contacts.
 */
function byFirstAddress(contacts: Contacts, users: Users, claims: Claims): ReadonlySet<string> {
  const doubtful = new Set<string>()
  const keys = new Map<string, Set<string>>()
  for (const { key, left, right } of join(contacts, users)) {
    if (left.length === 0 || right.length > 0 || claims.by(key).length > 0) continue
    for (const contact of present(left)) {
      const address = keyed(contact.field('email') ?? '')
      if (address !== '') keys.set(address, (keys.get(address) ?? new Set()).add(key))
    }
  }
  for (const { left, right } of keys.size > 0 ? join(contacts, users) : []) {
    if (left.length > 0) continue
    for (const user of right.filter((one) => !claims.of(one)))
      for (const address of new Set([user.key, keyed(user.field('email')!)]))
        for (const key of keys.get(address) ?? []) {
          claims.add(key, user, 'address')
          doubtful.add(key)
        }
  }
  return doubtful
}

/** A user found some other way may have been joined by key as well: that is a claim too. */
function byKey(contacts: Contacts, users: Users, claims: Claims): void {
  if (claims.none) return
  for (const { key, left, right } of join(contacts, users)) {
    if (left.length) for (const user of right) if (claims.of(user)) claims.add(key, user, 'key')
  }
}
