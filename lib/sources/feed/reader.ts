// The contract of the readers that turn the text of a feed file into records, piece by piece.

import { exit, Failure } from '../../errors/failure.ts'
import { MAX_FIELD, MAX_RECORD } from './limits.ts'

/** A record as read. */
export type Raw = Readonly<Record<string, unknown>>

export interface FeedRow {
  value: Raw
  /** The problem of the record as a whole, or null. A record with a problem still counts. */
  fault: string | null
  /** Texts that `value` lacks: cells without a name, and repeated values of a name, except the last. */
  surplus?: readonly string[]
}

/** The fault of a record that has no fields at all. */
export const NO_OBJECT = 'it is no object'

/** Takes text in pieces and returns the records that end in each piece. Throws exit 7 for a file that is no feed. */
export interface Reader {
  read(text: string): FeedRow[]
  end(): FeedRow[]
  /** The names in their order, for a file with a row of names; available once the row was read. */
  names?(): readonly string[]
}

/**
 * A field of a record, never an inherited one. The case of its name may differ; two names of one record that differ by
 * case alone are a fault.
 */
export function fieldOf(record: Raw, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name]
  const lower = name.toLowerCase()
  const other = Object.keys(record).find((one) => one.length === name.length && one.toLowerCase() === lower)
  return other === undefined ? undefined : record[other]
}

/**
 * The record of these fields. A name that occurs twice, or differs from another by case alone, is a fault, because the
 * right value is unknown. `isDistinct` returns false for such a name.
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

/** The part of a record that is too long for a value, or null. */
export function tooLong(value: Raw): string | null {
  for (const [name, one] of Object.entries(value)) {
    if (name.length > MAX_FIELD) return 'the name of one of its fields is too long'
    if (typeof one === 'string' && one.length > MAX_FIELD)
      return `its field ${name} is longer than ${MAX_FIELD} characters`
  }
  return null
}

/** The refusal of a whole file, because no part of it can be trusted. */
export const fileRefusal = (file: string, words: string, cause?: unknown) =>
  new Failure(exit.input, `feed file ${file}: ${words}`, { cause })

/** The refusal of a file with a record, or a gap, that does not end. */
export const endlessRefusal = (file: string, record: number) =>
  fileRefusal(file, `record ${record}: more than ${MAX_RECORD} characters`)
