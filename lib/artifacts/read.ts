// Reads artifacts: first the proof that a file is complete, then its lines, any number of times.

import { createHash } from 'node:crypto'
import { closeSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../errors/command.ts'
import { exit, Failure, foreseen } from '../errors/failure.ts'
import { check } from '../errors/validate.ts'
import { type Artifact, FILE_VERSION, type Foot, footOf, type Head, headOf, type Shape } from './files.ts'
import { compareTexts } from './order.ts'
import { openToRead } from './private-file.ts'
import { Line } from './record-line.ts'
import { hashStart, identityOf, type ProvenFile, readLastLine, textLines } from './text-file.ts'

/** A file whose first and last line were read. */
export interface ReadableFile<T, H = unknown> extends ProvenFile {
  artifact: Artifact<T>
  head: H
  foot: Foot
  /** The sha256 of the last line is over all bytes before this place. */
  markAt: number
}

/** A file with a valid proof; its lines can be iterated more than once. */
export interface Snapshot<T, H> extends ReadableFile<T, H> {
  lines: Iterable<Line<T>>
  records: Iterable<T>
}

/**
 * Opens an artifact of `folder` and proves it: first line, ascending order, count, and the sha256 over every byte.
 * Throws exit 7 with the script to run where it is missing, cut off, damaged, edited or of an earlier version.
 */
export function open<T, S extends Shape>(folder: string, artifact: Artifact<T, S>): Snapshot<T, Head<S>> {
  const path = join(folder, artifact.file)
  assertThere(path, artifact)
  return snapshotOf(path, artifact)
}

/** As `open`, but the file stays open: its lines can be read after a rename replaces it. The caller closes it. */
export function openAndKeep<T, S extends Shape>(
  folder: string,
  artifact: Artifact<T, S>,
): Snapshot<T, Head<S>> & { close(): void } {
  const path = join(folder, artifact.file)
  assertThere(path, artifact)
  const fd = openToRead(path)
  try {
    return {
      ...snapshotOf(path, artifact, fd),
      close: () => closeSync(fd),
    }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function assertThere(path: string, { madeBy }: Artifact<unknown>): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  throw new Failure(exit.input, `${path} is missing. Run first: ${command(madeBy)}`)
}

function snapshotOf<T, S extends Shape>(path: string, artifact: Artifact<T, S>, fd?: number): Snapshot<T, Head<S>> {
  return refuseDamage(path, artifact, () => {
    const file = { path, identity: identityOf(fd ?? path), ...(fd !== undefined && { fd }) }
    const ends = prove(artifact, file)
    const lines = restartable(() => ascendingLines(artifact, ends.foot.count, file))
    return { artifact, ...file, ...ends, lines, records: restartable(() => recordsOf(lines)) }
  })
}

/** Reads the two ends of an artifact of `folder`, and throws as `open` does. A `RecordCursor` proves the file. */
export function openUnproven<T, S extends Shape>(folder: string, artifact: Artifact<T, S>): ReadableFile<T, Head<S>> {
  const path = join(folder, artifact.file)
  assertThere(path, artifact)
  return refuseDamage(path, artifact, () => {
    const file = { path, identity: identityOf(path) }
    return { artifact, ...file, ...readEnds(artifact, file) }
  })
}

function refuseDamage<T>(path: string, artifact: Artifact<unknown>, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof EarlierVersion) throw cause
    const refused = foreseen(cause)
    throw refused instanceof Failure && refused !== cause ? refused : damageFailure(path, artifact, cause)
  }
}

/**
 * Opens a state file in the form of an artifact; null where there is none. Throws exit 7 where it is damaged or of an
 * earlier version; the message has the effect of deleting it (`without`).
 */
export function openState<T, S extends Shape>(folder: string, artifact: Artifact<T, S>, without: string) {
  const path = join(folder, artifact.file)
  if (!statSync(path, { throwIfNoEntry: false })) return null
  try {
    return open(folder, artifact)
  } catch (cause) {
    if (cause instanceof EarlierVersion) {
      const again = command(artifact.readBy ?? artifact.madeBy)
      throw new Failure(exit.input, `${path} ${EARLIER}. Delete it (${without}). Run again: ${again}`)
    }
    const { cause: why } = cause as Error // its message says to run a script again
    throw new Failure(exit.input, `${path} is damaged. Delete it: ${without}`, { cause: why })
  }
}

