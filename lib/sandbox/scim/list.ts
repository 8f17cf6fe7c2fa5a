// A page of a list: what fits the filter, from startIndex on (RFC 7644, 3.4.2).

import type { Answer, Asked } from '../http/remote.ts'
import { refused, scim, urns } from './answers.ts'
import { filterOf, type Lookup, valuesAt } from './filter.ts'
import { type Kind, placeOf } from './kind.ts'
import type { ScimOptions } from './options.ts'
import { selected } from './select.ts'
import type { Resource, Shelf } from './shelf.ts'
import { baseAt, plainly, showing } from './show.ts'

const COUNT = 100
/** "The maximum is 500" (Bizagi, SCIM read). */
const BIZAGI = 500

/** Answers one page. */
export function list(shelf: Shelf, options: Partial<ScimOptions>, { query, origin }: Asked): Answer {
  const found = ordered(shelf, query, fitting(shelf, options, query.get('filter'), origin))
  const asked = Math.max(0, whole(query.get('count'), COUNT))
  const most = options.dialect === 'bizagi' ? BIZAGI : (options.maxResults ?? 200)
  if (options.dialect === 'bizagi' && asked > most) throw refused(400, `count: at most ${most}`, 'invalidValue')
  const startIndex = Math.max(1, whole(query.get('startIndex'), 1))

  const isPast = startIndex > found.length && options.pastEnd === 'first'
  const from = isPast ? 0 : startIndex - 1
  const show = showing(shelf, options, origin)
  const Resources = found
    .slice(from, from + Math.min(asked, most))
    .map((record) => selected(show(record), query, shelf.kind))
  return scim(200, {
    schemas: [urns.list],
    totalResults: found.length,
    startIndex,
    itemsPerPage: options.itemsPerPage === 'asked' ? asked : Resources.length,
    ...(Resources.length > 0 && { Resources }),
  })
}

function whole(text: string | null, otherwise: number): number {
  if (text === null || text === '') return otherwise
  if (!/^-?\d+$/.test(text)) throw refused(400, `${text}: expected a whole number`, 'invalidValue')
  return Number(text)
}

function fitting(shelf: Shelf, options: Partial<ScimOptions>, filter: string | null, origin: string): Resource[] {
  if (filter === null) return shelf.records
  // Entra's mapping filters by nothing else (Tutorial: Bizagi for Digital Process Automation).
  if (options.dialect === 'bizagi' && !/^\s*userName\s+eq\s+"(?:[^"\\]|\\.)*"\s*$/i.test(filter)) {
    throw refused(400, 'only userName eq is known', 'invalidFilter')
  }
  const test = filterOf(filter, lookupOf(shelf.kind, options.caseExactUserName === true))
  const plain = plainly(shelf, baseAt(origin))
  return shelf.records.filter((record) => test(plain(record)))
}

/** What a path means for resources of `kind`. */
export function lookupOf(kind: Kind, caseExactUserName: boolean): Lookup {
  return (path) => {
    const place = placeOf(path, kind)
    if (!place) return null
    const { extension, attribute, sub } = place
    const names = [extension, attribute.name, sub?.name].filter((name) => typeof name === 'string')
    const leaf = sub ?? attribute
    const isExact = caseExactUserName && leaf.name === 'userName'
    return { names, attribute: isExact ? { ...leaf, caseExact: true } : leaf }
  }
}

/** Resources in the order that a request asks for. */
export function ordered({ kind }: Pick<Shelf, 'kind'>, query: URLSearchParams, records: Resource[]): Resource[] {
  const lookup = lookupOf(kind, false)(query.get('sortBy') ?? '')
  if (!lookup) return records
  const sign = query.get('sortOrder') === 'descending' ? -1 : 1
  const key = (record: Resource) => String(valuesAt(record, lookup.names)[0] ?? '').toLowerCase()
  // Who has no value comes last (RFC 7644, 3.4.2.3).
  return records.toSorted((a, b) => {
    if (key(a) === key(b)) return 0
    if (key(a) === '' || key(b) === '') return key(a) === '' ? sign : -sign
    return key(a) < key(b) ? -sign : sign
  })
}
