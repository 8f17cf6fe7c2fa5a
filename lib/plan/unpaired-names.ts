// The names and ids of lines that are in no plain pair, as hashes: `match` may find one line by a name of another one.

import { HashSet, hashOfText } from '../artifacts/byte-hash.ts'
import { toKey } from '../artifacts/key.ts'
import type { Line } from '../artifacts/record-line.ts'
import type { Contact, User } from '../artifacts/records.ts'
import { EMAIL, EXTERNAL_ID, isEmailKey, isPartNull, KEY, type Row } from '../artifacts/row.ts'
import { isUnambiguous, looseForms } from '../core/loose-forms.ts'
import { hashOfPart } from './plain-pair.ts'

export class UnpairedNames {
  /** Names and ids by which one of the lines may find somebody of a plain pair. */
  readonly wanted = new HashSet()
  readonly #seen = new HashSet()
  readonly #shared = new HashSet()

  /** Adds a plain line: its names have one loose form each. */
  addPlain(row: Row): void {
    if (!isPartNull(row, EXTERNAL_ID)) this.#add(hashOfPart(row, EXTERNAL_ID))
    this.#add(hashOfPart(row, KEY))
    if (!isEmailKey(row)) this.#add(hashOfPart(row, EMAIL))
  }

  /** Adds a plain line of users.json. A contact finds the user by its external id. */
  addPlainUser(row: Row): void {
    this.addPlain(row)
    if (!isPartNull(row, EXTERNAL_ID)) this.wanted.add(hashOfPart(row, EXTERNAL_ID))
  }

  /** A contact finds users by its similar names; one with an unreadable address may be a user with its external id. */
  addContact({ email, externalId, key, similarNames }: Contact): void {
    for (const name of [externalId, key, toKey(email ?? ''), ...similarNames]) this.#add(hashOfText(name))
    for (const form of similarNames) this.wanted.add(hashOfText(form))
    if (key.startsWith('?')) this.wanted.add(hashOfText(externalId))
  }

  /** A contact finds a user by its ids and by the forms of its names. `otherId` is its foreign id in our words. */
  addUser({ email, externalId, key, otherEmails }: User, otherId: string | null): void {
    const ids = [externalId, otherId].filter((id) => id !== null)
    const names = [key, email, ...otherEmails]
    const forms = names.every(isUnambiguous) ? [] : names.flatMap(looseForms)
    for (const name of [...ids, ...names.map(toKey), ...forms]) this.#add(hashOfText(name))
    for (const name of [...ids, ...forms]) this.wanted.add(hashOfText(name))
  }

  /** Whether a plain line has a name that another line has too; known when all lines were added. */
  isShared(line: Line<Contact> | Line<User>): boolean {
    const names = [line.field('externalId'), line.key, line.field('email')]
    return names.some((name) => name && this.#shared.has(hashOfText(name)))
  }

  get isAnyShared(): boolean {
    return this.#shared.size > 0
  }

  #add(hash: number): void {
    if (this.#seen.has(hash)) this.#shared.add(hash)
    else this.#seen.add(hash)
  }
}
