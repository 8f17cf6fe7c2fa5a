// A walk through the records of a file on its bytes. The walk proves the file: order, count, and sha256.

import { createHash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import type { FindFields } from './find-fields.ts'
import { bytesInOrder, compareTexts } from './order.ts'
import { damageFailure, type ReadableFile, WRONG_DIGEST } from './read.ts'
import { Line } from './record-line.ts'
import { compareKeys, Row } from './row.ts'
import { openSame } from './text-file.ts'

const FIRST_SIZE = 512 * 1024
const [LINE_END, COMMA, BRACKET] = [10, 44, 93]

/**
 * Walks through a file, record by record. `row` is the present record and `before` the one in front of it; both lie in
 * `bytes` until the next step. Only the end of the walk proves the file.
 */
export class RecordCursor<T> {
  row = new Row()
  before = new Row()
  /** Whether the present record has the key of the one before. */
  isRepeat = false
  isEnded = false
  readonly #file: ReadableFile<T>
  readonly #find: FindFields
  readonly #fd: number
  readonly #hash = createHash('sha256')
  #bytes = Buffer.allocUnsafe(FIRST_SIZE)
  #view = viewOf(this.#bytes)
  #filled = 0
  #read = 0
  #next = 0
  #count = 0

  /** Opens the file and steps to its first record. Throws exit 7 if another file took its name. */
  constructor(file: ReadableFile<T>, find: FindFields) {
    this.#file = file
    this.#find = find
    this.#fd = this.#refuse(() => openSame(file))
    this.#next = this.#refuse(() => this.#endOfLine()) + 1
    this.row.start = this.#next
    this.next()
  }

  /**
   * Steps to the next record; behind the last one, `isEnded` is true and the file is proven. Throws exit 7 with the
   * script to run where the file is damaged.
   */
  next(): void {
    const last = this.row
    this.row = this.before
    this.before = last
    try {
      this.#step()
    } catch (cause) {
      throw this.#damage(cause)
    }
  }

  /** A record as it was written. Throws exit 7 with the script to run where it is no JSON. */
  recordOf(row: Row): T {
    return this.#refuse(() => this.#lineOf(row).record)
  }

  close(): void {
    closeSync(this.#fd)
  }

  #step(): void {
    const { row } = this
    const end = this.#endOfLine()
    if (end < 0) {
      this.#end()
      return
    }
    row.bytes = this.#bytes
    row.view = this.#view
    row.start = this.#next
    row.end = this.#bytes[end - 1] === COMMA ? end - 1 : end
    row.ownKey = null
    this.#next = end + 1
    this.#find(row)
    if (!row.isPlain) row.ownKey = viewOf(bytesInOrder(this.#lineOf(row).key))
    if (this.#count > 0) this.#assertAscends()
    this.#count++
  }

  #assertAscends(): void {
    const order = compareKeys(this.before, this.row)
    this.isRepeat = order === 0
    if (order < 0) return
    const { tie } = this.#file.artifact
    const [last, now] = [this.before, this.row].map((row) => this.#lineOf(row).field(tie) ?? '')
    if (order > 0 || compareTexts(last!, now!) >= 0)
      throw new Error(`record ${this.#count + 1} is not in ascending order`)
  }

  #end(): void {
    const { count, sha256 } = this.#file.foot
    if (this.#hash.digest('hex') !== sha256) throw new Error(WRONG_DIGEST)
    if (this.#bytes[this.#next] !== BRACKET || this.#count !== count)
      throw new Error(`it has ${this.#count} records and says ${count}`)
    this.isRepeat = false
    this.isEnded = true
  }

  /** The place of the next line end; -1 at the end of the file. */
  #endOfLine(): number {
    for (let from = this.#next; ; ) {
      const end = this.#bytes.indexOf(LINE_END, from)
      if (end >= 0 && end < this.#filled) return end
      const seen = this.#filled - this.#next
      if (!this.#fill()) return -1
      from = this.#next + seen
    }
  }

  /** Reads on, and keeps the last record; false at the end of the file. */
  #fill(): boolean {
    const left = this.#file.markAt - this.#read
    if (left === 0) return false
    this.#shift()
    const size = Math.min(left, this.#bytes.length - this.#filled)
    const read = readSync(this.#fd, this.#bytes, this.#filled, size, this.#read)
    if (read === 0) throw new Error('it was cut off')
    this.#hash.update(this.#bytes.subarray(this.#filled, this.#filled + read))
    this.#filled += read
    this.#read += read
    return true
  }

  /** Moves the last record to the start of the buffer; a buffer that this record fills becomes larger. */
  #shift(): void {
    const { before } = this
    const from = this.#count > 0 ? before.start : this.#next
    const old = this.#bytes
    if (this.#filled - from > old.length / 2) {
      this.#bytes = Buffer.allocUnsafe(old.length * 2)
      this.#view = viewOf(this.#bytes)
    }
    old.copy(this.#bytes, 0, from, this.#filled)
    this.#filled -= from
    this.#next -= from
    before.start -= from
    before.end -= from
    before.bytes = this.#bytes
    before.view = this.#view
  }

  #lineOf({ bytes, end, start }: Row): Line<T> {
    return new Line<T>(bytes.toString('utf8', start, end), null, this.#file.artifact.file)
  }

  #refuse<R>(work: () => R): R {
    try {
      return work()
    } catch (cause) {
      throw this.#damage(cause)
    }
  }

  #damage(cause: unknown) {
    return damageFailure(this.#file.path, this.#file.artifact, cause)
  }
}

const viewOf = ({ buffer, byteLength, byteOffset }: Buffer) => new DataView(buffer, byteOffset, byteLength)
