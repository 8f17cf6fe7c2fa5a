// Lines in ascending order, however many: up to some in memory, beyond that in sorted runs on disk, which are merged.

import { createHash, type Hash } from 'node:crypto'
import { heldLines, type SortableLine } from './held-lines.ts'
import { TextSpool } from './text-spool.ts'

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

/**
 * Sorts lines in bounded memory. Lines that come in order are one run; all others are sorted in parts and merged. No
 * line may have a line end in it.
 */
export function sorter(most = MAX_CHARACTERS_IN_MEMORY): Sorter {
  const held = heldLines()
  let runs: TextSpool[] = []
  let size = 0
  let count = 0
  let inOrder: LinesInOrder | null = linesInOrder()

  const ascending = () => {
    if (inOrder) return readRun(inOrder.run)
    const last = held.ascending()
    return runs.length === 0 ? last : mergeRuns([...runs.map(readRun), last])
  }
  const hold = (line: SortableLine) => {
    held.add(line)
    size += line.key.length + line.tie.length + line.text.length
    if (size < most) return
    runs.push(writeRun(held.inRun()))
    if (runs.length === MOST_RUNS) runs = [writeRun(bytesOf(mergeRuns(runs.map(readRun))))]
    held.clear()
    size = 0
  }

  /** Ends the run of lines in order: from now on lines are held, and sorted. */
  const startSorting = (run: TextSpool) => {
    inOrder = null
    if (run.isInMemory) for (const line of readRun(run)) hold(line)
    else {
      run.free()
      runs.push(run)
    }
  }

  return {
    get count() {
      return count
    },
    add(line) {
      count++
      if (inOrder?.add(line)) return
      if (inOrder) startSorting(inOrder.run)
      hold(line)
    },
    digest() {
      if (inOrder) return inOrder.digest()
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

/** A run of lines that come in ascending order, with the digest of all of them. */
interface LinesInOrder {
  run: TextSpool
  /** Adds a line; false where it comes before the last one. */
  add(line: SortableLine): boolean
  digest(): string
}

function linesInOrder(): LinesInOrder {
  const run = new TextSpool()
  const hash = createHash('sha256')
  let last: SortableLine = { key: '', tie: '', text: '' }
  return {
    run,
    add(line) {
      if (compareLines(last, line) > 0) return false
      last = line
      hash.update(`${line.text}\n`)
      run.add(headOf(line) + line.text)
      return true
    },
    digest: () => hash.copy().digest('hex'),
  }
}

/** Yields the lines, and hashes each with its line end. */
function* passHashing(lines: Iterable<SortableLine>, hash: Hash): Generator<SortableLine> {
  for (const line of lines) {
    hash.update(`${line.text}\n`)
    yield line
  }
}

/** The key and the tie of a line, as they stand before its text in a run. */
const headOf = ({ key, tie }: SortableLine): string => `${JSON.stringify([key, tie])}\t`

/** The lines as a run has them. */
function* bytesOf(lines: Iterable<SortableLine>): Generator<Buffer> {
  for (const line of lines) yield Buffer.from(`${headOf(line)}${line.text}\n`)
}

/** Writes lines with their line ends to a run on disk. */
function writeRun(lines: Iterable<Buffer>): TextSpool {
  const run = new TextSpool()
  for (const bytes of lines) run.addBytes({ bytes, start: 0, end: bytes.length - 1 })
  run.free()
  return run
}

/** The lines of a run; its file is closed behind the last one. */
function* readRun(run: TextSpool): Generator<SortableLine> {
  try {
    for (const line of run.texts()) {
      const at = line.indexOf('\t')
      const [key, tie] = JSON.parse(line.slice(0, at)) as [string, string]
      yield { key, tie, text: line.slice(at + 1) }
    }
  } finally {
    run.close()
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
