// Texts that are looked for at one place of a buffer, four bytes at a time.

export class Label {
  readonly length: number
  readonly #words: Int32Array
  readonly #rest: Uint8Array

  constructor(text: string) {
    const bytes = Buffer.from(text)
    const whole = bytes.length & ~3
    this.length = bytes.length
    this.#words = Int32Array.from({ length: whole / 4 }, (_, n) => bytes.readInt32BE(n * 4))
    this.#rest = Uint8Array.from(bytes.subarray(whole))
  }

  /** The place behind the label, or -1 where other bytes are at `at`; -1 also where `at` is negative. */
  behind(view: DataView, at: number): number {
    if (at < 0 || at + this.length > view.byteLength) return -1
    const [words, rest] = [this.#words, this.#rest]
    let place = at
    for (let n = 0; n < words.length; n++, place += 4) if (view.getInt32(place) !== words[n]) return -1
    for (let n = 0; n < rest.length; n++, place++) if (view.getUint8(place) !== rest[n]) return -1
    return place
  }
}
