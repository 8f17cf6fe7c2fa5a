// The only file that reads and writes artifacts: order, digests, the proof that a file is whole.

import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { type Artifact, type Foot, footOf, type Head, headOf } from './artifacts.ts'
import { check } from './check.ts'
import { exit, Failure } from './exit.ts'
import { fileLines, Line } from './line.ts'

const CHUNK = 256 * 1024

/** A file that was read and proven whole; its lines can be walked more than once. */
export interface Snapshot<T, H> {
  head: H
  foot: Foot
  lines: Iterable<Line<T>>
  records: Iterable<T>
}

type Shape = Artifact<unknown>['extra']

/**
 * Opens an artifact of `folder` and proves it: first line, ascending order, count, and the sha256 over every byte.
 * Throws exit 7 with the script to run where it is missing, cut off, damaged or edited.
 */
export function open<T, S extends Shape>(folder: string, artifact: Artifact<T, S>): Snapshot<T, Head<S>> {
  const path = join(folder, artifact.file)
  if (!statSync(path, { throwIfNoEntry: false })) {
    throw new Failure(exit.input, `${path} is missing. Run first: npm run ${artifact.madeBy}`)
  }
  const lines = again(function* () {
    let number = 0
    for (const bytes of fileLines(path)) {
      if (number > 0 && bytes[0] === OPENING)
        yield new Line(text(bytes), artifact.record, `${artifact.file}, record ${number}`)
      number++
    }
  })
  try {
    const { head, foot } = prove(path, artifact)
    ascend(lines, artifact.tie, foot.count)
    return { head, foot, lines, records: again(() => recordsOf(lines)) }
  } catch (cause) {
    const message = `${path} is damaged or was edited. Run again: npm run ${artifact.madeBy}`
    throw new Failure(exit.input, message, { cause })
  }
}

/** An iterable that begins anew each time it is walked. */
const again = <T>(walk: () => Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: walk })

const OPENING = '{'.charCodeAt(0)
const text = (bytes: Buffer) => bytes.toString('utf8').replace(/,?\n$/, '')

function* recordsOf<T>(lines: Iterable<Line<T>>): Generator<T> {
  for (const line of lines) yield line.record
}

/** First and last line, once the sha256 over every byte before `,"sha256":` is the one that the last line says. */
function prove<S extends Shape>(path: string, artifact: Artifact<unknown, S>): { head: Head<S>; foot: Foot } {
  const hash = createHash('sha256')
  let first: Buffer | undefined
  let last: Buffer = Buffer.alloc(0)
  for (const bytes of fileLines(path)) {
    if (first) hash.update(last)
    else first = bytes
    last = bytes
  }
  const proof = /^\](,"count":.*),"sha256":"([0-9a-f]{64})"\}\n$/.exec(last.toString('utf8'))
  if (!first || !proof) throw new Error('its last line is not the proof of a whole file')
  hash.update(last.subarray(0, last.lastIndexOf(',"sha256":')))
  if (proof[2] !== hash.digest('hex')) throw new Error('its sha256 does not fit its bytes')
  const opened = `${first.toString('utf8').replace(/,"records":\[\n$/, '')}}`
  return {
    head: check(headOf(artifact), JSON.parse(opened), `${artifact.file}, first line`),
    foot: check(footOf, JSON.parse(`{${last.toString('utf8').slice(2)}`), `${artifact.file}, last line`),
  }
}

function ascend(lines: Iterable<Line<unknown>>, tie: string, expected: number): void {
  let count = 0
  let before: Sort | undefined
  for (const line of lines) {
    count++
    const now = sortOf(line, tie)
    if (before && ascending(before, now) >= 0) throw new Error(`record ${count} is not in ascending order`)
    before = now
  }
  if (count !== expected) throw new Error(`it has ${count} records and says ${expected}`)
}

interface Sort {
  key: string
  tie: string
}

const sortOf = <T>(line: Line<T>, tie: string): Sort => ({ key: line.key, tie: line.field(tie) ?? '' })

/** Code units, never locale. */
const ascending = (a: Sort, b: Sort) =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : a.tie < b.tie ? -1 : a.tie > b.tie ? 1 : 0

