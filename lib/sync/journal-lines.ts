// The lines of a journal on disk: read in pieces at the start, and one by one later.

import { fstatSync, readSync } from 'node:fs'
import { type JobNote, journalHead, journalLine, type Receipt } from '../artifacts/records.ts'
import { exit, Failure } from '../errors/failure.ts'
import { check } from '../errors/validate.ts'

/** The place of a line in its file: its first byte, and its size without the line end. */
export interface Place {
  at: number
  size: number
}

const BYTES_AT_ONCE = 64 * 1024

/** The complete lines of an open file with their places. A rest without a line end is left out. */
export function* wholeLines(fd: number): Generator<Place & { text: string }> {
  const { size: until } = fstatSync(fd)
  let rest = Buffer.alloc(0)
  let start = 0
  for (let read = 0; read < until; ) {
    const piece = Buffer.allocUnsafe(Math.min(BYTES_AT_ONCE, until - read))
    const n = readSync(fd, piece, 0, piece.length, read)
    if (n === 0) return
    read += n
    const bytes = Buffer.concat([rest, piece.subarray(0, n)])
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      yield { at: start, size: end - from, text: bytes.toString('utf8', from, end) }
      start += end + 1 - from
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
}

/** The text of one line. */
export function lineAt(fd: number, { at, size }: Place): string {
  const bytes = Buffer.alloc(size)
  readSync(fd, bytes, 0, size, at)
  return bytes.toString()
}

/** Parses the first line, the plan, of a journal. Throws exit 7 if it is damaged. */
export const parseHead = (text: string, path: string) => parse(text, { path, where: 'line 1', schema: journalHead })

/** Parses another line: a receipt or the note of a job. Throws exit 7 with `where` if it is damaged. */
export const parseEntry = (text: string, { path, where }: { path: string; where: string }): Receipt | JobNote =>
  parse(text, { path, where, schema: journalLine })

function parse<T>(
  line: string,
  { path, where, schema }: { path: string; where: string; schema: Parameters<typeof check<T>>[0] },
): T {
  try {
    return check(schema, JSON.parse(line), { at: where })
  } catch {
    // without its cause: a parser quotes the line, which has people in it
    const message = `${path} is damaged in ${where}. Delete it and run sync again: what was done is read back`
    throw new Failure(exit.input, message)
  }
}
