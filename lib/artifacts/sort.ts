// Lines in ascending order, however many: up to some in memory, beyond that in sorted runs on disk, which are merged.

import { createHash, type Hash } from 'node:crypto'
import { closeSync, fstatSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { heldLines, type SortableLine } from './held-lines.ts'
import { openToWrite, withPathInError, writeWhole } from './private-file.ts'
import { linesOf } from './text-file.ts'

/** By code units, never by locale; a writer gives keys and ties in byte order. */
export const compareLines = (a: SortableLine, b: SortableLine) =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : a.tie < b.tie ? -1 : a.tie > b.tie ? 1 : 0

export interface Sorter {
  add(line: SortableLine): void
  readonly count: number
  /** The sha256 in hex over all lines in ascending order, each with its line end. Nothing may be added after it. */
  digest(): string
  /** All lines in order; can be iterated once. */
  ascending(): Generator<SortableLine>
}

/** Characters that are held in memory. */
const MAX_CHARACTERS_IN_MEMORY = 4 * 1024 * 1024
/** The number of runs on disk before they are merged; each is an open file. */
const MOST_RUNS = 64

/** Sorts lines in bounded memory. No line may have a line end in it. */
export function sorter(most = MAX_CHARACTERS_IN_MEMORY): Sorter {
  const held = heldLines()
  let runs: number[] = []
  let size = 0
  let count = 0

  const ascending = () => {
    const last = held.ascending()
    return runs.length === 0 ? last : mergeRuns([...runs.map(readRun), last])
  }

  return {
    get count() {
      return count
    },
    add(line) {
      held.add(line)
      count++
      size += line.key.length + line.tie.length + line.text.length
      if (size < most) return
      runs.push(writeRun(held.inRun()))
      if (runs.length === MOST_RUNS) runs = [writeRun(bytesOf(mergeRuns(runs.map(readRun))))]
      held.clear()
      size = 0
    },
    digest() {
      const hash = createHash('sha256')
      if (runs.length === 0) for (const { text } of ascending()) hash.update(`${text}\n`)
      else {
        runs = [writeRun(bytesOf(passHashing(ascending(), hash)))]
        held.clear()
      }
      return hash.digest('hex')
    },
    *ascending() {
      yield* ascending()
    },
  }
}

/** Yields the lines, and hashes each with its line end. */
function* passHashing(lines: Iterable<SortableLine>, hash: Hash): Generator<SortableLine> {
  for (const line of lines) {
    hash.update(`${line.text}\n`)
    yield line
  }
}

/** The lines as a run has them. */
function* bytesOf(lines: Iterable<SortableLine>): Generator<Buffer> {
  for (const { key, tie, text } of lines) yield Buffer.from(`${JSON.stringify([key, tie])}\t${text}\n`)
}

const LINES = 1_000

/** Writes a run to an unlinked file: its content disappears with the process, however that ends. */
function writeRun(lines: Iterable<Buffer>): number {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-run-'))
  const fd = openToWrite(join(folder, 'run'), 'alone')
  rmSync(folder, { recursive: true })
  let some: Buffer[] = []
  for (const line of lines) {
    if (some.push(line) < LINES) continue
    withPathInError(folder, () => writeWhole(fd, Buffer.concat(some)))
    some = []
  }
  withPathInError(folder, () => writeWhole(fd, Buffer.concat(some)))
  return fd
}

function* readRun(fd: number): Generator<SortableLine> {
  try {
    for (const line of linesOf(fd, fstatSync(fd).size)) {
      const at = line.indexOf('\t')
      const [key, tie] = JSON.parse(line.slice(0, at)) as [string, string]
      yield { key, tie, text: line.slice(at + 1) }
    }
  } finally {
    closeSync(fd)
  }
}

/** Merges sorted runs: yields the smallest of their first lines until all are empty. */
function* mergeRuns(runs: Iterator<SortableLine>[]): Generator<SortableLine> {
  const heads: Head[] = []
  try {
    for (const run of runs) insertNext(heads, run)
    while (heads.length > 0) {
      const { line, run } = heads.shift()!
      yield line
      insertNext(heads, run)
    }
  } finally {
    for (const run of runs) run.return?.() // closes the files of a walk that ends early
  }
}

/** The first line of a run. */
interface Head {
  line: SortableLine
  run: Iterator<SortableLine>
}

/** Inserts the next line of a run into ascending heads; nothing at its end. */
function insertNext(heads: Head[], run: Iterator<SortableLine>): void {
  const { done, value: line } = run.next()
  if (done) return
  let from = 0
  let to = heads.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (compareLines(heads[middle]!.line, line) < 0) from = middle + 1
    else to = middle
  }
  heads.splice(from, 0, { line, run })
}
