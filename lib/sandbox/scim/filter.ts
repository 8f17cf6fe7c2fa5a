// SCIM filters as tests (RFC 7644, 3.4.2.2). A library parses them. Its own evaluation has no schema, so that it does
// not know which values compare with case.

import { type Filter, parse } from 'scim2-parse-filter'
import { scimRefusal } from './answers.ts'
import { type Attribute, attributeNamed } from './attributes.ts'

export type Test = (record: unknown) => boolean

/**
 * The names that lead to the values of a path, and the attribute with the rule of comparison; null for an unknown path.
 */
export type Lookup = (path: string) => { names: string[]; attribute: Attribute } | null

/** The filter `text` as a test; names are looked up by `lookup`. */
export function filterOf(text: string, lookup: Lookup): Test {
  const strings: string[] = []
  try {
    // The library reads \\ and \u wrongly: it gets the number of each string in its place.
    const numbered = text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => `"${strings.push(JSON.parse(quoted)) - 1}"`)
    return testOf(parse(numbered), lookup, strings)
  } catch (error) {
    throw scimRefusal(400, `filter ${text}: ${(error as Error).message}`, 'invalidFilter')
  }
}

/** The sub-attributes of a complex attribute, for a filter in brackets. */
export const partsLookup =
  ({ subAttributes = [] }: Attribute): Lookup =>
  (path) => {
    const attribute = attributeNamed(subAttributes, path)
    return attribute ? { names: [attribute.name], attribute } : null
  }

function testOf(filter: Filter, lookup: Lookup, strings: string[]): Test {
  if ('filters' in filter) {
    const tests = filter.filters.map((one) => testOf(one, lookup, strings))
    return filter.op === 'and'
      ? (record) => tests.every((test) => test(record))
      : (record) => tests.some((test) => test(record))
  }
  if (filter.op === 'not') {
    const test = testOf(filter.filter, lookup, strings)
    return (record) => !test(record)
  }
  const found = lookup(filter.attrPath)
  const values = (record: unknown) => (found ? valuesAt(record, found.names) : [])
  if (filter.op === '[]') {
    const test = testOf(filter.valFilter, found ? partsLookup(found.attribute) : () => null, strings)
    return (record) => values(record).some(test)
  }
  if (filter.op === 'pr') return (record) => values(record).some((value) => value !== '')

  const wanted = typeof filter.compValue === 'string' ? strings[Number(filter.compValue)]! : filter.compValue
  if (!found) return () => filter.op === 'ne'
  // A complex attribute without a part is compared by its `value`.
  const attribute = attributeNamed(found.attribute.subAttributes ?? [], 'value') ?? found.attribute
  const key = comparableOf(attribute)
  const compare = comparisons[filter.op]
  if (typeof wanted === 'boolean' && filter.op !== 'eq' && filter.op !== 'ne') throw new Error('a boolean has no order')
  return (record) => {
    const own = values(record).map((value) => key((value as { value?: unknown }).value ?? value))
    if (filter.op === 'ne') return own.every((value) => value !== key(wanted))
    if (wanted === null) return filter.op === 'eq' && own.length === 0
    return own.some((value) => typeof value === typeof key(wanted) && compare(value as string, key(wanted) as string))
  }
}

const comparisons = {
  eq: (a: string, b: string) => a === b,
  ne: (a: string, b: string) => a !== b,
  co: (a: string, b: string) => String(a).includes(String(b)),
  sw: (a: string, b: string) => String(a).startsWith(String(b)),
  ew: (a: string, b: string) => String(a).endsWith(String(b)),
  gt: (a: string, b: string) => a > b,
  ge: (a: string, b: string) => a >= b,
  lt: (a: string, b: string) => a < b,
  le: (a: string, b: string) => a <= b,
}

/** A value as it compares: times as numbers, text without case unless case counts. */
function comparableOf({ type, caseExact }: Attribute) {
  return (value: unknown): unknown => {
    if (typeof value !== 'string') return value
    if (type === 'dateTime') return Date.parse(value)
    return caseExact ? value : value.toLowerCase()
  }
}

/** All values of a record at a path; a list gives the values of each element. */
export function valuesAt(record: unknown, names: string[]): unknown[] {
  if (Array.isArray(record)) return record.flatMap((one) => valuesAt(one, names))
  if (record === null || record === undefined) return []
  const [name, ...rest] = names
  return name === undefined ? [record] : valuesAt((record as Record<string, unknown>)[name], rest)
}
