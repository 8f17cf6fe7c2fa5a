// Lines in memory until they are sorted. They lie in one buffer, where the garbage collector does not copy them.

import { compareLines, type LinePlace, lineSize } from './sort-line.ts'

const FIRST_BYTES = 64 * 1024

export class HeldLines {
  #bytes = Buffer.alloc(0)
  #places = new Uint32Array(0)
  #count = 0
  #end = 0

  /** The bytes of all lines. */
  get size(): number {
    return this.#end
  }

  add(line: LinePlace): void {
    const size = lineSize(line)
    if (this.#end + size > this.#bytes.length) this.#bytes = largerCopy(this.#bytes, this.#end + size)
    if (this.#count === this.#places.length) this.#places = largerPlaces(this.#places)
    this.#places[this.#count++] = this.#end
    this.#end += line.bytes.copy(this.#bytes, this.#end, line.at, line.at + size)
  }

  /** The lines in ascending order; can be walked again until the next `add`. */
  *ascending(): Generator<LinePlace> {
    const place = { bytes: this.#bytes, at: 0 }
    for (const at of this.#inOrder()) {
      place.at = at
      yield place
    }
  }

  clear(): void {
    this.#count = 0
    this.#end = 0
  }

  /** The places of all lines in the order of the lines. */
  #inOrder(): Uint32Array {
    const one = { bytes: this.#bytes, at: 0 }
    const other = { bytes: this.#bytes, at: 0 }
    return this.#places.subarray(0, this.#count).sort((a, b) => {
      one.at = a
      other.at = b
      return compareLines(one, other)
    })
  }
}

function largerCopy(bytes: Buffer, size: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(Math.max(size, 2 * bytes.length, FIRST_BYTES))
  bytes.copy(larger)
  return larger
}

function largerPlaces(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(2 * numbers.length, 1024))
  larger.set(numbers)
  return larger
}
