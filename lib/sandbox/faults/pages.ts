// Faults of pages: the rows of another, a way that leads back, rows left out. Each is a whole, well-formed answer.

import type { Answer, Asked } from '../http/remote.ts'
import type { Kinds } from './kind.ts'

type Body = Record<string, unknown>

const list =
  /\/(query(\/[^/]+)?|(updated)?users|groups|search|user_fields|identities|organization(s|_memberships))(\.json)?\/?$/i
export const isPage = ({ method, path }: Asked) => method === 'GET' && list.test(path)

/** Whether a page after the first is asked for, in any of the ways of the systems. */
export const continues = ({ query, path }: Asked) =>
  query.has('page[after]') ||
  Number(query.get('page')) > 1 ||
  Number(query.get('startIndex')) > 1 ||
  Number(query.get('start')) > 0 ||
  /\/query\/[^/]+$/.test(path)

/** The rows of a page: the first array in it that is not about its form. */
const rowsIn = (body: unknown) =>
  Object.entries({ ...(body as Body) }).find(([name, value]) => name !== 'schemas' && Array.isArray(value))

function changed(answer: Answer, rowsOf: (rows: unknown[]) => unknown[]): Answer {
  const [name, rows] = rowsIn(answer.body) ?? []
  return name === undefined
    ? answer
    : { ...answer, body: { ...(answer.body as Body), [name]: rowsOf(rows as unknown[]) } }
}

/** The answer with its way on leading to the page just asked for. */
function turnedBack(answer: Answer, { origin, path, query }: Asked): Answer {
  const body = answer.body as Body
  if (rowsIn(body) === undefined) return answer
  const here = query.size > 0 ? `${path}?${query}` : path
  if ('done' in body) return { ...answer, body: { ...body, done: false, nextRecordsUrl: here } }
  if ('next_page' in body) return { ...answer, body: { ...body, next_page: origin + here } }
  const meta = { ...(body['meta'] as Body), has_more: true, after_cursor: query.get('page[after]') ?? BEFORE_ALL }
  const links = { ...(body['links'] as Body), next: linkWith(origin + path, query, meta.after_cursor) }
  return { ...answer, body: { ...body, meta, links } }
}

/** The cursor of id 0: what comes after it is the first page. */
const BEFORE_ALL = 'eyJvIjoiaWQiLCJ2IjoiYVFBQUFBQUFBQUFBIn0='

function linkWith(url: string, query: URLSearchParams, after: string): string {
  const asked = new URLSearchParams(query)
  asked.set('page[after]', after)
  return `${url}?${asked}`
}

/** The answer without one of its rows. The count of the page is right: only a total can tell, where there is one. */
export function withoutOneRow(answer: Answer): Answer {
  const less = changed(answer, (rows) => rows.toSpliced(Math.floor(rows.length / 2), 1))
  const { results, Resources } = { ...(less.body as { results?: unknown[]; Resources?: unknown[] } | undefined) }
  const counts = results ? { total: results.length } : Resources ? { itemsPerPage: Resources.length } : null
  return counts === null ? less : { ...less, body: { ...(less.body as Body), ...counts } }
}

export const pageKinds: Kinds = {
  'repeated-page': {
    fits: (asked) => isPage(asked) && continues(asked),
    spoil: (answer, _, earlier) => changed(answer, (rows) => earlier ?? rows),
  },
  'same-cursor': { fits: isPage, spoil: turnedBack },
  'missing-rows': {
    fits: isPage,
    spoil: (answer) => changed(answer, (rows) => rows.slice(0, Math.floor(rows.length / 2))),
  },
}

/** Keeps, for every list, the rows of the page that was served last. */
export function pagesServed() {
  const rows = new Map<string, unknown[]>()
  return {
    earlier: (asked: Asked) => rows.get(listOf(asked, {})),
    keep(asked: Asked, { body }: Answer) {
      const [, served] = isPage(asked) ? (rowsIn(body) ?? []) : []
      if (served) rows.set(listOf(asked, body as Body), served as unknown[])
    },
  }
}

/** What the pages of one list have in common: their locator, or all of the request but the page. */
function listOf({ path, query }: Asked, { nextRecordsUrl }: Body): string {
  const [, locator] = /\/query\/(\w+)-\d+$/.exec(String(nextRecordsUrl ?? path)) ?? []
  if (locator) return locator
  const others = [...query].filter(([key]) => !/^(page(\[(after|before)\])?|start(Index)?)$/.test(key))
  return `${path}?${new URLSearchParams(others)}`
}
