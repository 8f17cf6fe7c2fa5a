// Texts that are looked for at one place of a buffer, four bytes at a time.

const WORD = 4

export class Label {
  readonly length: number
  /** All words but the last one. */
  readonly #words: Int32Array
  /** The word that ends where the label ends; it may overlap the one before. */
  readonly #last: number

  /** A text of at least four bytes. */
  constructor(text: string) {
    const bytes = Buffer.from(text)
    this.length = bytes.length
    this.#last = bytes.readInt32BE(bytes.length - WORD)
    this.#words = Int32Array.from({ length: (bytes.length - 1) >> 2 }, (_, n) => bytes.readInt32BE(n * WORD))
  }

  /** The place behind the label, or -1 where other bytes are at `at`; -1 also where `at` is negative. */
  behind(view: DataView, at: number): number {
    const end = at + this.length
    if (at < 0 || end > view.byteLength || view.getInt32(end - WORD) !== this.#last) return -1
    const words = this.#words
    for (let n = 0, place = at; n < words.length; n++, place += WORD) if (view.getInt32(place) !== words[n]) return -1
    return end
  }
}
