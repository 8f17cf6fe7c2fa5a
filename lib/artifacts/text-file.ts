// A file of lines, read in pieces: a file of any size in the memory of one piece.

import { createHash } from 'node:crypto'
import { type BigIntStats, closeSync, fstatSync, readSync, statSync } from 'node:fs'
import { openToRead } from './private-file.ts'

const PIECE = 64 * 1024

/** Identifies a file although another one takes its name: each walk must read the file that was proven. */
type Identity = Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs'>

export const identityOf = (file: string | number): Identity =>
  typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true })

const isSameFile = (a: Identity, b: Identity) => a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs

/** A file with a valid proof. With `fd` it is open, and stays readable when another file takes its name. */
export interface ProvenFile {
  path: string
  identity: Identity
  fd?: number
}

/** Runs `work` with an open file; closes the file if it was not open before. */
function* withFile<T>({ path, fd: held }: ProvenFile, work: (fd: number) => Generator<T>): Generator<T> {
  if (held !== undefined) return yield* work(held)
  const fd = openToRead(path)
  try {
    yield* work(fd)
  } finally {
    closeSync(fd)
  }
}

function* pieces(fd: number, until: number): Generator<Buffer> {
  for (let at = 0; at < until; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE, until - at))
    const n = readSync(fd, piece, 0, piece.length, at)
    if (n === 0) return
    at += n
    yield piece.subarray(0, n)
  }
}

/**
 * The lines of a file, without their line ends; a rest without a line end is a line too. Throws if another file took
 * its name.
 */
export function* textLines(file: ProvenFile): Generator<string> {
  yield* withFile(file, function* (fd) {
    if (!isSameFile(fstatSync(fd, { bigint: true }), file.identity))
      throw new Error('it was replaced while it was in use')
    yield* linesOf(fd, fstatSync(fd).size)
  })
}

/** The lines of the first `size` bytes of an open file; a rest without a line end is a line too. */
export function* linesOf(fd: number, size: number): Generator<string> {
  let rest = Buffer.alloc(0)
  for (const piece of pieces(fd, size)) {
    const bytes = rest.length ? Buffer.concat([rest, piece]) : piece
    const end = bytes.lastIndexOf(10) + 1
    if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n')
    rest = Buffer.from(bytes.subarray(end))
  }
  if (rest.length) yield rest.toString('utf8')
}

/**
 * The last line with its line end, and the sha256 in hex over every byte before `mark` in it; '' where there is none.
 */
export function readEnd(
  { path, fd: held }: Omit<ProvenFile, 'identity'>,
  mark: string,
): { last: string; sha256: string } {
  const fd = held ?? openToRead(path)
  try {
    const { size } = fstatSync(fd)
    const tail = Buffer.alloc(Math.min(size, PIECE))
    readSync(fd, tail, 0, tail.length, size - tail.length)
    const from = tail.lastIndexOf(10, tail.length - 2) + 1
    const at = tail.lastIndexOf(mark)
    if (at < from) return { last: '', sha256: '' }
    const hash = createHash('sha256')
    for (const piece of pieces(fd, size - tail.length + at)) hash.update(piece)
    return { last: tail.toString('utf8', from), sha256: hash.digest('hex') }
  } finally {
    if (held === undefined) closeSync(fd)
  }
}
