// Lines in ascending order, however many: up to some in memory, beyond that in sorted runs on disk, which are merged.

import { collectBytes } from './hashed-file.ts'
import { HeldLines } from './held-lines.ts'
import { LineRun } from './line-run.ts'
import { compareLines, type LinePlace, lineSize, textStart } from './sort-line.ts'

/** The order is that of UTF-8 bytes, never that of a locale. */
export interface Sorter {
  /** Adds a line, which is copied. */
  add(line: LinePlace): void
  readonly count: number
  /** The sha256 in hex over all texts in ascending order, each with a line end. Nothing may be added after it. */
  digest(): string
  /** All lines in order; can be walked once. Each is valid until the next one. */
  ascending(): Generator<LinePlace>
}

/** Bytes that are held in memory. */
const MOST_UNSORTED_BYTES = 8 * 1024 * 1024
/** The number of runs on disk before they are merged; each is an open file. */
const MOST_RUNS = 64

/**
 * Sorts lines in bounded memory. Lines that come in order are one run; all others are sorted in parts and merged. No
 * line may have a line end in it.
 */
export function sorter(most = MOST_UNSORTED_BYTES): Sorter {
  const held = new HeldLines()
  let runs: LineRun[] = []
  let count = 0
  let inOrder: LinesInOrder | null = linesInOrder()

  /** All lines; the files stay open. */
  const ascending = () => {
    const all = inOrder ? [inOrder.run] : runs
    const walks = all.map((run) => run.lines())
    return walks.length === 0 ? held.ascending() : mergeLines([...walks, held.ascending()])
  }
  const closeRuns = () => {
    inOrder?.run.close()
    for (const run of runs) run.close()
  }
  const hold = (line: LinePlace) => {
    held.add(line)
    if (held.size < most) return
    runs.push(writeRun(held.ascending()))
    held.clear()
    if (runs.length < MOST_RUNS) return
    const merged = writeRun(ascending())
    closeRuns()
    runs = [merged]
  }

  /** Ends the run of lines in order: from now on lines are held, and sorted. */
  const startSorting = ({ run }: LinesInOrder) => {
    inOrder = null
    if (run.isInMemory) for (const line of run.lines()) hold(line)
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
      if (inOrder) startSorting(inOrder)
      hold(line)
    },
    digest() {
      const texts = collectBytes(() => undefined)
      for (const line of ascending()) {
        texts.putFrom(line.bytes, textStart(line), line.at + lineSize(line))
        texts.put('\n')
      }
      return texts.end()
    },
    *ascending() {
      try {
        yield* ascending()
      } finally {
        closeRuns() // also of a walk that ends early
      }
    },
  }
}

/** A run of lines that come in ascending order. */
interface LinesInOrder {
  run: LineRun
  /** Adds a line; false where it comes before the last one. */
  add(line: LinePlace): boolean
}

function linesInOrder(): LinesInOrder {
  const run = new LineRun()
  const last = new LastLine()
  return {
    run,
    add(line) {
      if (last.compare(line) > 0) return false
      last.keep(line)
      run.add(line)
      return true
    },
  }
}

/** A copy of the key and the tie of a line, because its place moves on. */
export class LastLine {
  #place: LinePlace | null = null

  /** Compares the kept line with another: negative, zero or positive. Without one: negative. */
  compare(line: LinePlace): number {
    return this.#place === null ? -1 : compareLines(this.#place, line)
  }

  keep(line: LinePlace): void {
    const size = textStart(line) - line.at
    if (this.#place === null || this.#place.bytes.length < size)
      this.#place = { bytes: Buffer.allocUnsafe(2 * size), at: 0 }
    line.bytes.copy(this.#place.bytes, 0, line.at, line.at + size)
  }
}

/** Writes lines to a run on disk. */
function writeRun(lines: Iterable<LinePlace>): LineRun {
  const run = new LineRun()
  for (const line of lines) run.add(line)
  run.free()
  return run
}

/** Merges sorted walks: yields the smallest of their lines until all are over. */
function* mergeLines(walks: Iterator<LinePlace>[]): Generator<LinePlace> {
  const heads: Head[] = []
  for (const walk of walks) insertNext(heads, { line: null, walk })
  while (heads.length > 0) {
    const first = heads.shift()!
    yield first.line!
    insertNext(heads, first)
  }
}

/** The line of a walk that comes next. */
interface Head {
  line: LinePlace | null
  walk: Iterator<LinePlace>
}

/** Inserts a walk, at its next line, into ascending heads; not if it is over. */
function insertNext(heads: Head[], head: Head): void {
  const { done, value } = head.walk.next()
  if (done) return
  head.line = value
  let from = 0
  let to = heads.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (compareLines(heads[middle]!.line!, value) < 0) from = middle + 1
    else to = middle
  }
  heads.splice(from, 0, head)
}
