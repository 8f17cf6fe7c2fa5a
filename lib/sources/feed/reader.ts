// What reads the text of a feed file, piece by piece, and what it gives.

import { exit, Failure } from '../../errors/failure.ts'
import { MAX_FIELD, MAX_RECORD } from './limits.ts'

/** A record as it came. */
export type Raw = Readonly<Record<string, unknown>>

export interface FeedRow {
  value: Raw
  /** What is wrong with the record as it stands, or null: it is there all the same. */
  fault: string | null
  /** Texts that the record has and `value` lacks: cells without a name, and all but the last value of a name. */
  surplus?: readonly string[]
}

/** The fault of a record that has no fields at all. */
export const NO_OBJECT = 'it is no object'

/** Takes text as it comes and gives the records that end in it. Throws exit 7 for a file that is no feed. */
export interface Reader {
  read(text: string): FeedRow[]
  end(): FeedRow[]
  /** Of a file with a row of names, once it was read: the names, in their order. */
  names?(): readonly string[]
}

/**
 * A field of a record; never one that every object has. A record may write its name in other capitals than the rest of
 * the file: two names of one record that differ so are a fault.
 */
export function fieldOf(record: Raw, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name]
  const lower = name.toLowerCase()
  const other = Object.keys(record).find((one) => one.length === name.length && one.toLowerCase() === lower)
  return other === undefined ? undefined : record[other]
}

/**
 * The record of these fields, whatever they are called. A name that comes twice, or differs from another one by case
 * alone, is a fault: which one counts? `isDistinct` tells whether there is such a name.
 */
export function feedRow(
  fields: readonly (readonly [name: string, text: string])[],
  isDistinct: (names: readonly string[]) => boolean,
): FeedRow {
  const value = Object.fromEntries(fields)
  const names = fields.map(([name]) => name)
  if (isDistinct(names)) return { value, fault: tooLong(value) }
  return { value, fault: twice(names), surplus: fields.map(([, text]) => text) }
}

function twice(names: readonly string[]): string | null {
  const seen = new Map<string, string>()
  for (const name of names) {
    const other = seen.get(name.toLowerCase())
    if (other === name) return `it has the field ${name} twice`
    if (other !== undefined) return `it has the field ${other} as ${name} too`
    seen.set(name.toLowerCase(), name)
  }
  return null
}

/** What is too long in a record to be a value, or null. */
export function tooLong(value: Raw): string | null {
  for (const [name, one] of Object.entries(value)) {
    if (name.length > MAX_FIELD) return 'the name of one of its fields is too long'
    if (typeof one === 'string' && one.length > MAX_FIELD)
      return `its field ${name} is longer than ${MAX_FIELD} characters`
  }
  return null
}

/** The refusal of a whole file: nothing that it holds can be trusted. */
export const fileRefusal = (file: string, words: string, cause?: unknown) =>
  new Failure(exit.input, `feed file ${file}: ${words}`, { cause })

/** The refusal of a file with a record, or a gap, of which no end is seen. */
export const endlessRefusal = (file: string, record: number) =>
  fileRefusal(file, `record ${record}: more than ${MAX_RECORD} characters`)
