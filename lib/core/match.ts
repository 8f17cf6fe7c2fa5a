// Matches contacts with users: two ordered streams in, matches out. Both are read more than once and never held in
// memory.

import { toKey } from '../artifacts/key.ts'
import { hasNoSimilarNames, isActive, type Line } from '../artifacts/record-line.ts'
import type { Contact, User } from '../artifacts/records.ts'
import { Claims, type FoundBy, idOfUser, MultiMap } from './claims.ts'
import { join } from './join.ts'
import { isUnambiguous, looseForms } from './loose-forms.ts'

type Contacts = Iterable<Line<Contact>>
type Users = Iterable<Line<User>>

/** Returns the external id for an id of another integration, or null. */
export type Foreign = (stored: string) => string | null

/** The contacts of one key with the users they claim, or one user without a contact. */
export interface Match {
  contacts: Line<Contact>[]
  users: Line<User>[]
  /** How the users were found; null where one side is empty. */
  by: FoundBy | null
  /** Two contacts claim one user, or one claims two, or only an address or an id of another integration joins them. */
  contested: boolean
  /** It is contested because two people have one name in two spellings. */
  respelled: boolean
  /** The user carries the external id of a contact that this read does not have. */
  stranger: boolean
}

/**
 * Matches contacts with users (docs/decisions.md): by key, then by external id, then by secondary address, then by what
 * their names could mean. Every hit is a claim; a user that is claimed is never emitted as a leftover. Both inputs
 * ascend by key and can be walked again; memory grows with what is not joined by key, never with a whole side. Matches
 * ascend by key, contacts before leftovers. Where every contact has their user by key and external id, contacts are
 * walked twice and users three times; each further way to a user walks a side again only where it may find somebody.
 */
export function* match(contacts: Contacts, users: Users, foreign: Foreign = () => null): Generator<Match> {
  const { strangers, foreigners, similarNames, isAnyAlone } = scanSides(contacts, users, foreign)
  const unread = new Set([...strangers.values()].flat().map(idOfUser))
  const claims = new Claims()
  const foreignKeys = new Set<string>()
  for (const contact of strangers.size + foreigners.size > 0 ? contacts : []) {
    for (const user of strangers.get(contact.field('externalId')!) ?? []) {
      claims.add(contact.key, user, 'externalId')
      unread.delete(idOfUser(user))
    }
    for (const user of foreigners.get(contact.field('externalId')!) ?? []) {
      claims.add(contact.key, user, 'externalId')
      foreignKeys.add(contact.key)
    }
  }
  const named = indexNames(users, similarNames)
  const unprovenKeys = isAnyAlone
    ? claimByAddress({ contacts, users, claims, holders: named.holders })
    : new Set<string>()
  const twins = claimBySpelling({ contacts, claims, named, similarNames })
  claimByKey(contacts, users, claims)

  for (const { key, left, right } of join(contacts, users)) {
    if (left.length === 0) {
      for (const user of right) if (!claims.of(user)) yield matchOfUser(user)
      continue
    }
    const found = claims.by(key)
    const pairs = [
      ...right,
      ...found.map(({ user }) => user).filter((user) => !right.some((one) => isSameUser(one, user))),
    ]
    const respelled = twins.has(key) || pairs.some((user) => claims.isRespelled(user))
    const isShared = pairs.length > 1 || pairs.some((user) => (claims.of(user)?.size ?? 1) > 1)
    const contested = respelled || isShared || unprovenKeys.has(key) || foreignKeys.has(key)
    const by = right.length ? 'key' : (found[0]?.by ?? null)
    const stranger = pairs.some((user) => unread.has(idOfUser(user)))
    yield { contacts: left, users: pairs, by, contested, respelled, stranger }
  }
}

const matchOfUser = (user: Line<User>): Match => ({
  contacts: [],
  users: [user],
  by: null,
  contested: false,
  respelled: false,
  stranger: false,
})

const isSameUser = (a: Line<User>, b: Line<User>) => idOfUser(a) === idOfUser(b)

/**
 * The first walk of both sides. `strangers` are users with an external id that no contact of their key has;
 * `foreigners` have the id of another integration. `similarNames` has the keys of contacts by their similar names.
 * `isAnyAlone`: a contact has no user with its key.
 */
