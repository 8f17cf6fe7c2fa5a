// Lines that are put aside in the order they come: in memory up to a bound, beyond that in a file without a name.

import { closeSync, readSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openUnnamed, withPathInError, writeWhole } from './private-file.ts'
import { Line } from './record-line.ts'
import type { Row } from './row.ts'

/** Bytes in memory. */
const MOST_IN_MEMORY = 1024 * 1024

/** Record lines of a proven file, as they are read back. */
export class LineSpool<T> implements Iterable<Line<T>> {
  #bytes = Buffer.allocUnsafe(4096)
  #filled = 0
  #fd: number | null = null
  #written = 0
  readonly #most: number
  readonly #file: string

  /** `file` is the name of the file that the lines are of. */
  constructor(file: string, most = MOST_IN_MEMORY) {
    this.#file = file
    this.#most = most
  }

  /** Copies a line. */
  add({ bytes, end, start }: Row): void {
    const size = end - start + 1
    if (this.#filled + size > this.#bytes.length) this.#makeRoom(size)
    bytes.copy(this.#bytes, this.#filled, start, end)
    this.#bytes[this.#filled + size - 1] = 10
    this.#filled += size
  }

  /** The lines in the order they came. The text of each has memory of its own: a line that is kept keeps no other. */
  *[Symbol.iterator](): Generator<Line<T>> {
    for (const text of this.#texts()) yield new Line<T>(text, null, this.#file)
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  *#texts(): Generator<string> {
    if (this.#fd !== null) yield* splitLines(piecesOf(this.#fd, this.#written))
    yield* splitLines([this.#bytes.subarray(0, this.#filled)])
  }

  #makeRoom(size: number): void {
    if (this.#filled + size > this.#most) this.#spill()
    if (this.#filled + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#filled + size))
    this.#bytes.copy(larger, 0, 0, this.#filled)
    this.#bytes = larger
  }

  #spill(): void {
    this.#fd ??= openUnnamed()
    const fd = this.#fd
    withPathInError(tmpdir(), () => writeWhole(fd, this.#bytes.subarray(0, this.#filled)))
    this.#written += this.#filled
    this.#filled = 0
  }
}

const SPOOL_PIECE = 256 * 1024

/** The first `size` bytes of a file in pieces that end with a line end. */
function* piecesOf(fd: number, size: number): Generator<Buffer> {
  let piece = Buffer.allocUnsafe(Math.min(SPOOL_PIECE, size))
  let kept = 0
  for (let at = 0; at < size; ) {
    if (kept === piece.length) piece = Buffer.concat([piece], piece.length * 2)
    const read = readSync(fd, piece, kept, Math.min(piece.length - kept, size - at), at)
    if (read === 0) throw new Error('a file without a name lost a part of its lines')
    at += read
    const filled = kept + read
    const end = piece.subarray(0, filled).lastIndexOf(10) + 1
    yield piece.subarray(0, end)
    piece.copyWithin(0, end, filled)
    kept = filled - end
  }
}

function* splitLines(pieces: Iterable<Buffer>): Generator<string> {
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const end = piece.indexOf(10, from)
      yield piece.toString('utf8', from, end)
      from = end + 1
    }
  }
}
