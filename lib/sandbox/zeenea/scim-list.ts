// A list of Zeenea's SCIM: always its first page, and few filters.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { JsonObject } from '../parts/json.ts'
import { scimRefusal, scimResponse, urns } from '../scim/answers.ts'
import { scimAttribute } from '../scim/attributes.ts'
import { filterOf, type Lookup, type Test } from '../scim/filter.ts'

const ZEENEA_DEFAULT_COUNT = 100
const ZEENEA_MOST = 1000

/** The names for filters and orders, in lower case, and the text of each. */
export type Texts<T> = Record<string, (record: T) => string>

/** A filter that uses eq, co, sw, ew, pr and `and` alone; strings are empty already. */
const PLAIN_FILTER = /^\s*[\w.]+\s+((eq|co|sw|ew)\s+""|pr)(\s+and\s+[\w.]+\s+((eq|co|sw|ew)\s+""|pr))*\s*$/i

/** Whether users accept a filter; groups accept every filter of the standard. */
export function isPlainFilter(filter: string): boolean {
  return PLAIN_FILTER.test(filter.replace(/"(?:[^"\\]|\\.)*"/g, '""'))
}

/** The records of a list, their texts, and the resource of each. */
interface Listed<T> {
  records: T[]
  texts: Texts<T>
  show: (record: T) => JsonObject
}

/** "This request does not support pagination": startIndex is ignored. Only the total reveals more rows. */
export function scimPage<T>({ records, texts, show }: Listed<T>, { query }: RemoteRequest): RemoteResponse {
  const test = testOf(query.get('filter'), texts)
  const found = sortRecords(records.filter(test), texts, query)
  const count = Number(query.get('count') ?? ZEENEA_DEFAULT_COUNT)
  if (!Number.isInteger(count)) throw scimRefusal(400, 'count: expected a whole number', 'invalidValue')
  const Resources = found.slice(0, Math.min(Math.max(0, count), ZEENEA_MOST)).map(show)
  const itemsPerPage = Resources.length
  return scimResponse(200, { schemas: [urns.list], totalResults: found.length, itemsPerPage, startIndex: 1, Resources })
}

function testOf<T>(filter: string | null, texts: Texts<T>): (record: T) => boolean {
  if (filter === null) return () => true
  const lookup: Lookup = (path) => {
    const name = path.toLowerCase()
    if (!Object.hasOwn(texts, name)) throw new Error(`${path} cannot be filtered by`)
    return { names: [name], attribute: scimAttribute(name) }
  }
  const test: Test = filterOf(filter, lookup)
  const flat = (record: T) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text(record)]))
  return (record) => test(flat(record))
}

function sortRecords<T>(records: T[], texts: Texts<T>, query: URLSearchParams): T[] {
  const text = texts[(query.get('sortBy') ?? '').toLowerCase()]
  if (!text) return records
  const sign = query.get('sortOrder') === 'descending' ? -1 : 1
  const key = (record: T) => text(record).toLowerCase()
  return records.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign))
}
