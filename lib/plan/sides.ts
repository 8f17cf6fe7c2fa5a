// The two sides of compare, read once: plain pairs, which are most people, are taken out; equal ones are only counted.

import { HashSet } from '../artifacts/byte-hash.ts'
import { compareTexts } from '../artifacts/order.ts'
import type { Line } from '../artifacts/record-line.ts'
import type { Contact, Synced, User } from '../artifacts/records.ts'
import { type Match, match } from '../core/match.ts'
import type { UserCount } from '../core/tally.ts'
import { closeLines, type PairRules, type SideFiles, SideWalk } from './side-walk.ts'

export interface ComparedSides {
  /** The lines that only `match` can join, in the order of their files. */
  contacts: Iterable<Line<Contact>>
  users: Iterable<Line<User>>
  /** All users that are in no plain pair. */
  unpairedUsers: Iterable<Line<User>>
  /** The matches of all people but those of equal pairs; they ascend by key. */
  matches: Iterable<Match>
  /** The contacts of these matches. */
  matchedContacts: Iterable<Line<Contact>>
  /** The records of synced.json of these contacts, and those of keys without a contact. */
  synced: Iterable<Line<Synced>>
  /** The number of equal pairs. */
  equalPairs: number
  /** The active and unprotected users of all plain pairs. */
  pairedUsers: UserCount[]
  /** Forgets the lines; none can be read after it. */
  close(): void
}

/**
 * Walks through both files on bytes, and proves them. A line outside the plain pairs may have a name of such a pair.
 * Both files are then read again, and `match` decides about the pair. Throws exit 7 where a file is damaged.
 */
export function readSides(files: SideFiles, rules: PairRules): ComparedSides {
  const first = new SideWalk(files, rules, new HashSet())
  first.run()
  const { pairNames, unpaired } = first
  const isAnyWanted = pairNames.isAnyIn(unpaired.wanted)
  pairNames.close()
  if (!isAnyWanted) return sidesOf(first, rules)
  first.close()
  const second = new SideWalk(files, rules, unpaired.wanted)
  second.run()
  return sidesOf(second, rules)
}

function sidesOf(walk: SideWalk, { foreign }: PairRules): ComparedSides {
  const { equalPairs, lines } = walk
  const { pairedContacts, pairedUsers, synced } = lines
  const lone = splitLone(walk)
  const contacts = restartable(() => mergeByKey(lines.contacts, lone.contacts.shared, keyOfLine))
  const users = restartable(() => mergeByKey(lines.users, lone.users.shared, keyOfLine))
  const loneMatches = () => mergeByKey(contactsAlone(lone.contacts.own), usersAlone(lone.users.own), keyOf)
  const plain = () => mergeByKey(pairsOf(pairedContacts, pairedUsers), loneMatches(), keyOf)
  const unpairedContacts = restartable(() => mergeByKey(contacts, lone.contacts.own, keyOfLine))
  return {
    contacts,
    users,
    synced,
    unpairedUsers: restartable(() => mergeByKey(users, lone.users.own, keyOfLine)),
    matches: restartable(() => mergeByKey(plain(), match(contacts, users, foreign), keyOf)),
    matchedContacts: restartable(() => mergeByKey(pairedContacts, unpairedContacts, keyOfLine)),
    equalPairs,
    pairedUsers: walk.countUsers(),
    close: () => closeLines([...Object.values(lines), ...Object.values(lone.contacts), ...Object.values(lone.users)]),
  }
}

/** Lone lines without a name of another line (`own`), and those that may belong to another line. */
function splitLone({ lines: { loneContacts, loneUsers }, unpaired }: SideWalk) {
  const isOwn = (line: Line<Contact> | Line<User>) => !unpaired.isShared(line)
  if (!unpaired.isAnyShared)
    return {
      contacts: { own: loneContacts, shared: loneContacts.another() },
      users: { own: loneUsers, shared: loneUsers.another() },
    }
  const [ownContacts, sharedContacts] = loneContacts.split(isOwn)
  const [ownUsers, sharedUsers] = loneUsers.split(isOwn)
  return {
    contacts: { own: ownContacts, shared: sharedContacts },
    users: { own: ownUsers, shared: sharedUsers },
  }
}

const restartable = <T>(walk: () => Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: walk })

const keyOf = ({ contacts, users }: Match) => (contacts[0] ?? users[0])!.key
const keyOfLine = ({ key }: Line<unknown>) => key

/** The matches of plain pairs: found by key, and claimed by nobody else. */
function* pairsOf(contacts: Iterable<Line<Contact>>, users: Iterable<Line<User>>): Generator<Match> {
  const rest = users[Symbol.iterator]()
  for (const contact of contacts) {
    const user = rest.next().value as Line<User>
    yield { contacts: [contact], users: [user], by: 'key', contested: false, respelled: false, stranger: false }
  }
}

/** The matches of contacts without a user. */
function* contactsAlone(contacts: Iterable<Line<Contact>>): Generator<Match> {
  for (const contact of contacts)
    yield { contacts: [contact], users: [], by: null, contested: false, respelled: false, stranger: false }
}

/** The matches of users without a contact. */
function* usersAlone(users: Iterable<Line<User>>): Generator<Match> {
  for (const user of users)
    yield { contacts: [], users: [user], by: null, contested: false, respelled: false, stranger: false }
}

/** All items of two iterables that ascend by key, in ascending order; no key is in both. */
function* mergeByKey<T>(lefts: Iterable<T>, rights: Iterable<T>, keyOfItem: (item: T) => string): Generator<T> {
  const others = rights[Symbol.iterator]()
  let other = others.next()
  for (const left of lefts) {
    const key = keyOfItem(left)
    for (; !other.done && compareTexts(keyOfItem(other.value), key) < 0; other = others.next()) yield other.value
    yield left
  }
  for (; !other.done; other = others.next()) yield other.value
}
