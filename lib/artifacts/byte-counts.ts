// Counts of short texts that lie in buffers: a text is made once for each different one.

import { hashOf } from './byte-hash.ts'
import type { Row } from './row.ts'

interface Counted {
  bytes: Buffer
  count: number
  /** Another text with the same hash. */
  other: Counted | undefined
}

export class ByteCounts {
  readonly #found = new Map<number, Counted>()

  /** Counts the text that lies in the buffer of a row from `from` up to `to`. */
  add({ bytes, view }: Pick<Row, 'bytes' | 'view'>, from: number, to: number): void {
    const hash = hashOf(view, from, to) & 0x3fffffff
    const first = this.#found.get(hash)
    let one = first
    while (one && (one.bytes.length !== to - from || !isAt(bytes, from, one.bytes))) one = one.other
    if (one) one.count++
    else this.#found.set(hash, { bytes: Buffer.from(bytes.subarray(from, to)), count: 1, other: first })
  }

  /** Each text with its count. */
  *entries(): Generator<[text: string, count: number]> {
    for (const first of this.#found.values())
      for (let one: Counted | undefined = first; one; one = one.other) yield [one.bytes.toString(), one.count]
  }
}

/** Whether a text lies in `bytes` from `from` on. */
function isAt(bytes: Buffer, from: number, text: Buffer): boolean {
  for (let n = 0; n < text.length; n++) if (bytes[from + n] !== text[n]) return false
  return true
}
