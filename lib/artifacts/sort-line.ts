// A line to be sorted, in bytes: the sizes of its parts, then its key, its tie and its text.

/** Bytes of the three sizes. */
export const SIZES = 12

const [KEY, TIE, TEXT] = [0, 4, 8]

/** Where such a line begins. A walk over lines moves one place, so it is valid until the next step. */
export interface LinePlace {
  bytes: Buffer
  at: number
}

const sizeOf = ({ bytes, at }: LinePlace, part: number): number => numberAt(bytes, at + part)

/** The bytes of the whole line. */
export const lineSize = (line: LinePlace): number => textStart(line) - line.at + sizeOf(line, TEXT)

/** The place of the text, which ends where the line ends. */
export const textStart = (line: LinePlace): number => line.at + SIZES + sizeOf(line, KEY) + sizeOf(line, TIE)

/** The tie of a line as text. */
export function tieOf(line: LinePlace): string {
  const to = textStart(line)
  return line.bytes.toString('utf8', to - sizeOf(line, TIE), to)
}

/** Writes the three sizes at the beginning of a line. */
export function putSizes({ bytes, at }: LinePlace, sizes: { key: number; tie: number; text: number }): void {
  bytes.writeUInt32LE(sizes.key, at + KEY)
  bytes.writeUInt32LE(sizes.tie, at + TIE)
  bytes.writeUInt32LE(sizes.text, at + TEXT)
}

/** Compares two lines by the bytes of their keys, then of their ties: negative, zero or positive. */
export function compareLines(a: LinePlace, b: LinePlace): number {
  const [key, otherKey] = [sizeOf(a, KEY), sizeOf(b, KEY)]
  const byKey = firstDifference(a, b, SIZES + Math.min(key, otherKey))
  if (byKey !== 0) return byKey
  if (key !== otherKey) return key - otherKey
  const [tie, otherTie] = [sizeOf(a, TIE), sizeOf(b, TIE)]
  return firstDifference(a, b, SIZES + key + Math.min(tie, otherTie)) || tie - otherTie
}

/** The difference of the first bytes that differ behind the sizes; 0 if there are none before the offset `to`. */
function firstDifference({ bytes, at }: LinePlace, { bytes: others, at: other }: LinePlace, to: number): number {
  for (let n = SIZES; n < to; n++) {
    const difference = bytes[at + n]! - others[other + n]!
    if (difference !== 0) return difference
  }
  return 0
}

const numberAt = (bytes: Buffer, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
