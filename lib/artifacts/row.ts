// Where the fields of a record line lie: a walk on bytes compares records without making texts of them.

const NOTHING = Buffer.alloc(0)

/** The parts of a row; the next number is that of the end of the part. */
export const [KEY, EMAIL, EXTERNAL_ID, PERSON] = [0, 2, 4, 6]

/** A record line in a buffer. Only the place of the line and its key are known of every line. */
export class Row {
  bytes: Buffer = NOTHING
  /** The same bytes, for reads of four at a time. */
  view: DataView = new DataView(NOTHING.buffer, 0, 0)
  start = 0
  end = 0
  /**
   * The places of the parts, counted from `start`: texts without their quotation marks. A part that is null has no
   * bytes.
   */
  readonly places = new Int32Array(8)
  /** The bytes of a key that is written with escapes; null where the key lies in the line. */
  ownKey: DataView | null = null
  /**
   * Whether the line is like most lines: no escapes before `person`, and no names beside the key and the address. The
   * places, but for that of the key, and the fields below are known only of such a line.
   */
  isPlain = false
  isActive = false
  /** Of a contact: no problem. Of a user: not protected. */
  isClear = false
}

/** Compares the keys of two rows by their bytes: negative, zero or positive. */
export function compareKeys(a: Row, b: Row): number {
  const [left, right] = [a.ownKey ?? a.view, b.ownKey ?? b.view]
  let at = a.ownKey ? 0 : a.start + a.places[KEY]!
  let other = b.ownKey ? 0 : b.start + b.places[KEY]!
  const length = a.ownKey ? left.byteLength : a.places[KEY + 1]! - a.places[KEY]!
  const otherLength = b.ownKey ? right.byteLength : b.places[KEY + 1]! - b.places[KEY]!
  const end = at + Math.min(length, otherLength)
  for (; at + 3 < end && left.getInt32(at) === right.getInt32(other); at += 4) other += 4
  for (; at < end; at++, other++) {
    const order = left.getUint8(at) - right.getUint8(other)
    if (order !== 0) return order
  }
  return length - otherLength
}

/** Whether two plain rows have the same bytes in a part. */
export function isPartEqual(a: Row, b: Row, part: number): boolean {
  const length = a.places[part + 1]! - a.places[part]!
  if (length !== b.places[part + 1]! - b.places[part]!) return false
  return isRangeEqual(
    length,
    { view: a.view, at: a.start + a.places[part]! },
    { view: b.view, at: b.start + b.places[part]! },
  )
}

/** Whether the key of a plain row is its address. */
export function isEmailKey({ places, start, view }: Row): boolean {
  const length = places[KEY + 1]! - places[KEY]!
  if (length !== places[EMAIL + 1]! - places[EMAIL]!) return false
  return isRangeEqual(length, { view, at: start + places[KEY]! }, { view, at: start + places[EMAIL]! })
}

interface Place {
  view: DataView
  at: number
}

/** Whether the same `length` bytes are at two places. The last four bytes may overlap the four before. */
function isRangeEqual(length: number, { at, view }: Place, other: Place): boolean {
  const last = length - 4
  if (last < 0) return isShortEqual(length, { at, view }, other)
  for (let n = 0; n < length; n += 4) {
    const place = Math.min(n, last)
    if (view.getInt32(at + place) !== other.view.getInt32(other.at + place)) return false
  }
  return true
}

function isShortEqual(length: number, { at, view }: Place, other: Place): boolean {
  for (let n = 0; n < length; n++) if (view.getUint8(at + n) !== other.view.getUint8(other.at + n)) return false
  return true
}

/** Whether a part of a plain row is null. */
export const isPartNull = ({ places }: Row, part: number): boolean => places[part] === places[part + 1]

/** The place behind a part, in the buffer. */
export const endOfPart = ({ places, start }: Row, part: number): number => start + places[part + 1]!
