// Texts that are put aside in the order they come: in memory up to a bound, beyond that in a file without a name.

import { ByteSpool } from './byte-spool.ts'
import type { UnnamedFile } from './unnamed-file.ts'

/** The most bytes of one code unit in UTF-8. */
const BYTES_OF_UNIT = 3

/** Texts without line ends. None is kept as a string, so that none keeps the text alive that it was cut from. */
export class TextSpool extends ByteSpool {
  add(text: string): void {
    this.makeRoom(text.length * BYTES_OF_UNIT + 1)
    this.filled += this.bytes.write(text, this.filled)
    this.bytes[this.filled++] = LINE_FEED
  }

  /** Adds the text that lies in `bytes` from `start` up to `end`. */
  addBytes({ bytes, end, start }: { bytes: Buffer; start: number; end: number }): void {
    this.makeRoom(end - start + 1)
    this.filled += bytes.copy(this.bytes, this.filled, start, end)
    this.bytes[this.filled++] = LINE_FEED
  }

  /** The texts in the order they came; can be iterated again. */
  *texts(): Generator<string> {
    if (this.file) yield* splitLines(piecesOf(this.file, this.written))
    yield* splitLines([this.bytes.subarray(0, this.filled)])
  }
}

const LINE_FEED = 10
const SPOOL_PIECE = 256 * 1024

/** The first `size` bytes of a file in pieces that end with a line end. */
function* piecesOf(file: UnnamedFile, size: number): Generator<Buffer> {
  let piece = Buffer.allocUnsafe(Math.min(SPOOL_PIECE, size))
  let kept = 0
  for (let at = 0; at < size; ) {
    if (kept === piece.length) piece = Buffer.concat([piece], piece.length * 2)
    const filled = piece.subarray(0, Math.min(piece.length, kept + size - at))
    file.fill(filled.subarray(kept), at)
    at += filled.length - kept
    const end = filled.lastIndexOf(LINE_FEED) + 1
    yield filled.subarray(0, end)
    filled.copyWithin(0, end)
    kept = filled.length - end
  }
}

function* splitLines(pieces: Iterable<Buffer>): Generator<string> {
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const end = piece.indexOf(LINE_FEED, from)
      yield piece.toString('utf8', from, end)
      from = end + 1
    }
  }
}
