// Reading the values of a remote: absent, a value, or unreadable. Unreadable never counts as absent, false or empty.
// Pure.

import { exit, Failure } from '../errors/failure.ts'

/** A value of an unexpected shape: its path and its shape, never the value itself. */
export class Unreadable {
  readonly path: string
  readonly shape: string

  constructor(path: string, shape: string) {
    this.path = path
    this.shape = shape
  }

  toString(): string {
    return `unreadable: ${this.path} is ${this.shape}`
  }
}

/** The result of a reader: the value, null if there is none, or the unreadable shape. */
export type Reading<T> = T | null | Unreadable

export const isUnreadable = (reading: unknown): reading is Unreadable => reading instanceof Unreadable

/** The shape of a value in words, for a message without the value. */
export function shapeOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') {
    const names = Object.keys(value).filter((name) => /^\$?[a-z]\w{0,30}$/i.test(name))
    return names.length === 0 ? 'an object' : `an object with ${names.slice(0, 5).join(', ')}`
  }
  return typeof value === 'string' ? (value.trim() === '' ? 'an empty text' : 'a text') : `a ${typeof value}`
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A field by its name in any case (RFC 7643, 2.1). Two names that differ only in case are unreadable, because either
 * may be the right one.
 */
export function readField(record: unknown, name: string, path: string = name): unknown {
  if (!isObject(record)) return undefined
  const wanted = name.toLowerCase()
  let found: string | null = null
  // every field of every record is looked up so: a list of the names would take longer than the rest
  for (const key in record) {
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== wanted)) continue
    if (found !== null) return new Unreadable(path, `there as ${namesLike(record, wanted).join(' and ')}`)
    found = key
  }
  return found === null ? undefined : record[found]
}

const namesLike = (record: object, wanted: string) =>
  Object.keys(record).filter((key) => key.length === wanted.length && key.toLowerCase() === wanted)

/** A text. A safe integer becomes its digits, an object its `value`. An empty text is absent. */
export function readText(value: unknown, path: string): Reading<string> {
  if (isUnreadable(value)) return value
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (isObject(value)) {
    const inner = readField(value, 'value', `${path}.value`)
    if (typeof inner === 'string' || typeof inner === 'number') return readText(inner, `${path}.value`)
    return isUnreadable(inner) ? inner : new Unreadable(path, withoutValue(value))
  }
  return new Unreadable(path, shapeOf(value))
}

/** A text that must not be a number. */
export const readWords = (value: unknown, path: string): Reading<string> =>
  typeof value === 'number' ? new Unreadable(path, shapeOf(value)) : readText(value, path)

const withoutValue = (value: Record<string, unknown>) =>
  Object.keys(value).length === 0 ? 'an empty object' : `${shapeOf(value)} and no text as value`

const INEXACT = 'a number that JSON cannot hold exactly'

/** A value that is no list and no object. */
export type Scalar = string | number | boolean

/** A text, a number or a boolean; an empty text is absent. */
export function readScalar(value: unknown, path: string): Reading<Scalar> {
  if (isUnreadable(value)) return value
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? new Unreadable(path, INEXACT) : value
  return typeof value === 'string' || typeof value === 'boolean' ? value : new Unreadable(path, shapeOf(value))
}

/** An id: a text or a safe integer. Throws exit 9 for any other number, because two ids could become one. */
export function readId(value: unknown, path: string): Reading<string> {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Failure(exit.remote, `${path} is ${INEXACT}, so two records could become one. The read is refused`)
  return readText(value, path)
}

const TRUE = /^(?:true|1)$/i
const FALSE = /^(?:false|0)$/i

/** A boolean: `true`, `"True"`, `1`, `"1"` and their opposites; an object becomes its `value`. */
export function readBoolean(value: unknown, path: string): Reading<boolean> {
  if (isUnreadable(value)) return value
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : null
  if (text !== null && TRUE.test(text)) return true
  if (text !== null && FALSE.test(text)) return false
  const inner = readField(value, 'value', `${path}.value`)
  return inner === undefined ? new Unreadable(path, shapeOf(value)) : readBoolean(inner, `${path}.value`)
}

/**
 * A list, each item by `read`; a single object or text is a list of one. An unreadable or empty item makes the list
 * unreadable.
 */
export function readList<T>(
  value: unknown,
  path: string,
  read: (item: unknown, path: string) => Reading<T>,
): Reading<T[]> {
  if (isUnreadable(value)) return value
  if (value === undefined || value === null || value === '') return null
  const items = Array.isArray(value) ? value : [value]
  const found: T[] = []
  for (const [index, item] of items.entries()) {
    const one = read(item, Array.isArray(value) ? `${path}[${index}]` : path)
    if (isUnreadable(one)) return one
    if (one === null) return new Unreadable(`${path}[${index}]`, shapeOf(item))
    found.push(one)
  }
  return found
}

/** Notes the unreadable values of one record, so that the rest can be read. */
export interface RecordReader {
  /** The value, or null if it is absent or unreadable; notes an unreadable one. */
  take<T>(reading: Reading<T>): T | null
  /** The first unreadable value, as `unreadable: roles[1] is an object`; null if there is none. */
  readonly problem: string | null
}

/** A class: an object with a getter takes longer to make than most rows take to read. */
class FirstUnreadable implements RecordReader {
  #first: Unreadable | null = null

  take<T>(reading: Reading<T>): T | null {
    if (!isUnreadable(reading)) return reading
    this.#first ??= reading
    return null
  }

  get problem(): string | null {
    return this.#first === null ? null : String(this.#first)
  }
}

export const recordReader = (): RecordReader => new FirstUnreadable()

/** From this number on, unreadable records are a sign of a wrong setting or service. */
const MIN_RECORDS_TO_JUDGE = 20

/** Counts the records of one read; `assertMostlyReadable` throws exit 9 if more than half of many are unreadable. */
export function readCounter(what: string) {
  let all = 0
  let bad = 0
  let first: string | null = null
  return {
    /** Counts a record by its problem, and returns the problem. */
    count(problem: string | null): string | null {
      all++
      if (problem !== null) {
        bad++
        first ??= problem
      }
      return problem
    },
    assertMostlyReadable(): void {
      if (all < MIN_RECORDS_TO_JUDGE || bad * 2 <= all) return
      throw new Failure(
        exit.remote,
        `${what}: ${bad} of ${all} records could not be read, the first: ${first}. The read is refused. ` +
          'Check the settings and what the credential may see',
      )
    },
  }
}
