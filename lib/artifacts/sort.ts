// Lines in ascending order, however many: up to some in memory, beyond that in sorted runs on disk, which are merged.

import { createHash, type Hash } from 'node:crypto'
import { closeSync, fstatSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openToWrite, withPathInError, writeWhole } from './private-file.ts'
import { linesOf } from './text-file.ts'

export interface SortableLine {
  key: string
  /** Orders two lines of one key. */
  tie: string
  text: string
}

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
  let runs: number[] = []
  let held: SortableLine[] = []
  let size = 0
  let count = 0

  return {
    get count() {
      return count
    },
    add({ key, tie, text }) {
      held.push({ key: flatten(key), tie: flatten(tie), text: flatten(text) })
      count++
      size += key.length + tie.length + text.length
      if (size < most) return
      runs.push(writeRun(held.sort(compareLines)))
      if (runs.length === MOST_RUNS) runs = [writeRun(mergeRuns(runs.map(readRun)))]
      held = []
      size = 0
    },
    digest() {
      const hash = createHash('sha256')
      held.sort(compareLines)
      if (runs.length === 0) for (const { text } of held) hash.update(`${text}\n`)
      else {
        runs = [writeRun(passHashing(mergeRuns([...runs.map(readRun), held[Symbol.iterator]()]), hash))]
        held = []
      }
      return hash.digest('hex')
    },
    *ascending() {
      held.sort(compareLines)
      yield* runs.length === 0 ? held : mergeRuns([...runs.map(readRun), held[Symbol.iterator]()])
    },
  }
}

/**
 * A copy of the text. V8 keeps the parent of every substring alive; the copy frees the page it was cut from. A text
 * with half a surrogate pair stays as it is, because UTF-8 cannot hold it.
 */
function flatten(text: string): string {
  const copy = Buffer.from(text).toString()
  return copy === text ? copy : text
}

/** Yields the lines, and hashes each with its line end. */
function* passHashing(lines: Iterable<SortableLine>, hash: Hash): Generator<SortableLine> {
  for (const line of lines) {
    hash.update(`${line.text}\n`)
    yield line
  }
}

const LINES = 1_000

/** Writes a run to an unlinked file: its content disappears with the process, however that ends. */
function writeRun(lines: Iterable<SortableLine>): number {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-run-'))
  const fd = openToWrite(join(folder, 'run'), 'alone')
  rmSync(folder, { recursive: true })
  let some: string[] = []
  for (const { key, tie, text } of lines) {
    if (some.push(`${JSON.stringify([key, tie])}\t${text}\n`) < LINES) continue
    withPathInError(folder, () => writeWhole(fd, some.join('')))
    some = []
  }
  withPathInError(folder, () => writeWhole(fd, some.join('')))
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
  try {
    const heads = runs.flatMap((run) => nextLine(run))
    while (heads.length > 0) {
      let least = heads[0]!
      for (const head of heads) if (compareLines(head.line, least.line) < 0) least = head
      yield least.line
      const [more] = nextLine(least.run)
      if (more) least.line = more.line
      else heads.splice(heads.indexOf(least), 1)
    }
  } finally {
    for (const run of runs) run.return?.() // closes the files of a walk that ends early
  }
}

function nextLine(run: Iterator<SortableLine>): { run: Iterator<SortableLine>; line: SortableLine }[] {
  const { done, value } = run.next()
  return done ? [] : [{ run, line: value }]
}
