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
    if (!isSameFile(identityOf(fd), file.identity)) throw new Error(REPLACED)
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
 * The last line with its line end, and the place of the last `mark` in the file; '' where the line does not have it.
 */
export function readLastLine({ path, fd: held }: Omit<ProvenFile, 'identity'>, mark: string): LastLine {
  const fd = held ?? openToRead(path)
  try {
    const { size } = fstatSync(fd)
    const tail = Buffer.alloc(Math.min(size, PIECE))
    readSync(fd, tail, 0, tail.length, size - tail.length)
    const from = tail.lastIndexOf(10, tail.length - 2) + 1
    const at = tail.lastIndexOf(mark)
    return at < from ? { last: '', markAt: 0 } : { last: tail.toString('utf8', from), markAt: size - tail.length + at }
  } finally {
    if (held === undefined) closeSync(fd)
  }
}

interface LastLine {
  last: string
  markAt: number
}

/** The sha256 in hex over the first `size` bytes of a file. */
export function hashStart({ path, fd: held }: Omit<ProvenFile, 'identity'>, size: number): string {
  const fd = held ?? openToRead(path)
  try {
    const hash = createHash('sha256')
    for (const piece of pieces(fd, size)) hash.update(piece)
    return hash.digest('hex')
  } finally {
    if (held === undefined) closeSync(fd)
  }
}

/** Opens a file again. Throws if another file took its name. */
export function openSame({ path, identity }: ProvenFile): number {
  const fd = openToRead(path)
  if (isSameFile(identityOf(fd), identity)) return fd
  closeSync(fd)
  throw new Error(REPLACED)
}

const REPLACED = 'it was replaced while it was in use'
