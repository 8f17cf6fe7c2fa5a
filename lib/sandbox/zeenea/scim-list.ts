// A list of Zeenea's SCIM: always its first page, and few filters.

import type { Answer, Asked } from '../http/remote.ts'
import { refused, scim, urns } from '../scim/answers.ts'
import { attribute } from '../scim/attributes.ts'
import { filterOf, type Lookup, type Test } from '../scim/filter.ts'
import type { Row } from '../scim/values.ts'

const USUAL = 100
const MOST = 1000

/** What a filter or an order may name, in lower case, and the text it means there. */
export type Texts<T> = Record<string, (record: T) => string>

/** A filter that uses eq, co, sw, ew, pr and `and` alone; strings are empty already. */
const plain = /^\s*[\w.]+\s+((eq|co|sw|ew)\s+""|pr)(\s+and\s+[\w.]+\s+((eq|co|sw|ew)\s+""|pr))*\s*$/i

/** Whether a filter may be asked of users; of groups, all of the standard's may. */
export function isPlain(filter: string): boolean {
  return plain.test(filter.replace(/"(?:[^"\\]|\\.)*"/g, '""'))
}

/** "This request does not support pagination": startIndex is ignored. The total tells that there are more. */
export function listed<T>(records: T[], texts: Texts<T>, show: (record: T) => Row, { query }: Asked): Answer {
  const test = testOf(query.get('filter'), texts)
  const found = ordered(records.filter(test), texts, query)
  const count = Number(query.get('count') ?? USUAL)
  if (!Number.isInteger(count)) throw refused(400, 'count: expected a whole number', 'invalidValue')
  const Resources = found.slice(0, Math.min(Math.max(0, count), MOST)).map(show)
  const itemsPerPage = Resources.length
  return scim(200, { schemas: [urns.list], totalResults: found.length, itemsPerPage, startIndex: 1, Resources })
}

function testOf<T>(filter: string | null, texts: Texts<T>): (record: T) => boolean {
  if (filter === null) return () => true
  const lookup: Lookup = (path) => {
    const name = path.toLowerCase()
    if (!Object.hasOwn(texts, name)) throw new Error(`${path} cannot be filtered by`)
    return { names: [name], attribute: attribute(name) }
  }
  const test: Test = filterOf(filter, lookup)
  const flat = (record: T) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text(record)]))
  return (record) => test(flat(record))
}

function ordered<T>(records: T[], texts: Texts<T>, query: URLSearchParams): T[] {
  const text = texts[(query.get('sortBy') ?? '').toLowerCase()]
  if (!text) return records
  const sign = query.get('sortOrder') === 'descending' ? -1 : 1
  const key = (record: T) => text(record).toLowerCase()
  return records.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign))
}
