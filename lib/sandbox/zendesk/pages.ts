// The pages of a list: by cursor with `page[size]`, otherwise by number.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'

export interface Paging {
  /** Most rows of a page. */
  pageSize: number
  /** The last page keeps its cursors, or an empty page without any follows it: both were recorded. */
  endOfList: 'full-cursor' | 'empty-page'
}

/** A list that is to be paged. */
interface Listing<T> {
  /** The field of the body. */
  name: string
  /** The rows, with ascending ids. */
  rows: T[]
  /** A row as the body has it. */
  show: (row: T) => object
  paging: Paging
}

/** One page of a list, in the way that the request pages. */
export const listPage = <T extends { id: number }>(request: RemoteRequest, list: Listing<T>): RemoteResponse =>
  request.query.has('page[size]') ? byCursor(request, list) : byNumber(request, list)

function byCursor<T extends { id: number }>(
  { query, origin, path }: RemoteRequest,
  { name, rows, show, paging: { pageSize, endOfList } }: Listing<T>,
): RemoteResponse {
  const size = Math.min(Number(query.get('page[size]')), pageSize)
  const [after, before] = ['page[after]', 'page[before]'].map((key) => decodeCursor(query.get(key)))
  const readable = after !== undefined && before !== undefined && size >= 1
  if (!readable)
    return { status: 400, body: { error: 'InvalidCursor', description: 'The page asked for is not valid' } }

  const rest = rows.filter(({ id }) => (after === null || id > after) && (before === null || id < before))
  const page = before === null ? rest.slice(0, size) : rest.slice(-size)
  const first = page[0]
  const last = page.at(-1)
  const has_more = endOfList === 'empty-page' ? last !== undefined : rest.length > page.length
  const before_cursor = first ? encodeCursor(first.id) : null
  const after_cursor = last ? encodeCursor(last.id) : null

  const link = (direction: string, to: string | null) => {
    if (to === null) return null
    const search = new URLSearchParams([...query].filter(([key]) => !/^page\[(after|before)\]$/.test(key)))
    search.set(`page[${direction}]`, to)
    search.sort()
    return `${origin}${path}?${search}`
  }
  return {
    body: {
      [name]: page.map(show),
      meta: { has_more, after_cursor, before_cursor },
      links: { prev: link('before', before_cursor), next: link('after', after_cursor) },
    },
  }
}

/** The recorded form: base64 of the column and of `i` with the id as eight bytes, little endian. */
function encodeCursor(id: number): string {
  const value = Buffer.alloc(9, 'i')
  value.writeBigInt64LE(BigInt(id), 1)
  return Buffer.from(JSON.stringify({ o: 'id', v: value.toString('base64') })).toString('base64')
}

function decodeCursor(text: string | null): number | null | undefined {
  if (text === null) return null
  const found = /^\{"o":"id","v":"([\w+/=]{12})"\}$/.exec(Buffer.from(text, 'base64').toString())
  return found ? Number(Buffer.from(found[1]!, 'base64').readBigInt64LE(1)) : undefined
}

function byNumber<T>(
  { query, origin, path }: RemoteRequest,
  { name, rows, show, paging: { pageSize } }: Listing<T>,
): RemoteResponse {
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 100), 1), pageSize)
  const page = Math.max(Number(query.get('page') ?? 1), 1)
  if (page > 100) {
    const title =
      'Pagination requests using Offset Pagination are limited to page 100 or up to 10000 records (page * per_page)'
    return { status: 400, body: { errors: [{ code: 'InvalidPaginationDepth', title }] } }
  }
  const link = (to: number) => {
    const search = new URLSearchParams(query)
    search.set('page', String(to))
    return `${origin}${path}?${search}`
  }
  return {
    body: {
      [name]: rows.slice((page - 1) * size, page * size).map(show),
      next_page: page * size < rows.length ? link(page + 1) : null,
      previous_page: page > 1 ? link(page - 1) : null,
      count: rows.length,
    },
  }
}
