// Millions of hashes in the order they came: in memory up to a bound, beyond that in a file without a name.

import type { HashSet } from './byte-hash.ts'
import { type UnnamedFile, unnamedFile } from './unnamed-file.ts'

/** Hashes in memory, with 8 bytes each. */
const MOST_HASHES = 2 * 1024 * 1024
const FIRST_HASHES = 1024

export class HashList {
  #hashes = new Float64Array(FIRST_HASHES)
  #filled = 0
  #file: UnnamedFile | null = null
  /** The number of lists of `most` hashes in the file. */
  #spilled = 0
  readonly #most: number

  constructor(most = MOST_HASHES) {
    this.#most = most
  }

  add(hash: number): void {
    if (this.#filled === this.#hashes.length) this.#makeRoom()
    this.#hashes[this.#filled++] = hash
  }

  /** Whether one of the hashes is in a set. */
  isAnyIn(set: HashSet): boolean {
    if (set.size === 0) return false
    const isIn = (hash: number) => set.has(hash)
    if (this.#hashes.subarray(0, this.#filled).some(isIn)) return true
    const hashes = new Float64Array(this.#spilled > 0 ? this.#most : 0)
    for (let list = 0; list < this.#spilled; list++) {
      this.#file!.fill(bytesOfHashes(hashes), list * hashes.byteLength)
      if (hashes.some(isIn)) return true
    }
    return false
  }

  close(): void {
    this.#file?.close()
    this.#file = null
  }

  #makeRoom(): void {
    if (this.#filled < this.#most) {
      const larger = new Float64Array(Math.min(this.#filled * 2, this.#most))
      larger.set(this.#hashes)
      this.#hashes = larger
      return
    }
    this.#file ??= unnamedFile()
    this.#file.append(bytesOfHashes(this.#hashes))
    this.#spilled++
    this.#filled = 0
  }
}

const bytesOfHashes = ({ buffer, byteLength, byteOffset }: Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)
