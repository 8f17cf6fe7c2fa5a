// Finds the fields of the lines of contacts.json, users.json and state/synced.json, whose fields are sorted.

import { Label } from './label.ts'
import { EMAIL, EXTERNAL_ID, KEY, PERSON, type Row } from './row.ts'

/** Finds the fields of a row; sets `isPlain` where the line is like most lines. */
export type FindFields = (row: Row) => void

const ACCOUNT = new Label('{"account":')
const BEFORE_PERSON = new Label('","person":')
const CONTACT_EMAIL = new Label(',"email":"')
const CONTACT_EXTERNAL_ID = new Label('","externalId":"')
const CONTACT_KEY = new Label('","key":"')
const CONTACT_END = new Label(',"problem":null,"similarNames":[]}')

/** A line of contacts.json. A contact with a problem, with similar names or without an address is not plain. */
export function findContact(row: Row): void {
  row.isPlain = false
  const { end, start, view } = row
  let at = behindTextOrNull(row, ACCOUNT.behind(view, start))
  at = placeText(row, EMAIL, CONTACT_EMAIL.behind(view, at))
  at = placeText(row, EXTERNAL_ID, CONTACT_EXTERNAL_ID.behind(view, at))
  at = placeText(row, KEY, CONTACT_KEY.behind(view, at))
  const personEnd = end - CONTACT_END.length
  row.isClear = CONTACT_END.behind(view, personEnd) > 0
  row.isPlain = placePerson(row, BEFORE_PERSON.behind(view, at), personEnd) && row.isClear
}

const USER_EMAIL = new Label('{"email":"')
const USER_EXTERNAL_ID = new Label('","externalId":')
const USER_ID = new Label(',"foreignId":null,"id":"')
const USER_KEY = new Label('","key":"')
const USER_PERSON = new Label('","otherEmails":[],"person":')
const USER_END = new Label(',"protected":null}')
const PROTECTED = ',"protected":"'

/** A line of users.json. A user with other addresses, or with the id of another integration, is not plain. */
export function findUser(row: Row): void {
  row.isPlain = false
  const { bytes, end, start, view } = row
  let at = placeText(row, EMAIL, USER_EMAIL.behind(view, start))
  at = placeTextOrNull(row, EXTERNAL_ID, USER_EXTERNAL_ID.behind(view, at))
  at = endOfText(row, USER_ID.behind(view, at))
  at = placeText(row, KEY, USER_KEY.behind(view, at))
  at = USER_PERSON.behind(view, at)
  if (at < 0) return
  row.isClear = USER_END.behind(view, end - USER_END.length) > 0
  const personEnd = row.isClear ? end - USER_END.length : bytes.lastIndexOf(PROTECTED, end)
  row.isPlain = placePerson(row, at, personEnd)
}

const SYNCED_KEY = ',"key":"'

/** A line of state/synced.json: only its key is found. No text before the key has these bytes unescaped. */
export function findSynced(row: Row): void {
  const at = row.bytes.indexOf(SYNCED_KEY, row.start)
  row.isPlain = at > 0 && at < row.end && placeText(row, KEY, at + SYNCED_KEY.length) > 0
}

const MARK = 34

/** The place of the quotation mark that ends a text, or -1 where the text has an escape. No text ends a buffer. */
function endOfText({ bytes, view }: Row, from: number): number {
  if (from < 0) return -1
  const last = bytes.length - 4
  let at = from
  let found = 0
  for (; found === 0 && at <= last; at += 4) {
    const four = view.getInt32(at, true)
    found = zeroBytes(four ^ QUOTES) | zeroBytes(four ^ BACKSLASHES)
  }
  const end = at - 4 + firstByte(found)
  return found !== 0 && bytes[end] === MARK ? end : -1
}

const [QUOTES, BACKSLASHES] = [0x22222222, 0x5c5c5c5c]

/** Not zero where one of four bytes is zero; the lowest bit is that of the first one (Hacker's Delight, 6-1). */
const zeroBytes = (four: number): number => (four - 0x01010101) & ~four & 0x80808080

/** The number of the byte, from 0 on, that has the lowest bit. */
const firstByte = (bits: number): number => (31 - Math.clz32(bits & -bits)) >> 3

/** Notes the text that begins at `from`, and returns the place of the quotation mark behind it, or -1. */
function placeText(row: Row, part: number, from: number): number {
  const { places, start } = row
  const end = endOfText(row, from)
  places[part] = from - start
  places[part + 1] = end - start
  return end
}

/** As `placeText`, for a value with its quotation marks or null; returns the place behind the value. */
function placeTextOrNull(row: Row, part: number, at: number): number {
  row.places[part] = row.places[part + 1] = 0
  if (row.bytes[at] !== MARK) return behindTextOrNull(row, at)
  const end = placeText(row, part, at + 1)
  return end < 0 ? -1 : end + 1
}

const NULL = new Label('null')

/** The place behind a text or `null`, or -1. */
function behindTextOrNull(row: Row, at: number): number {
  const { bytes, view } = row
  if (bytes[at] !== MARK) return NULL.behind(view, at)
  const end = endOfText(row, at + 1)
  return end < 0 ? -1 : end + 1
}

const ACTIVE_PERSON = new Label('{"active":true,')

/** Notes the person between two places; false where there is none. */
function placePerson(row: Row, from: number, end: number): boolean {
  row.places[PERSON] = from - row.start
  row.places[PERSON + 1] = end - row.start
  row.isActive = ACTIVE_PERSON.behind(row.view, from) > 0
  return from > 0 && end > from
}
