// Writes one line to be sorted into a buffer that the next line reuses.

import { bytesInOrder } from './order.ts'
import { type LinePlace, putSizes, SIZES } from './sort-line.ts'

const FIRST_LINE_BYTES = 4096
/** UTF-8 has at most three bytes for a code unit. */
const BYTES_PER_UNIT = 3
const QUOTE = 34
const BACKSLASH = 92
const [FIRST_PLAIN, LAST_PLAIN] = [32, 126]

export class LineWriter implements LinePlace {
  readonly at = 0
  bytes = Buffer.allocUnsafe(FIRST_LINE_BYTES)
  #end = 0
  #key = 0
  #tie = 0

  /** Begins a line; its text is written next. */
  begin(key: string, tie: string): void {
    this.#end = SIZES
    this.#key = this.#putInOrder(key)
    this.#tie = this.#putInOrder(tie)
  }

  /** Completes the line. */
  end(): void {
    const start = SIZES + this.#key + this.#tie
    putSizes(this, { key: this.#key, tie: this.#tie, text: this.#end - start })
  }

  /** A place to which `takeBack` returns. */
  get place(): number {
    return this.#end
  }

  /** Forgets what was written from a place on. */
  takeBack(place: number): void {
    this.#end = place
  }

  /** Writes a text. */
  put(text: string): void {
    this.#makeRoom(text.length * BYTES_PER_UNIT)
    this.#end += this.bytes.write(text, this.#end)
  }

  /** Writes some bytes. A loop is faster than a copy, because they are few. */
  putBytes(some: Uint8Array): void {
    this.#makeRoom(some.length)
    const { bytes } = this
    let end = this.#end
    for (let n = 0; n < some.length; n++) bytes[end++] = some[n]!
    this.#end = end
  }

  /** Writes a text as JSON. */
  putString(text: string): void {
    this.#makeRoom(text.length + 2)
    const { bytes } = this
    let end = this.#end
    bytes[end++] = QUOTE
    for (let n = 0; n < text.length; n++) {
      const code = text.charCodeAt(n)
      if (code < FIRST_PLAIN || code > LAST_PLAIN || code === QUOTE || code === BACKSLASH) {
        this.put(JSON.stringify(text))
        return
      }
      bytes[end++] = code
    }
    bytes[end++] = QUOTE
    this.#end = end
  }

  /** Writes a text in the bytes by which it is sorted, and returns their number. */
  #putInOrder(text: string): number {
    this.#makeRoom(text.length)
    const { bytes } = this
    let end = this.#end
    for (let n = 0; n < text.length; n++) {
      const code = text.charCodeAt(n)
      if (code > LAST_PLAIN) return this.#putOtherInOrder(text)
      bytes[end++] = code
    }
    this.#end = end
    return text.length
  }

  #putOtherInOrder(text: string): number {
    const some = bytesInOrder(text)
    this.putBytes(some)
    return some.length
  }

  #makeRoom(size: number): void {
    const needed = this.#end + size
    if (needed <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2))
    this.bytes.copy(larger, 0, 0, this.#end)
    this.bytes = larger
  }
}
