// Writes the text of an artifact in large pieces, with two digests: of every byte, and of the records alone.

import { createHash } from 'node:crypto'
import { writeWhole } from './private-file.ts'

const WRITTEN_AT_ONCE = 256 * 1024
/** UTF-8 has at most three bytes for a code unit. */
const BYTES_PER_UNIT = 3

export interface HashedFile {
  /** Text before and after the records. */
  put(text: string): void
  /** A record; a comma and a line end part it from the one before. */
  putRecord(text: string): void
  /** The sha256 in hex of the records so far, each with a line end. */
  recordsSha256(): string
  /** Writes all that was put. Returns the sha256 in hex of all bytes. */
  end(): string
}

/** Writes to an open file. */
export function hashedFile(fd: number): HashedFile {
  const whole = pieces((bytes) => writeWhole(fd, bytes))
  const records = pieces(() => undefined)
  let isFirst = true
  return {
    put: (text) => whole.put(text),
    putRecord(text) {
      whole.put(isFirst ? text : `,\n${text}`)
      records.put(`${text}\n`)
      isFirst = false
    },
    recordsSha256: () => records.end(),
    end: () => whole.end(),
  }
}

/** Collects text in pieces of bytes: a digest of many short texts takes longer than that of one. */
function pieces(take: (bytes: Buffer) => void) {
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
    end(): string {
      flush()
      return hash.digest('hex')
    },
  }
}
