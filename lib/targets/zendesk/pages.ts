// The whole lists of Zendesk, page by page, with the proof that they are whole.

import type { Progress } from '../../connector/progress.ts'
import { isUnreadable, readBoolean, readField, readText, shapeOf } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { readRowId } from './api-user.ts'
import { assertEnough, countOf } from './row-count.ts'

/** Records a page, and users a call: Zendesk takes no more (Zendesk, Pagination; Users). */
export const PAGE_SIZE = 100

/** A page: its rows, the index of the first row in the whole list, and the identities in the answer. */
export interface ZendeskPage {
  rows: unknown[]
  first: number
  identities: unknown
}

type ListName = 'organizations' | 'users' | 'user_fields'

interface WalkOptions {
  /** Whether the list brings the identities of its users. */
  isBeside?: boolean
  /** Statuses that say that the list is gone. */
  gone?: number[]
}

/** Makes the reads of whole lists. */
export function pagesOf(call: Call, progress: Progress) {
  /** Every page of a list. Throws exit 9 for far fewer rows than Zendesk counts. */
  async function* pages(what: ListName): AsyncGenerator<ZendeskPage> {
    const recount = what === 'user_fields' ? async () => null : () => countOf(call, what)
    const before = await recount()
    if (before) progress.expect(`${what} read`, before.value)
    else if (what !== 'user_fields') progress.say(`Zendesk: ${what}: Zendesk gives no count to check the read against`)
    let read = 0
    for await (const page of walk(`/api/v2/${what}`, what, { isBeside: what === 'users' })) {
      progress.count('pages')
      progress.count(`${what} read`, page.rows.length)
      read += page.rows.length
      yield page
    }
    await assertEnough(what, read, { before, recount, progress })
  }

  /** The identities of one user, or null if the user is gone. */
  async function identitiesOf(user: string): Promise<unknown[] | null> {
    let rows: unknown[] | null = null
    const path = `/api/v2/users/${encodeURIComponent(user)}/identities`
    for await (const page of walk(path, 'identities', { gone: [404] })) {
      rows = [...(rows ?? []), ...page.rows]
    }
    return rows
  }

  /**
   * Every page of a path. The end is `has_more: false` and nothing else: the last page may carry a cursor (Zendesk,
   * Pagination). Rows lie in ascending ids, so a row that comes twice is a page that came twice. No page: the answer
   * was of `gone`.
   */
  async function* walk(
    path: string,
    what: string,
    { isBeside = false, gone = [] }: WalkOptions,
  ): AsyncGenerator<ZendeskPage, void> {
    const cursors = new Set<string>()
    const ids = new Set<string>()
    let first = 0
    for (let cursor: string | null = null; ; ) {
      const query = { 'page[size]': PAGE_SIZE, ...(cursor !== null && { 'page[after]': cursor }) }
      const shown = path.replace(/\/\d+(?=\/|$)/, '/<id>')
      const beside = isBeside && { include: 'identities' }
      const { body, status } = await call('GET', path, { query: { ...query, ...beside }, shown, allow: gone })
      if (gone.includes(status)) return
      const rows = readRows(body, what)
      for (const [n, row] of rows.entries()) {
        const id = readRowId(row, `${what}[${first + n}]`)
        if (isUnreadable(id)) continue // who it is, is said where the row is read
        if (ids.has(id)) throw unprovenList(what, `${id} came twice`)
        ids.add(id)
      }
      yield { rows, first, identities: readField(body, 'identities') }
      first += rows.length
      cursor = nextCursor(body, what)
      if (cursor === null) return
      if (cursors.has(cursor)) throw unprovenList(what, 'a cursor came twice')
      cursors.add(cursor)
    }
  }

  return { pages, identitiesOf, walk }
}

/** The rows of an answer. Throws exit 9 without a list of that name. */
export function readRows(body: unknown, what: string): unknown[] {
  const rows = readField(body, what)
  if (Array.isArray(rows)) return rows
  throw unprovenList(what, `a page has no rows: ${what} is ${isUnreadable(rows) ? rows.shape : shapeOf(rows)}`)
}

/** The cursor of the next page; null after the last page. Throws exit 9 if the page states neither. */
function nextCursor(body: unknown, what: string): string | null {
  const meta = readField(body, 'meta')
  // an answer with numbered pages: those of one user are few, and the last names no next one
  if (meta === undefined && what === 'identities' && (readField(body, 'next_page') ?? null) === null) return null
  const hasMore = readBoolean(readField(meta, 'has_more', 'meta.has_more'), 'meta.has_more')
  if (hasMore === null) throw unprovenList(what, 'a page has no meta.has_more')
  if (isUnreadable(hasMore)) throw unprovenList(what, `meta.has_more is ${hasMore.shape}`)
  if (!hasMore) return null
  const cursor = readText(readField(meta, 'after_cursor', 'meta.after_cursor'), 'meta.after_cursor')
  if (isUnreadable(cursor)) throw unprovenList(what, `meta.after_cursor is ${cursor.shape}`)
  if (cursor === null) throw unprovenList(what, 'a page says there is more and names no cursor')
  return cursor
}

export const unprovenList = (what: string, why: string) =>
  new Failure(exit.remote, `Zendesk: ${what}: ${why}; the read is not proven whole. Run the stage again`)
