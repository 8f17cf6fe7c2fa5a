// Hashes of byte ranges, and a set of them. A hash finds what may be equal; it never decides.

/** Makes small letters of ASCII capitals, and some more bytes equal. */
const SMALL = 0x20202020

/**
 * A hash of 53 bits over the bytes from `from` up to `to`, in the manner of FNV-1a. ASCII capitals count as small
 * letters: an address and its key have one hash.
 */
export function hashOf(bytes: DataView, from: number, to: number): number {
  let high = 0x811c9dc5
  let low = 0x9747b28c ^ (to - from)
  const last = to - 4
  for (let at = from; at < to; at += 4) {
    const four = (last < from ? shortWord(bytes, from, to) : bytes.getInt32(Math.min(at, last))) | SMALL
    high = Math.imul(high ^ four, 0x01000193)
    high ^= high >>> 15
    low = Math.imul(low ^ four, 0x85ebca6b)
    low ^= low >>> 13
  }
  return (high >>> 0) * 0x200000 + (low >>> 11)
}

/** Up to three bytes as a number. */
function shortWord(bytes: DataView, from: number, to: number): number {
  let word = 0
  for (let at = from; at < to; at++) word = (word << 8) | bytes.getUint8(at)
  return word
}

/** The hash of a text, by its UTF-8 bytes. */
export function hashOfText(text: string): number {
  const { buffer, byteLength, byteOffset } = Buffer.from(text)
  return hashOf(new DataView(buffer, byteOffset, byteLength), 0, byteLength)
}

/** A set of hashes with open addressing: 16 to 32 bytes each. */
export class HashSet {
  #slots = new Float64Array(1024).fill(-1)
  size = 0

  add(hash: number): void {
    if (this.size * 2 >= this.#slots.length) this.#grow()
    const at = this.#slotOf(hash)
    if (this.#slots[at] === hash) return
    this.#slots[at] = hash
    this.size++
  }

  has(hash: number): boolean {
    return this.#slots[this.#slotOf(hash)] === hash
  }

  /** The slot of a hash, or the free one where it would be. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1
    let at = (hash % 0x100000000) & mask
    while (this.#slots[at] !== -1 && this.#slots[at] !== hash) at = (at + 1) & mask
    return at
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Float64Array(old.length * 2).fill(-1)
    for (const hash of old) if (hash !== -1) this.#slots[this.#slotOf(hash)] = hash
  }
}