/** A file in the making: records in any order. Only their lines are kept. */
export interface Draft<T, S extends Shape> {
  artifact: Artifact<T, S>
  lines: (Sort & { text: string })[]
  add(record: T): void
}

/** Begins a file. `add` throws exit 9 for a record that is not as declared: what a remote sent, or a connector made of it. */
export function draft<T, S extends Shape>(artifact: Artifact<T, S>): Draft<T, S> {
  const lines: Draft<T, S>['lines'] = []
  return {
    artifact,
    lines,
    add(record) {
      const checked = check(artifact.record, record, `${artifact.file}, record ${lines.length + 1}`, exit.remote)
      const { key, [artifact.tie]: tie } = checked as { key: string; id?: string; externalId?: string }
      lines.push({ key, tie: tie ?? '', text: stringify(checked) })
    },
  }
}

/** Adds every record of an iterable, as it comes. */
export async function fill<T, S extends Shape>(file: Draft<T, S>, records: Iterable<T> | AsyncIterable<T>) {
  for await (const record of records) file.add(record)
  return file
}

export interface Part<S extends Shape> {
  file: Draft<unknown, S>
  head: Omit<Head<S>, 'artifact' | 'version'>
  complete: boolean
  pages: number
}

/** A draft with its first and last line. */
export const part = <T, S extends Shape>(
  file: Draft<T, S>,
  head: Omit<Head<S>, 'artifact' | 'version'>,
  { complete = true, pages = 0 } = {},
): Part<Shape> => ({ file, head, complete, pages }) as unknown as Part<Shape>

/**
 * Writes the parts of one stage: each under a temporary name, mode 0600, flushed; renamed only when all are whole, so
 * that a stage that fails leaves the old files alone. Throws exit 9 when a record came twice.
 */
export function publish(folder: string, ...parts: Part<Shape>[]): void {
  mkdirSync(folder, { recursive: true })
  const pending = parts.map((one) => ({ one, path: join(folder, one.file.artifact.file), part: '' }))
  for (const file of pending) file.part = `${file.path}.${process.pid}.part`
  try {
    for (const { one, part } of pending) writePart(part, one)
    for (const { path, part } of pending) renameSync(part, path)
  } catch (error) {
    for (const { part } of pending) rmSync(part, { force: true })
    throw error
  }
}

function writePart(path: string, { file, head, complete, pages }: Part<Shape>): void {
  const { artifact } = file
  file.lines.sort(ascending)
  const fd = openSync(path, 'w', 0o600)
  const whole = createHash('sha256')
  const records = createHash('sha256')
  const put = writer(fd, whole)
  try {
    const fields = { artifact: artifact.name, version: 1, ...inOrder(head) }
    put(`${JSON.stringify(fields).slice(0, -1)},"records":[\n`)
    let before: Sort | undefined
    for (const [index, line] of file.lines.entries()) {
      if (before && ascending(before, line) === 0) {
        throw new Failure(
          exit.remote,
          `${artifact.file}: ${line.tie || 'a record'} came twice; the read is not proven. Run again: npm run ${artifact.madeBy}`,
        )
      }
      before = line
      records.update(`${line.text}\n`)
      put(`${line.text}${index < file.lines.length - 1 ? ',' : ''}\n`)
    }
    const foot = { count: file.lines.length, complete, pages, recordsSha256: records.digest('hex') }
    put(`],${JSON.stringify(foot).slice(1, -1)}`)
    put.flush()
    writeSync(fd, `,"sha256":"${whole.digest('hex')}"}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** The fields every file has come first, then those of its kind: the first line reads the same everywhere. */
const inOrder = ({ instance, gathered, from, ...extra }: Part<Shape>['head']) => ({
  instance,
  gathered,
  from,
  ...extra,
})

function writer(fd: number, hash: Hash) {
  let waiting = ''
  const flush = () => {
    hash.update(waiting)
    writeSync(fd, waiting)
    waiting = ''
  }
  const put = (text: string) => {
    waiting += text
    if (waiting.length >= CHUNK) flush()
  }
  return Object.assign(put, { flush })
}
