// Writes artifacts: sorted, with a proof, and under a temporary name until they are complete.

import { closeSync, copyFileSync, fsyncSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../errors/command.ts'
import { exit, Failure } from '../errors/failure.ts'
import { check } from '../errors/validate.ts'
import { type Artifact, FILE_VERSION, type Head, type Shape } from './files.ts'
import { hashedFile } from './hashed-file.ts'
import { LineWriter } from './line-writer.ts'
import { makeFolder, openToWrite, withPathInError, writeWhole } from './private-file.ts'
import { isAlive } from './process.ts'
import { recordWriter } from './record-writer.ts'
import { LastLine, type Sorter, sorter } from './sort.ts'
import { tieOf } from './sort-line.ts'
import { stableJson } from './stable-json.ts'

type HeadFields<S extends Shape> = Omit<Head<S>, 'artifact' | 'version'>

/** The lines of a new file, in any order. */
interface Lines<S extends Shape> {
  artifact: Pick<Artifact<unknown, S>, 'name' | 'file' | 'madeBy' | 'extra'>
  sorter: Sorter
}

/** A file that is being written. */
export interface Draft<T, S extends Shape> extends Lines<S> {
  add(record: T): void
  readonly count: number
  /** The `recordsSha256` that the file will have; nothing may be added after it. */
  digest(): string
}

/** The fields that order a record. */
interface SortFields {
  key: string
  id?: string | null
  externalId?: string | null
}

/** Begins a file. `add` throws exit 9 for a record that does not fit its declaration. */
export function newArtifact<T, S extends Shape>(artifact: Artifact<T, S>): Draft<T, S> {
  const lines = sorter()
  const line = new LineWriter()
  const write = recordWriter(artifact.record)

  /** Writes a record that is as declared; false for all others, and for those of a rare kind. */
  function tryToWrite(record: Partial<SortFields>): boolean {
    const { key, [artifact.tie]: tie = '' } = record
    if (write === null || typeof key !== 'string' || typeof tie !== 'string') return false
    line.begin(key, tie)
    return write(record, line)
  }

  return {
    artifact,
    sorter: lines,
    get count() {
      return lines.count
    },
    digest: () => lines.digest(),
    add(record) {
      if (!tryToWrite(record as object)) {
        const at = `${artifact.file}, record ${lines.count + 1}`
        const checked = check(artifact.record, record, { at, code: exit.remote })
        const { key, [artifact.tie]: tie } = checked as SortFields
        line.begin(key, tie ?? '')
        line.put(stableJson(checked))
      }
      line.end()
      lines.add(line)
    },
  }
}

/** Adds every record of an iterable, as it comes. */
export async function addAll<T, S extends Shape>(file: Draft<T, S>, records: Iterable<T> | AsyncIterable<T>) {
  for await (const record of records) file.add(record)
  return file
}

/** A new file with the fields of its first and last line. */
export interface FinishedFile {
  artifact: Lines<Shape>['artifact']
  sorter: Sorter
  head: HeadFields<Record<never, never>>
  complete: boolean
  pages: number
}

/** Adds the fields of the first and last line to a new file. */
export const finish = <S extends Shape>(
  { artifact, sorter }: Lines<S>,
  head: HeadFields<S>,
  { complete = true, pages = 0 } = {},
): FinishedFile => ({ artifact, sorter, head, complete, pages })

/**
 * Writes the files of one stage, each under a temporary name with mode 0600, and flushes them. Renames them when all
 * are complete, so that a stage that fails leaves the old files. Throws exit 9 for a record that came twice.
 */
export function publish(folder: string, ...parts: FinishedFile[]): void {
  writeParts(folder, parts).rename()
}

/** Complete files under their temporary names. */
interface WrittenFile {
  /** Replaces the old files. */
  rename(): void
  discard(): void
}

/** Writes the files of one stage under temporary names; removes all of them if one fails. */
export function writeParts(folder: string, parts: readonly FinishedFile[]): WrittenFile {
  makeFolder(folder)
  for (const { artifact } of parts) clearAway(folder, artifact.file)
  const pending = parts.map((one) => ({ one, path: join(folder, one.artifact.file), part: '' }))
  for (const file of pending) file.part = `${file.path}.${process.pid}.part`
  const discard = () => {
    for (const { part } of pending) rmSync(part, { force: true })
  }
  const orDiscard = (work: () => void) => {
    try {
      work()
    } catch (error) {
      discard()
      throw error
    }
  }
  orDiscard(() => {
    for (const { one, part, path } of pending) withPathInError(path, () => writePart(part, one))
  })
  const rename = () => {
    for (const { path, part } of pending) withPathInError(path, () => renameSync(part, path))
  }
  return { rename: () => orDiscard(rename), discard }
}

/** Replaces a file by a copy of a complete one, completely or not at all; its folder is created if there is none. */
export function replaceByCopy(from: string, folder: string, file: string): void {
  makeFolder(folder)
  clearAway(folder, file)
  const path = join(folder, file)
  const part = `${path}.${process.pid}.part`
  withPathInError(path, () => {
    try {
      copyFileSync(from, part)
      renameSync(part, path)
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
  })
}

/** Removes the temporary files of killed runs, because they hold personal data. The file of a running process stays. */
function clearAway(folder: string, file: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = name.startsWith(file) ? (/\.(\d+)\.part$/.exec(name) ?? []) : []
    if (pid && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true })
  }
}

function writePart(path: string, { artifact, sorter, head, complete, pages }: FinishedFile): void {
  const fd = openToWrite(path, 'new')
  const file = hashedFile(fd)
  try {
    const fields = { artifact: artifact.name, version: FILE_VERSION, ...inOrder(head) }
    file.put(`${JSON.stringify(fields).slice(0, -1)},"records":[\n`)
    const last = new LastLine()
    let written = 0
    for (const line of sorter.ascending()) {
      if (last.compare(line) === 0) {
        throw new Failure(
          exit.remote,
          `${artifact.file}: ${tieOf(line) || 'a record'} came twice; the read is not proven. ` +
            `Run again: ${command(artifact.madeBy)}`,
        )
      }
      last.keep(line)
      written++
      file.putRecord(line)
    }
    file.put(written > 0 ? '\n' : '')
    if (written !== sorter.count)
      throw new Error(`${artifact.file}: ${written} of ${sorter.count} records came back from the disk`)
    const foot = { count: sorter.count, complete, pages, recordsSha256: file.recordsSha256() }
    file.put(`],${JSON.stringify(foot).slice(1, -1)}`)
    writeWhole(fd, `,"sha256":"${file.end()}"}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Puts the fields that all files have before those of the artifact. */
const inOrder = ({ instance, gathered, from, person, ...extra }: FinishedFile['head']) => ({
  instance,
  gathered,
  from,
  person,
  ...extra,
})
