// Lines in memory until they are sorted. They lie in buffers, where the garbage collector does not copy them.

export interface SortableLine {
  key: string
  /** Orders two lines of one key. */
  tie: string
  text: string
}

export interface HeldLines {
  add(line: SortableLine): void
  /** The lines in ascending order, as a run on disk has them. They are valid until the next `add`. */
  inRun(): Generator<Buffer>
  /** The same, as lines. */
  ascending(): Generator<SortableLine>
  clear(): void
}

/** Numbers of a line: the ends of its key and its tie in code units, of its head and its text in bytes. */
const KEY_END = 0
const TIE_END = 1
const HEAD_END = 2
const TEXT_END = 3
const NUMBERS = 4

const BYTES_PER_UTF16_UNIT = 2
/** UTF-8 has at most three bytes for a code unit. */
const MOST_BYTES_PER_UNIT = 3

export function heldLines(): HeldLines {
  let count = 0
  let names: Buffer = Buffer.alloc(0)
  let bytes: Buffer = Buffer.alloc(0)
  let ends = new Uint32Array(0)

  /** A number of a line; what is before the first line ends at 0. */
  const endOf = (line: number, part: number) => (line < 0 ? 0 : ends[line * NUMBERS + part]!)

  /** The number of every line, in the order of `compareLines`: by the code units of the key, then of the tie. */
  function inOrder(): Uint32Array {
    const units = new Uint16Array(names.buffer, names.byteOffset, names.length / BYTES_PER_UTF16_UNIT)
    return Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => {
      const [fromA, fromB, tieA, tieB] = [
        endOf(a - 1, TIE_END),
        endOf(b - 1, TIE_END),
        endOf(a, KEY_END),
        endOf(b, KEY_END),
      ]
      const byKey = compareUnits(units, [fromA, tieA], [fromB, tieB])
      return byKey === 0 ? compareUnits(units, [tieA, endOf(a, TIE_END)], [tieB, endOf(b, TIE_END)]) : byKey
    })
  }

  const nameAt = (from: number, to: number) =>
    names.toString('utf16le', from * BYTES_PER_UTF16_UNIT, to * BYTES_PER_UTF16_UNIT)

  return {
    add({ key, tie, text }) {
      const head = `${JSON.stringify([key, tie])}\t`
      const [from, at] = [endOf(count - 1, TIE_END), endOf(count - 1, TEXT_END)]
      names = withRoom(names, (from + key.length + tie.length) * BYTES_PER_UTF16_UNIT)
      bytes = withRoom(bytes, at + (head.length + text.length + 1) * MOST_BYTES_PER_UNIT)
      if (ends.length < (count + 1) * NUMBERS) ends = largerCopy(ends)
      names.write(key + tie, from * BYTES_PER_UTF16_UNIT, 'utf16le')
      const textAt = at + bytes.write(head, at)
      const tieAt = from + key.length
      ends.set([tieAt, tieAt + tie.length, textAt, textAt + bytes.write(`${text}\n`, textAt)], count * NUMBERS)
      count++
    },
    *inRun() {
      for (const line of inOrder()) yield bytes.subarray(endOf(line - 1, TEXT_END), endOf(line, TEXT_END))
    },
    *ascending() {
      for (const line of inOrder()) {
        const tieAt = endOf(line, KEY_END)
        yield {
          key: nameAt(endOf(line - 1, TIE_END), tieAt),
          tie: nameAt(tieAt, endOf(line, TIE_END)),
          text: bytes.toString('utf8', endOf(line, HEAD_END), endOf(line, TEXT_END) - 1),
        }
      }
    },
    clear() {
      count = 0
    },
  }
}

type Part = readonly [from: number, to: number]

function compareUnits(units: Uint16Array, [a, endA]: Part, [b, endB]: Part): number {
  const most = Math.min(endA - a, endB - b)
  for (let n = 0; n < most; n++) {
    const difference = units[a + n]! - units[b + n]!
    if (difference !== 0) return difference
  }
  return endA - a - (endB - b)
}

const FIRST_BYTES = 64 * 1024

/** The buffer, or a larger copy where it has less than `size` bytes. */
function withRoom(buffer: Buffer, size: number): Buffer {
  if (buffer.length >= size) return buffer
  const larger = Buffer.alloc(Math.max(size, 2 * buffer.length, FIRST_BYTES))
  buffer.copy(larger)
  return larger
}

function largerCopy(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(2 * numbers.length, 1024))
  larger.set(numbers)
  return larger
}
