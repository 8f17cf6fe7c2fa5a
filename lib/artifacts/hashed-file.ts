// Writes the text of an artifact in large pieces, with two digests: of every byte, and of the records alone.

import { createHash } from 'node:crypto'
import { writeWhole } from './private-file.ts'
import { type LinePlace, lineSize, textStart } from './sort-line.ts'

const WRITTEN_AT_ONCE = 256 * 1024
/** UTF-8 has at most three bytes for a code unit. */
const BYTES_PER_UNIT = 3

interface HashedFile {
  /** Text before and after the records. */
  put(text: string): void
  /** The text of a record; a comma and a line end part it from the one before. */
  putRecord(line: LinePlace): void
  /** The sha256 in hex of the records so far, each with a line end. */
  recordsSha256(): string
  /** Writes all that was put. Returns the sha256 in hex of all bytes. */
  end(): string
}

/** Writes to an open file. */
export function hashedFile(fd: number): HashedFile {
  const whole = collectBytes((bytes) => writeWhole(fd, bytes))
  const records = collectBytes(() => undefined)
  let isFirst = true
  return {
    put: (text) => whole.put(text),
    putRecord(line) {
      const [from, to] = [textStart(line), line.at + lineSize(line)]
      if (!isFirst) whole.put(',\n')
      isFirst = false
      whole.putFrom(line.bytes, from, to)
      records.putFrom(line.bytes, from, to)
      records.put('\n')
    },
    recordsSha256: () => records.end(),
    end: () => whole.end(),
  }
}

/** Collects text in pieces of bytes: a digest of many short texts takes longer than that of one. */
export function collectBytes(take: (bytes: Buffer) => void) {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(WRITTEN_AT_ONCE)
  let end = 0

  function flush(): void {
    const bytes = piece.subarray(0, end)
    hash.update(bytes)
    take(bytes)
    end = 0
  }

  return {
    put(text: string): void {
      const most = text.length * BYTES_PER_UNIT
      if (end + most > WRITTEN_AT_ONCE) flush()
      if (most <= WRITTEN_AT_ONCE) end += piece.write(text, end)
      else {
        const bytes = Buffer.from(text)
        hash.update(bytes)
        take(bytes)
      }
    },
    /** Puts the text that lies in `bytes` from `from` up to `to`. */
    putFrom(bytes: Buffer, from: number, to: number): void {
      for (let at = from; at < to; ) {
        if (end === WRITTEN_AT_ONCE) flush()
        const size = bytes.copy(piece, end, at, to)
        end += size
        at += size
      }
    },
    end(): string {
      flush()
      return hash.digest('hex')
    },
  }
}
