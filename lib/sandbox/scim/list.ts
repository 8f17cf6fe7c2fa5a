// A page of a list: the resources that match the filter, from startIndex on (RFC 7644, 3.4.2).

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { scimRefusal, scimResponse, urns } from './answers.ts'
import type { Collection, Resource } from './collection.ts'
import { filterOf, type Lookup, valuesAt } from './filter.ts'
import type { ScimOptions } from './options.ts'
import { parsePath, type ResourceType } from './resource-type.ts'
import { selectAttributes } from './select.ts'
import { baseAt, filterView, resourceView } from './show.ts'

const DEFAULT_COUNT = 100
/** "The maximum is 500" (Bizagi, SCIM read). */
const BIZAGI_COUNT = 500

/** The response with a page. */
export function resourcePage(
  collection: Collection,
  options: Partial<ScimOptions>,
  request: RemoteRequest,
): RemoteResponse {
  const { query, origin } = request
  const all = sortResources(collection, query, filterResources(collection, options, request))
  const found = all.filter(({ id }) => !options.unlisted?.includes(id))
  const wantedCount = Math.max(0, wholeNumber(query.get('count'), DEFAULT_COUNT))
  const most = options.dialect === 'bizagi' ? BIZAGI_COUNT : (options.maxResults ?? 200)
  if (options.dialect === 'bizagi' && wantedCount > most)
    throw scimRefusal(400, `count: at most ${most}`, 'invalidValue')
  const byCursor = options.cursor === true && query.has('cursor')
  const place = byCursor ? positionAt(query.get('cursor')) : wholeNumber(query.get('startIndex'), 1)
  const startIndex = Math.max(1, place)

  const isIgnored = options.pages === 'ignored'
  const isPast = startIndex > found.length && options.pastEnd === 'first'
  const from = isPast || isIgnored ? 0 : startIndex - 1
  const count = isIgnored ? found.length : Math.min(wantedCount, most)
  const show = resourceView(collection, options, origin)
  const Resources = found
    .slice(from, from + count)
    .map((record) => selectAttributes(show(record), query, collection.type))
  return scimResponse(200, {
    schemas: [urns.list],
    totalResults: options.totals === 'page' ? Resources.length : all.length,
    ...(byCursor ? from + count < found.length && { nextCursor: cursorOf(from + count + 1) } : { startIndex }),
    itemsPerPage: options.itemsPerPage === 'asked' ? wantedCount : Resources.length,
    ...(Resources.length > 0 && { Resources }),
  })
}

/** The cursor of a position; clients cannot read it (RFC 9865, 2). */
const cursorOf = (place: number) => Buffer.from(`place ${place}`).toString('base64url')

function positionAt(cursor: string | null): number {
  if (!cursor) return 1
  const [, place] = /^place (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (place === undefined) throw scimRefusal(400, 'the cursor is not known', 'invalidValue')
  return Number(place)
}

function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null || text === '') return otherwise
  if (!/^-?\d+$/.test(text)) throw scimRefusal(400, `${text}: expected a whole number`, 'invalidValue')
  return Number(text)
}

function filterResources(collection: Collection, options: Partial<ScimOptions>, { query, origin }: RemoteRequest) {
  const filter = query.get('filter')
  if (filter === null) return collection.records
  // Entra's mapping filters by nothing else (Tutorial: Bizagi for Digital Process Automation).
  if (options.dialect === 'bizagi' && !/^\s*userName\s+eq\s+"(?:[^"\\]|\\.)*"\s*$/i.test(filter)) {
    throw scimRefusal(400, 'only userName eq is known', 'invalidFilter')
  }
  if (options.memberFilters === false && /\b(groups|members)\b/i.test(filter.replace(/"(?:[^"\\]|\\.)*"/g, ''))) {
    throw scimRefusal(400, 'groups and members cannot be filtered by', 'invalidFilter')
  }
  const test = filterOf(filter, lookupOf(collection.type, options))
  const plain = filterView(collection, baseAt(origin))
  return collection.records.filter((record) => test(plain(record)))
}

/** The meaning of a path for resources of a type. */
export function lookupOf(
  type: ResourceType,
  { caseExactUserName = false }: Pick<Partial<ScimOptions>, 'caseExactUserName'> = {},
): Lookup {
  return (path) => {
    const place = parsePath(path, type)
    if (!place) return null
    const { extension, attribute, sub } = place
    const names = [extension, attribute.name, sub?.name].filter((name) => typeof name === 'string')
    const leaf = sub ?? attribute
    const isExact = caseExactUserName && leaf.name === 'userName'
    return { names, attribute: isExact ? { ...leaf, caseExact: true } : leaf }
  }
}

/** Resources in the order that a request asks for. */
export function sortResources(
  { type }: Pick<Collection, 'type'>,
  query: URLSearchParams,
  records: Resource[],
): Resource[] {
  const lookup = lookupOf(type)(query.get('sortBy') ?? '')
  if (!lookup) return records
  const sign = query.get('sortOrder') === 'descending' ? -1 : 1
  const key = (record: Resource) => String(valuesAt(record, lookup.names)[0] ?? '').toLowerCase()
  // A resource without a value comes last (RFC 7644, 3.4.2.3).
  return records.toSorted((a, b) => {
    if (key(a) === key(b)) return 0
    if (key(a) === '' || key(b) === '') return key(a) === '' ? sign : -sign
    return key(a) < key(b) ? -sign : sign
  })
}
