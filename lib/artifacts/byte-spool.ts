// Bytes that are put aside in the order they come: in memory up to a bound, beyond that in a file without a name.

import { type UnnamedFile, unnamedFile } from './unnamed-file.ts'

const MOST_IN_MEMORY = 512 * 1024
const FIRST_ROOM = 4096

export class ByteSpool {
  protected bytes = Buffer.allocUnsafe(FIRST_ROOM)
  /** The number of bytes in memory; those before them are in the file. */
  protected filled = 0
  protected file: UnnamedFile | null = null
  /** The number of bytes in the file. */
  protected written = 0
  readonly #most: number

  /** Keeps about `most` bytes in memory. */
  constructor(most = MOST_IN_MEMORY) {
    this.#most = most
  }

  /** Whether nothing was written to the file. */
  get isInMemory(): boolean {
    return this.file === null
  }

  /** Moves everything to the file, and frees the memory. */
  free(): void {
    this.#spill()
    this.bytes = Buffer.allocUnsafe(FIRST_ROOM)
  }

  close(): void {
    this.file?.close()
    this.file = null
  }

  /** Makes room for `size` more bytes in memory. */
  protected makeRoom(size: number): void {
    if (this.filled + size <= this.bytes.length) return
    if (this.filled > 0 && this.filled + size > this.#most) this.#spill()
    if (this.filled + size <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.filled + size))
    this.bytes.copy(larger, 0, 0, this.filled)
    this.bytes = larger
  }

  #spill(): void {
    this.file ??= unnamedFile()
    this.file.append(this.bytes.subarray(0, this.filled))
    this.written += this.filled
    this.filled = 0
  }
}