function scanSides(contacts: Contacts, users: Users, foreign: Foreign) {
  const strangers = new Map<string, Line<User>[]>()
  const foreigners = new Map<string, Line<User>[]>()
  const similarNames = new MultiMap<string>()
  let isAnyAlone = false
  const note = (
    map: typeof strangers,
    id: string | null | undefined,
    { user, left }: { user: Line<User>; left: Line<Contact>[] },
  ) => {
    if (!id || left.some((contact) => contact.field('externalId') === id)) return
    map.set(id, [...(map.get(id) ?? []), user])
  }
  for (const { left, right } of join(contacts, users)) {
    if (right.length === 0) isAnyAlone = true
    for (const contact of left)
      if (!hasNoSimilarNames(contact) && isActive(contact.personBytes))
        for (const form of contact.record.similarNames) similarNames.add(form, contact.key)
    for (const user of right) {
      note(strangers, user.field('externalId'), { user, left })
      const other = user.field('foreignId')
      if (other) note(foreigners, foreign(other), { user, left })
    }
  }
  return { strangers, foreigners, similarNames, isAnyAlone }
}

/** The names of users, after one walk. */
interface NameIndex {
  /** By secondary address. */
  holders: MultiMap<Line<User>>
  /** By a loose form of their names. */
  respelled: MultiMap<Line<User>>
  bySimilarName: { key: string; user: Line<User> }[]
}

/** Most names have one loose form, and no list of forms is made. */
function indexNames(users: Users, similarNames: MultiMap<string>): NameIndex {
  const named: NameIndex = { holders: new MultiMap(), respelled: new MultiMap(), bySimilarName: [] }
  for (const user of users) {
    const others = user.isEmptyList('otherEmails') ? [] : user.record.otherEmails
    for (const email of others) named.holders.add(toKey(email), user)
    const names = [...new Set([user.key, user.field('email')!, ...others])]
    const isUsual = names.every(isUnambiguous)
    if (isUsual && similarNames.isEmpty) continue
    const own = new Set(names.map(toKey))
    const forms = isUsual ? own : new Set(names.flatMap(looseForms))
    for (const form of forms) {
      if (!own.has(form)) named.respelled.add(form, user)
      for (const key of similarNames.of(form)) named.bySimilarName.push({ key, user })
    }
  }
  return named
}

/** Another person may have the address of a contact who is not active. */
function* activeContacts(contacts: Contacts): Generator<Line<Contact>> {
  for (const contact of contacts) if (isActive(contact.personBytes)) yield contact
}

/**
 * Contacts without a user are looked up by secondary addresses, then by the first address of users without a claim. The
 * second is no proof, because several people may share an address. The claim prevents a second user or a removal until
 * a person decides. Returns the keys of these contacts.
 */
function claimByAddress({
  contacts,
  users,
  claims,
  holders,
}: {
  contacts: Contacts
  users: Users
  claims: Claims
  holders: NameIndex['holders']
}): ReadonlySet<string> {
  const unprovenKeys = new Set<string>()
  const keys = new Map<string, Set<string>>()
  for (const { key, left, right } of join(contacts, users)) {
    if (left.length === 0 || right.length > 0 || claims.by(key).length > 0) continue
    const addresses = [...activeContacts(left)].map((contact) => toKey(contact.field('email') ?? ''))
    for (const address of addresses) for (const user of holders.of(address)) claims.add(key, user, 'address')
    if (claims.by(key).length > 0) continue
    for (const address of addresses) if (address !== '') keys.set(address, (keys.get(address) ?? new Set()).add(key))
  }
  for (const { left, right } of keys.size > 0 ? join(contacts, users) : []) {
    if (left.length > 0) continue
    for (const user of right.filter((one) => !claims.of(one)))
      for (const address of new Set([user.key, toKey(user.field('email')!)]))
        for (const key of keys.get(address) ?? []) {
          claims.add(key, user, 'address')
          unprovenKeys.add(key)
        }
  }
  return unprovenKeys
}

/**
 * A contact claims every user with a name that could mean the same, unless the key joins them. Returns the keys of
 * contacts that could be one person.
 */
function claimBySpelling({
  contacts,
  claims,
  named,
  similarNames,
}: {
  contacts: Contacts
  claims: Claims
  named: NameIndex
  similarNames: MultiMap<string>
}): ReadonlySet<string> {
  const { respelled, bySimilarName } = named
  const twins = new Set<string>()
  for (const contact of respelled.isEmpty && similarNames.isEmpty ? [] : activeContacts(contacts)) {
    const { key } = contact
    for (const name of new Set([key, toKey(contact.field('email') ?? '')])) {
      for (const user of respelled.of(name)) bySimilarName.push({ key, user })
      for (const other of similarNames.of(name)) if (other !== key) twins.add(key).add(other)
    }
  }
  for (const { key, user } of bySimilarName) if (user.key !== key) claims.add(key, user, 'spelling')
  return twins
}

/** A user who was found in another way may also be joined by key: that is a claim too. */
function claimByKey(contacts: Contacts, users: Users, claims: Claims): void {
  if (claims.none) return
  for (const { key, left, right } of join(contacts, users)) {
    if (left.length) for (const user of right) if (claims.of(user)) claims.add(key, user, 'key')
  }
}
