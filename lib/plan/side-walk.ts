// One walk through both sides of compare on bytes. Equal pairs are counted; all other lines are put aside.

import { ByteCounts } from '../artifacts/byte-counts.ts'
import type { HashSet } from '../artifacts/byte-hash.ts'
import { findContact, findSynced, findUser } from '../artifacts/find-fields.ts'
import { HashList } from '../artifacts/hash-list.ts'
import { LineSpool } from '../artifacts/line-spool.ts'
import type { ReadableFile } from '../artifacts/read.ts'
import { RecordCursor } from '../artifacts/record-cursor.ts'
import type { Contact, Synced, User } from '../artifacts/records.ts'
import { compareKeys, EXTERNAL_ID, endOfPart, isPartNull, PERSON, type Row } from '../artifacts/row.ts'
import type { Rules } from '../core/decision.ts'
import type { Foreign } from '../core/match.ts'
import type { UserCount } from '../core/tally.ts'
import { hashNames, hasPlainNames, isEqualPair, isPlainPair, MOST_NAMES, organizationIn } from './plain-pair.ts'
import { UnpairedNames } from './unpaired-names.ts'

export interface SideFiles {
  contacts: ReadableFile<Contact>
  users: ReadableFile<User>
  /** With `"drift": "keep"`: state/synced.json, if there is one. */
  synced: ReadableFile<Synced> | null
}

export interface PairRules {
  emailChange: Rules['emailChange']
  foreign: Foreign
}

export class SideWalk {
  /** The hashes of the names and ids of plain pairs. */
  readonly pairNames = new HashList()
  readonly unpaired = new UnpairedNames()
  /** The lines that are put aside: those of plain pairs, plain lines that are alone with their key, and all others. */
  readonly lines = {
    contacts: new LineSpool<Contact>('contacts.json'),
    users: new LineSpool<User>('users.json'),
    pairedContacts: new LineSpool<Contact>('contacts.json'),
    pairedUsers: new LineSpool<User>('users.json'),
    loneContacts: new LineSpool<Contact>('contacts.json'),
    loneUsers: new LineSpool<User>('users.json'),
    synced: new LineSpool<Synced>('synced.json'),
  }
  equalPairs = 0
  readonly #rules: PairRules
  readonly #kept: HashSet
  readonly #contacts: RecordCursor<Contact>
  readonly #users: RecordCursor<User>
  readonly #synced: RecordCursor<Synced> | null
  readonly #usersWithId = new ByteCounts()
  readonly #usersWithoutId = new ByteCounts()
  readonly #hashes = new Float64Array(MOST_NAMES)

  /** A pair with a name or an id of `kept` is no plain pair. */
  constructor({ contacts, synced, users }: SideFiles, rules: PairRules, kept: HashSet) {
    this.#rules = rules
    this.#kept = kept
    this.#contacts = new RecordCursor(contacts, findContact)
    this.#users = new RecordCursor(users, findUser)
    this.#synced = synced && new RecordCursor(synced, findSynced)
  }

