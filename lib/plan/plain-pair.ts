// Pairs that are joined by their key alone, told on the bytes of their rows: most people.

import { hashOf } from '../artifacts/byte-hash.ts'
import { Label } from '../artifacts/label.ts'
import { isPlainName } from '../artifacts/plain-name.ts'
import { EMAIL, EXTERNAL_ID, isEmailKey, isPartEqual, isPartNull, KEY, PERSON, type Row } from '../artifacts/row.ts'
import type { Rules } from '../core/decision.ts'

/**
 * Whether a contact and a user, alone with their key, have plain rows, and the user has no external id or that of the
 * contact. They belong to nobody else, then, unless another record has one of their names.
 */
export const isPlainPair = (contact: Row, user: Row): boolean =>
  contact.isPlain && user.isPlain && (isPartNull(user, EXTERNAL_ID) || isPartEqual(contact, user, EXTERNAL_ID))

/** Whether `isEqual` of core/compare.ts holds for a plain pair: one active person with the same values. */
export const isEqualPair = (contact: Row, user: Row, emailChange: Rules['emailChange']): boolean =>
  contact.isActive &&
  (emailChange === 'hold' || isPartEqual(contact, user, EMAIL)) &&
  isPartEqual(contact, user, PERSON)

/** The names and ids of a pair: the external id, the key, and the addresses of both. */
export const MOST_NAMES = 4

/**
 * Writes the hash of each name and id by which somebody else could find a contact or a user of a plain pair; returns
 * their number, or 0 where a name has more than one loose form.
 */
export function hashNames(contact: Row, user: Row, hashes: Float64Array): number {
  if (!isPlainPart(contact, KEY)) return 0
  let count = 0
  hashes[count++] = hashOfPart(contact, EXTERNAL_ID)
  hashes[count++] = hashOfPart(contact, KEY)
  if (!isEmailKey(contact)) {
    if (!isPlainPart(contact, EMAIL)) return 0
    hashes[count++] = hashOfPart(contact, EMAIL)
  }
  if (!isPartEqual(contact, user, EMAIL)) {
    if (!isPlainPart(user, EMAIL)) return 0
    hashes[count++] = hashOfPart(user, EMAIL)
  }
  return count
}

/** Whether the key and the address of a plain row have one loose form each. */
export const hasPlainNames = (row: Row): boolean =>
  isPlainPart(row, KEY) && (isEmailKey(row) || isPlainPart(row, EMAIL))

const isPlainPart = ({ bytes, places, start }: Row, part: number): boolean =>
  isPlainName(bytes, start + places[part]!, start + places[part + 1]!)

/** The hash of a part of a plain row. */
export const hashOfPart = ({ places, start, view }: Row, part: number): number =>
  hashOf(view, start + places[part]!, start + places[part + 1]!)

const ORGANIZATION = new Label('"organization":')
const QUOTATION_MARK = 34

/**
 * The place of the organization in the person of a plain row, with its quotation marks, or that of null; -1 where it is
 * not found. It is the last field of a person.
 */
export function organizationIn({ bytes, places, start, view }: Row): number {
  const end = start + places[PERSON + 1]! - 1
  let from = end - 4
  if (bytes[end - 1] === QUOTATION_MARK) for (from = end - 2; bytes[from] !== QUOTATION_MARK; ) from--
  return ORGANIZATION.behind(view, from - ORGANIZATION.length)
}
