// Record lines that a walk on bytes puts aside, as they are read back.

import { Line } from './record-line.ts'
import type { Row } from './row.ts'
import { TextSpool } from './text-spool.ts'

/** Lines of a proven file: their records are not checked again. */
export class LineSpool<T> implements Iterable<Line<T>> {
  readonly #texts = new TextSpool()
  readonly #file: string

  /** `file` is the name of the file that the lines are of. */
  constructor(file: string) {
    this.#file = file
  }

  add(row: Row): void {
    this.#texts.addBytes(row)
  }

  /** A spool without lines, for lines of the same file. */
  another(): LineSpool<T> {
    return new LineSpool<T>(this.#file)
  }

  /** The lines for which `isWanted` is true, and all others. */
  split(isWanted: (line: Line<T>) => boolean): [wanted: LineSpool<T>, others: LineSpool<T>] {
    const [wanted, others] = [this.another(), this.another()]
    for (const line of this) (isWanted(line) ? wanted : others).#texts.add(line.text)
    return [wanted, others]
  }

  *[Symbol.iterator](): Generator<Line<T>> {
    for (const text of this.#texts.texts()) yield new Line<T>(text, null, this.#file)
  }

  close(): void {
    this.#texts.close()
  }
}
