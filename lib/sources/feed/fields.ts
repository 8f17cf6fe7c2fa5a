// Fields that a control file reads and a file lacks: a missing column, or a field that no record has.

import { closest } from 'fastest-levenshtein'
import { isObject } from '../../scim/path.ts'
import { type Columns, headProblem } from './head.ts'
import { type FeedRow, fileRefusal, NO_OBJECT } from './reader.ts'
import { dotPath, type FieldRead } from './reads.ts'

/** The most names that are remembered for one place of the records, besides those that are read. */
const MOST_NAMES = 1_000

/** The fields of one file, among those that are read. */
interface FieldWatch {
  add(row: FeedRow): void
  /**
   * Throws exit 7 if the file lacks a field that is read and not optional. `columns` belong to a file with a row of
   * names.
   */
  assertComplete(file: string, how: { columns: Columns | null; optional: readonly string[] }): void
}

export function fieldWatch(reads: readonly FieldRead[]): FieldWatch {
  /** The names that records have, by their place in the record. */
  const seen = new Map<string, Set<string>>()
  /** Places with a field that no record has shown yet; complete places are not searched again. */
  const open = new Map(reads.map(({ path }) => [dotPath(path.slice(0, -1)), path.slice(0, -1)]))
  for (const parent of open.keys()) seen.set(parent, new Set())
  const wanted = new Map([...open.keys()].map((parent) => [parent, fieldsAt(reads, parent)]))
  const read = new Set(reads.map(({ path }) => path.at(-1)!))

  function note(parent: string, record: unknown): void {
    const names = seen.get(parent)!
    if (!isObject(record)) return
    for (const name of Object.keys(record)) if (names.size < MOST_NAMES || read.has(name)) names.add(name)
  }

  const isThere = (path: readonly string[]) => seen.get(dotPath(path.slice(0, -1)))?.has(path.at(-1)!) === true
  const isSeen = (path: string) => reads.some((one) => dotPath(one.path) === path && isThere(one.path))
  /** A field of a missing object does not count as missing; the object does. */
  const isReached = ({ path, guards }: FieldRead) =>
    (seen.get(dotPath(path.slice(0, -1)))?.size ?? 0) > 0 && guards.every((guard) => isSeen(guard))

  return {
    add({ value, fault }) {
      if (fault === NO_OBJECT) return
      for (const [name, parent] of open) {
        for (const one of valuesAt(value, parent)) note(name, one)
        if (wanted.get(name)!.every((field) => seen.get(name)!.has(field))) open.delete(name)
      }
    },
    assertComplete(file, { columns, optional }) {
      if (columns !== null) seen.set('', new Set(columns.names))
      const names = new Set(optional)
      const lacking = reads.filter(
        (one) => isReached(one) && !isThere(one.path) && !names.has(dotPath(one.path)) && !names.has(one.path.at(-1)!),
      )
      if (lacking.length === 0) return
      const about = columns === null ? null : headProblem(columns, fieldsAt(reads, ''))
      const words = about === null ? lacking.map((one) => lackingWords(one, seen, { reads, columns })) : [about]
      throw fileRefusal(file, `${[...new Set(words)].join('; ')}. ${NEXT}`)
    },
  }
}

const NEXT = 'Fix the file or the control file; source.optional takes the names of what may be missing'

const fieldsAt = (reads: readonly FieldRead[], parent: string) =>
  reads.filter(({ path }) => dotPath(path.slice(0, -1)) === parent).map(({ path }) => path.at(-1)!)

/** The objects at a place of a record, through lists. */
function valuesAt(record: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path
  if (Array.isArray(record)) return record.flatMap((one) => valuesAt(one, path))
  if (name === undefined) return [record]
  return isObject(record) && Object.hasOwn(record, name) ? valuesAt(record[name], rest) : []
}

interface FileFields {
  reads: readonly FieldRead[]
  columns: Columns | null
}

function lackingWords(
  { path, at, action }: FieldRead,
  seen: ReadonlyMap<string, Set<string>>,
  { reads, columns }: FileFields,
) {
  const parent = dotPath(path.slice(0, -1))
  const used = new Set(fieldsAt(reads, parent))
  const all = [...(seen.get(parent) ?? [])].filter((name) => PLAIN.test(name))
  const free = all.filter((name) => !used.has(name))
  const nearest =
    all.length === 0 ? '' : `; the nearest name is "${closest(path.at(-1)!, free.length > 0 ? free : all)}"`
  const what = columns === null ? `no record has the field "${dotPath(path)}"` : `it has no column "${dotPath(path)}"`
  return `${what}, which ${at} (${action}) of the control file reads${nearest}`
}

/** A name that a message may show, because it is no address. */
const PLAIN = /^[\p{L}\p{N}_ .:#()/-]{1,60}$/u