  /** Walks to the end of the files. Throws exit 7 where one is damaged. */
  run(): void {
    const [contacts, users, synced] = [this.#contacts, this.#users, this.#synced]
    try {
      while (!contacts.isEnded || !users.isEnded) this.#step()
      for (; synced && !synced.isEnded; synced.next()) this.lines.synced.add(synced.row)
    } catch (error) {
      this.close()
      throw error
    } finally {
      for (const cursor of [contacts, users, synced]) cursor?.close()
    }
  }

  /** The active and unprotected users of plain pairs, by organization. */
  countUsers(): UserCount[] {
    return [
      ...countsOf(this.#usersWithId, { hasExternalId: true }),
      ...countsOf(this.#usersWithoutId, { hasExternalId: false }),
    ]
  }

  /** Forgets the lines and the names. */
  close(): void {
    closeLines(Object.values(this.lines))
    this.pairNames.close()
  }

  /** Takes the lower of the two present records, or both if they have one key. */
  #step(): void {
    const [contacts, users] = [this.#contacts, this.#users]
    const order = contacts.isEnded ? 1 : users.isEnded ? -1 : compareKeys(contacts.row, users.row)
    const [isContactRepeat, isUserRepeat] = [contacts.isRepeat, users.isRepeat]
    if (order <= 0) contacts.next()
    if (order >= 0) users.next()
    const [contact, user] = [contacts.before, users.before]
    const isContactAlone = !isContactRepeat && !contacts.isRepeat
    const isUserAlone = !isUserRepeat && !users.isRepeat
    const isPair = order === 0 && isContactAlone && isUserAlone
    if (isPair && isPlainPair(contact, user) && this.#takePair(contact, user)) return
    if (order <= 0) this.#keepContact(contact, { isLone: order < 0 && isContactAlone })
    if (order >= 0) this.#keepUser(user, { isLone: order > 0 && isUserAlone })
  }

  /** Counts a plain pair, and puts it aside unless it is equal; false where it is needed with the other lines. */
  #takePair(contact: Row, user: Row): boolean {
    const count = hashNames(contact, user, this.#hashes)
    const organization = organizationIn(user)
    if (count === 0 || organization < 0 || this.#isKept(count)) return false
    if (this.#kept.size === 0) for (let n = 0; n < count; n++) this.pairNames.add(this.#hashes[n]!)
    if (user.isClear && user.isActive) {
      const counts = isPartNull(user, EXTERNAL_ID) ? this.#usersWithoutId : this.#usersWithId
      counts.add(user, organization, endOfPart(user, PERSON) - 1)
    }
    const isEqual = isEqualPair(contact, user, this.#rules.emailChange)
    if (isEqual) this.equalPairs++
    else {
      this.lines.pairedContacts.add(contact)
      this.lines.pairedUsers.add(user)
    }
    if (this.#synced) this.#passSynced(contact, { isNeeded: !isEqual })
    return true
  }

  /** Whether one of the first `count` hashes is of a name or an id that may be needed. */
  #isKept(count: number): boolean {
    if (this.#kept.size > 0) for (let n = 0; n < count; n++) if (this.#kept.has(this.#hashes[n]!)) return true
    return false
  }

  #keepContact(row: Row, { isLone }: { isLone: boolean }): void {
    const isPlain = row.isPlain && hasPlainNames(row)
    const lines = isLone && isPlain ? this.lines.loneContacts : this.lines.contacts
    lines.add(row)
    if (isPlain) this.unpaired.addPlain(row)
    else this.unpaired.addContact(this.#contacts.recordOf(row))
    if (this.#synced) this.#passSynced(row, { isNeeded: true })
  }

  #keepUser(row: Row, { isLone }: { isLone: boolean }): void {
    const isPlain = row.isPlain && hasPlainNames(row)
    const lines = isLone && isPlain ? this.lines.loneUsers : this.lines.users
    lines.add(row)
    if (isPlain) this.unpaired.addPlainUser(row)
    else this.#addUser(this.#users.recordOf(row))
  }

  #addUser(user: User): void {
    this.unpaired.addUser(user, user.foreignId === null ? null : this.#rules.foreign(user.foreignId))
  }

  /** Passes the records of synced.json up to the key of a contact; that of the contact itself may not be needed. */
  #passSynced(contact: Row, { isNeeded }: { isNeeded: boolean }): void {
    const synced = this.#synced!
    for (; !synced.isEnded; synced.next()) {
      const order = compareKeys(synced.row, contact)
      if (order > 0) return
      if (order < 0 || isNeeded) this.lines.synced.add(synced.row)
    }
  }
}

/** Closes the files of lines that are put aside. */
export function closeLines(lines: readonly { close(): void }[]): void {
  for (const some of lines) some.close()
}

/** The counts of organizations, whose texts are JSON: an id or null. */
const countsOf = (counts: ByteCounts, { hasExternalId }: Pick<UserCount, 'hasExternalId'>): UserCount[] =>
  [...counts.entries()].map(([text, people]) => ({ organization: JSON.parse(text), hasExternalId, people }))
