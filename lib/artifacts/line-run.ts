// Lines to be sorted, in the order they come: in memory up to a bound, beyond that in a file without a name.

import { ByteSpool } from './byte-spool.ts'
import { type LinePlace, lineSize, SIZES } from './sort-line.ts'
import type { UnnamedFile } from './unnamed-file.ts'

/** Bytes that a walk reads at once; up to 64 runs are read side by side. */
const WALKED_AT_ONCE = 64 * 1024

export class LineRun extends ByteSpool {
  add(line: LinePlace): void {
    const size = lineSize(line)
    this.makeRoom(size)
    this.filled += line.bytes.copy(this.bytes, this.filled, line.at, line.at + size)
  }

  /** The lines in the order they came; can be walked again. */
  *lines(): Generator<LinePlace> {
    if (this.file) yield* linesOfFile(this.file, this.written)
    const place = { bytes: this.bytes, at: 0 }
    yield* wholeLines(place, this.filled)
  }
}

/** The lines of the first `size` bytes of a file. */
function* linesOfFile(file: UnnamedFile, size: number): Generator<LinePlace> {
  const place = { bytes: Buffer.allocUnsafe(Math.min(WALKED_AT_ONCE, size)), at: 0 }
  let kept = 0
  for (let read = 0; read < size; ) {
    if (kept === place.bytes.length) place.bytes = Buffer.concat([place.bytes], kept * 2)
    const end = Math.min(place.bytes.length, kept + size - read)
    file.fill(place.bytes.subarray(kept, end), read)
    read += end - kept
    place.at = 0
    yield* wholeLines(place, end)
    place.bytes.copyWithin(0, place.at, end)
    kept = end - place.at
  }
}

/** Moves a place over the lines that end before `end`; it stays behind the last one. */
function* wholeLines(place: LinePlace, end: number): Generator<LinePlace> {
  while (place.at + SIZES <= end) {
    const next = place.at + lineSize(place)
    if (next > end) return
    yield place
    place.at = next
  }
}
