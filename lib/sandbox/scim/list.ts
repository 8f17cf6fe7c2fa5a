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
  const all = ordered(shelf, query, fitting(shelf, options, query.get('filter'), origin))
  const found = all.filter(({ id }) => !options.unlisted?.includes(id))
  const asked = Math.max(0, whole(query.get('count'), COUNT))
  const most = options.dialect === 'bizagi' ? BIZAGI : (options.maxResults ?? 200)
  if (options.dialect === 'bizagi' && asked > most) throw refused(400, `count: at most ${most}`, 'invalidValue')
  const byCursor = options.cursor === true && query.has('cursor')
  const place = byCursor ? placeAt(query.get('cursor')) : whole(query.get('startIndex'), 1)
  const startIndex = Math.max(1, place)

  const isIgnored = options.pages === 'ignored'
  const isPast = startIndex > found.length && options.pastEnd === 'first'
  const from = isPast || isIgnored ? 0 : startIndex - 1
  const count = isIgnored ? found.length : Math.min(asked, most)
  const show = showing(shelf, options, origin)
  const Resources = found.slice(from, from + count).map((record) => selected(show(record), query, shelf.kind))
  return scim(200, {
    schemas: [urns.list],
    totalResults: options.totals === 'page' ? Resources.length : all.length,
    ...(byCursor ? from + count < found.length && { nextCursor: cursorOf(from + count + 1) } : { startIndex }),
    itemsPerPage: options.itemsPerPage === 'asked' ? asked : Resources.length,
    ...(Resources.length > 0 && { Resources }),
  })
}

/** A cursor says nothing to a client (RFC 9865, 2). */
const cursorOf = (place: number) => Buffer.from(`place ${place}`).toString('base64url')

function placeAt(cursor: string | null): number {
  if (!cursor) return 1
  const [, place] = /^place (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (place === undefined) throw refused(400, 'the cursor is not known', 'invalidValue')
  return Number(place)
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
  if (options.memberFilters === false && /\b(groups|members)\b/i.test(filter.replace(/"(?:[^"\\]|\\.)*"/g, ''))) {
    throw refused(400, 'groups and members cannot be filtered by', 'invalidFilter')
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
