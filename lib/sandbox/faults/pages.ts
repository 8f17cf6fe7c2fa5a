// Faults of pages: the rows of another, a way that leads back, rows left out. Each is a whole, well-formed answer.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { FaultKinds } from './kind.ts'

type JsonObject = Record<string, unknown>

const LIST_PATH =
  /\/(query(\/[^/]+)?|(updated)?users|groups|search|user_fields|identities|organization(s|_memberships))(\.json)?\/?$/i
export const isPage = ({ method, path }: RemoteRequest) => method === 'GET' && LIST_PATH.test(path)

/** Whether a page after the first is asked for, in any of the ways of the systems. */
export const continues = ({ query, path }: RemoteRequest) =>
  query.has('page[after]') ||
  Number(query.get('page')) > 1 ||
  Number(query.get('startIndex')) > 1 ||
  Number(query.get('start')) > 0 ||
  /\/query\/[^/]+$/.test(path)

/** The rows of a page: the first array in it that is not about its form. */
const rowsIn = (body: unknown) =>
  Object.entries({ ...(body as JsonObject) }).find(([name, value]) => name !== 'schemas' && Array.isArray(value))

function changeRows(answer: RemoteResponse, rowsOf: (rows: unknown[]) => unknown[]): RemoteResponse {
  const [name, rows] = rowsIn(answer.body) ?? []
  return name === undefined
    ? answer
    : { ...answer, body: { ...(answer.body as JsonObject), [name]: rowsOf(rows as unknown[]) } }
}

/** The answer with its way on leading to the page just asked for. */
function turnBack(answer: RemoteResponse, { origin, path, query }: RemoteRequest): RemoteResponse {
  const body = answer.body as JsonObject
  if (rowsIn(body) === undefined) return answer
  const here = query.size > 0 ? `${path}?${query}` : path
  if ('done' in body) return { ...answer, body: { ...body, done: false, nextRecordsUrl: here } }
  if ('next_page' in body) return { ...answer, body: { ...body, next_page: origin + here } }
  const meta = { ...(body['meta'] as JsonObject), has_more: true, after_cursor: query.get('page[after]') ?? BEFORE_ALL }
  const links = { ...(body['links'] as JsonObject), next: linkWith(origin + path, query, meta.after_cursor) }
  return { ...answer, body: { ...body, meta, links } }
}

/** The cursor of id 0: what comes after it is the first page. */
const BEFORE_ALL = 'eyJvIjoiaWQiLCJ2IjoiYVFBQUFBQUFBQUFBIn0='

function linkWith(url: string, query: URLSearchParams, after: string): string {
  const search = new URLSearchParams(query)
  search.set('page[after]', after)
  return `${url}?${search}`
}

/** The answer without one of its rows. The count of the page is right: only a total can tell, where there is one. */
export function withoutOneRow(answer: RemoteResponse): RemoteResponse {
  const less = changeRows(answer, (rows) => rows.toSpliced(Math.floor(rows.length / 2), 1))
  const { results, Resources } = { ...(less.body as { results?: unknown[]; Resources?: unknown[] } | undefined) }
  const counts = results ? { total: results.length } : Resources ? { itemsPerPage: Resources.length } : null
  return counts === null ? less : { ...less, body: { ...(less.body as JsonObject), ...counts } }
}

export const pageKinds: FaultKinds = {
  'repeated-page': {
    appliesTo: (request) => isPage(request) && continues(request),
    changeResponse: (answer, _, earlier) => changeRows(answer, (rows) => earlier ?? rows),
  },
  'same-cursor': { appliesTo: isPage, changeResponse: turnBack },
  'missing-rows': {
    appliesTo: isPage,
    changeResponse: (answer) => changeRows(answer, (rows) => rows.slice(0, Math.floor(rows.length / 2))),
  },
}

/** Keeps, for every list, the rows of the page that was served last. */
export function pageHistory() {
  const rows = new Map<string, unknown[]>()
  return {
    earlier: (request: RemoteRequest) => rows.get(listKey(request, {})),
    keep(request: RemoteRequest, { body }: RemoteResponse) {
      const [, served] = isPage(request) ? (rowsIn(body) ?? []) : []
      if (served) rows.set(listKey(request, body as JsonObject), served as unknown[])
    },
  }
}

/** What the pages of one list have in common: their locator, or all of the request but the page. */
function listKey({ path, query }: RemoteRequest, { nextRecordsUrl }: JsonObject): string {
  const [, locator] = /\/query\/(\w+)-\d+$/.exec(String(nextRecordsUrl ?? path)) ?? []
  if (locator) return locator
  const others = [...query].filter(([key]) => !/^(page(\[(after|before)\])?|start(Index)?)$/.test(key))
  return `${path}?${new URLSearchParams(others)}`
}
