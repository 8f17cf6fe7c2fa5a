// Counts of short texts that lie in buffers: a text is made once for each different one.

import { hashOf } from './byte-hash.ts'
import type { Row } from './row.ts'

interface Counted {
  bytes: Buffer
  count: number
  /** Another text in the same bucket. */
  other: Counted | undefined
}

const BUCKETS = 16_384

export class ByteCounts {
  readonly #buckets: (Counted | undefined)[] = new Array(BUCKETS).fill(undefined)

  /** Counts the text that lies in the buffer of a row from `from` up to `to`. */
  add({ bytes, view }: Pick<Row, 'bytes' | 'view'>, from: number, to: number): void {
    const hash = hashOf(view, from, to) & (BUCKETS - 1)
    const first = this.#buckets[hash]
    let one = first
    while (one && (one.bytes.length !== to - from || !isAt(bytes, from, one.bytes))) one = one.other
    if (one) one.count++
    else this.#buckets[hash] = { bytes: Buffer.from(bytes.subarray(from, to)), count: 1, other: first }
  }

  /** Each text with its count. */
  *entries(): Generator<[text: string, count: number]> {
    for (const first of this.#buckets)
      for (let one: Counted | undefined = first; one; one = one.other) yield [one.bytes.toString(), one.count]
  }
}

/** Whether a text lies in `bytes` from `from` on. */
function isAt(bytes: Buffer, from: number, text: Buffer): boolean {
  for (let n = 0; n < text.length; n++) if (bytes[from + n] !== text[n]) return false
  return true
}