const EARLIER = 'was written by an earlier version'

class EarlierVersion extends Failure {}

/** The refusal of a damaged file, with the script to run. */
export const damageFailure = (path: string, { madeBy }: Artifact<unknown>, cause: unknown) =>
  new Failure(exit.input, `${path} is damaged or was edited. Run again: ${command(madeBy)}`, { cause })

/** An iterable that starts again for each loop. */
const restartable = <T>(walk: () => Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: walk })

function* recordsOf<T>(lines: Iterable<Line<T>>): Generator<T> {
  for (const line of lines) yield line.record
}

/** Reads the first and the last line, and proves the file by the sha256 of its bytes. */
function prove<S extends Shape>(artifact: Artifact<unknown, S>, file: ProvenFile) {
  const ends = readEnds(artifact, file)
  const { foot, markAt } = ends
  if (hashStart(file, markAt) !== foot.sha256) throw new Error(WRONG_DIGEST)
  if ('recordDigests' in artifact.extra && digestOfRecords(file, foot.count) !== foot.recordsSha256)
    throw new Error('its recordsSha256 does not fit its records')
  return ends
}

export const WRONG_DIGEST = 'its sha256 does not fit its bytes'

/** The first and the last line. `markAt`: the sha256 of the last line is over all bytes before this place. */
function readEnds<S extends Shape>(artifact: Artifact<unknown, S>, file: ProvenFile) {
  const { last, markAt } = readLastLine(file, ',"sha256":')
  if (!/^\],"count":.*,"sha256":"[0-9a-f]{64}"\}\n$/.test(last))
    throw new Error('its last line is not the proof of a whole file')
  const [first = ''] = textLines(file)
  const opened = `${first.replace(/,"records":\[$/, '')}}`
  const written: unknown = JSON.parse(opened)
  assertVersion(written, artifact, file.path)
  const head = check(headOf(artifact), written, { at: `${artifact.file}, first line` })
  const foot = check(footOf, JSON.parse(`{${last.slice(2)}`), { at: `${artifact.file}, last line` })
  return { head, foot, markAt }
}

/** Throws exit 7 with the script to run where the first line is that of an earlier version. */
function assertVersion(first: unknown, { madeBy, name }: Artifact<unknown>, path: string): void {
  const { artifact, version } = first as { artifact?: unknown; version?: unknown }
  if (artifact !== name || typeof version !== 'number' || version >= FILE_VERSION) return
  throw new EarlierVersion(exit.input, `${path} ${EARLIER}. Run again: ${command(madeBy)}`)
}

/** The digest of the records of a plan file as they are read; the approval depends on it. */
function digestOfRecords(file: ProvenFile, count: number): string {
  const hash = createHash('sha256')
  let number = -1
  for (const text of textLines(file)) {
    number++
    if (number > 0 && number <= count) hash.update(`${recordIn(text)}\n`)
  }
  return hash.digest('hex')
}

/** A line without the comma behind its record. */
const recordIn = (text: string) => (text.endsWith(',') ? text.slice(0, -1) : text)

function* provenLines(artifact: Artifact<unknown>, file: ProvenFile): Generator<string> {
  try {
    yield* textLines(file)
  } catch (cause) {
    throw damageFailure(file.path, artifact, cause)
  }
}

/** The record lines. The sha256 proves that they are as written; order and count prove that the writer was right. */
function* ascendingLines<T>(artifact: Artifact<T>, count: number, file: ProvenFile): Generator<Line<T>> {
  const { path } = file
  let number = -1
  let before: Line<T> | undefined
  for (const text of provenLines(artifact, file)) {
    number++
    if (number === 0 || number > count) continue
    const line = new Line(recordIn(text), artifact.record, `${artifact.file}, record ${number}`)
    if (before && !ascends(before, line, artifact.tie)) {
      throw damageFailure(path, artifact, new Error(`record ${number} is not in ascending order`))
    }
    yield line
    before = line
  }
  if (number !== count + 1)
    throw damageFailure(path, artifact, new Error(`it has ${number - 1} records and says ${count}`))
}

/** `tie` is read only if the keys are equal. */
const ascends = (a: Line<unknown>, b: Line<unknown>, tie: string): boolean =>
  a.key === b.key ? compareTexts(a.field(tie)!, b.field(tie)!) < 0 : compareTexts(a.key, b.key) < 0
