// The only file that reads and writes artifacts: order, digests, the proof that a file is whole.

import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { type Artifact, type Foot, footOf, type Head, headOf } from './artifacts.ts'
import { check } from './check.ts'
import { exit, Failure } from './exit.ts'
import { ending, textLines } from './file.ts'
import { Line } from './line.ts'

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
  try {
    const { head, foot } = prove(path, artifact)
    const lines = again(() => ascendingLines(path, artifact, foot.count))
    return { head, foot, lines, records: again(() => recordsOf(lines)) }
  } catch (cause) {
    throw damaged(path, artifact, cause)
  }
}

const damaged = (path: string, { madeBy }: Artifact<unknown>, cause: unknown) =>
  new Failure(exit.input, `${path} is damaged or was edited. Run again: npm run ${madeBy}`, { cause })

/** An iterable that begins anew each time it is walked. */
const again = <T>(walk: () => Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: walk })

function* recordsOf<T>(lines: Iterable<Line<T>>): Generator<T> {
  for (const line of lines) yield line.record
}

/** First and last line, once the sha256 over every byte before `,"sha256":` is the one that the last line says. */
function prove<S extends Shape>(path: string, artifact: Artifact<unknown, S>): { head: Head<S>; foot: Foot } {
  const { last, sha256 } = ending(path, ',"sha256":')
  const proof = /^\],"count":.*,"sha256":"([0-9a-f]{64})"\}\n$/.exec(last)
  if (!proof) throw new Error('its last line is not the proof of a whole file')
  if (proof[1] !== sha256) throw new Error('its sha256 does not fit its bytes')
  const [first = ''] = textLines(path)
  const opened = `${first.replace(/,"records":\[$/, '')}}`
  return {
    head: check(headOf(artifact), JSON.parse(opened), `${artifact.file}, first line`),
    foot: check(footOf, JSON.parse(`{${last.slice(2)}`), `${artifact.file}, last line`),
  }
}

/** The lines between the first and the last. The digest says they are what was written; order and count, that it was right. */
function* ascendingLines<T>(path: string, artifact: Artifact<T>, count: number): Generator<Line<T>> {
  let number = -1
  let before: Line<T> | undefined
  for (const text of textLines(path)) {
    number++
    if (number === 0 || number > count) continue
    const record = text.endsWith(',') ? text.slice(0, -1) : text
    const line = new Line(record, artifact.record, `${artifact.file}, record ${number}`)
    if (before && !ascends(before, line, artifact.tie)) {
      throw damaged(path, artifact, new Error(`record ${number} is not in ascending order`))
    }
    yield line
    before = line
  }
  if (number !== count + 1) throw damaged(path, artifact, new Error(`it has ${number - 1} records and says ${count}`))
}

interface Sort {
  key: string
  tie: string
}

/** The tie is looked for only where keys are equal. */
const ascends = (a: Line<unknown>, b: Line<unknown>, tie: string): boolean =>
  a.key < b.key || (a.key === b.key && (a.field(tie) ?? '') < (b.field(tie) ?? ''))

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
