// The names and ids by which a line that is in no plain pair may find somebody of a plain pair (`match` in core/match.ts).

import { type HashSet, hashOfText } from '../artifacts/byte-hash.ts'
import type { RecordCursor } from '../artifacts/record-cursor.ts'
import type { Contact, User } from '../artifacts/records.ts'
import { EXTERNAL_ID, isPartNull, type Row } from '../artifacts/row.ts'
import { isUnambiguous, looseForms } from '../core/loose-forms.ts'
import type { Foreign } from '../core/match.ts'
import { hashOfPart, hasPlainNames } from './plain-pair.ts'

/** A contact finds users by its similar names; one with an unreadable address may be a user with its external id. */
export function wantNamesOfContact(contacts: RecordCursor<Contact>, row: Row, wanted: HashSet): void {
  if (row.isPlain && hasPlainNames(row)) return
  const { externalId, key, similarNames } = contacts.recordOf(row)
  for (const form of similarNames) wanted.add(hashOfText(form))
  if (key.startsWith('?')) wanted.add(hashOfText(externalId))
}

/** A contact finds a user by its external id, also in the words of another integration, and by the forms of its names. */
export function wantNamesOfUser(
  users: RecordCursor<User>,
  row: Row,
  { foreign, wanted }: { foreign: Foreign; wanted: HashSet },
): void {
  if (row.isPlain && hasPlainNames(row)) {
    if (!isPartNull(row, EXTERNAL_ID)) wanted.add(hashOfPart(row, EXTERNAL_ID))
    return
  }
  const { email, externalId, foreignId, key, otherEmails } = users.recordOf(row)
  const ids = [externalId, foreignId === null ? null : foreign(foreignId)]
  for (const id of ids) if (id !== null) wanted.add(hashOfText(id))
  const names = [key, email, ...otherEmails]
  if (names.every(isUnambiguous)) return
  for (const form of names.flatMap(looseForms)) wanted.add(hashOfText(form))
}
