// One walk through a list, by index or by cursor: its rows, or the reason why they prove nothing.

import { setImmediate as aTurn } from 'node:timers/promises'
import type { Answer } from '../http/outcome.ts'
import { pageOf, type ScimPage, type ScimRow } from './page.ts'
import type { ListRequest, PageQuery } from './paging.ts'

/**
 * A walk that proves nothing, with its reason and the rows before the break. `isFixed`: a break at the same row in
 * every walk is no change of the list.
 */
export interface BrokenWalk {
  why: string
  at: number
  isFixed: boolean
}

/** `grew`: the total grew, or was smaller than the rows, so another walk has to agree. */
export type Walk<T> = { all: Map<string, T>; grew: boolean } | BrokenWalk

export const CHANGED = 'it changed while it was read'
export const neverListed = (row: number) => `somebody is counted and never listed (after row ${row})`
export const ignoredPaging = (how: string) =>
  `paging ignored: ${how}. Set "paging": "none" if it has no pages and answers everybody at once`

export const brokenWalk = (why: string, at: number): BrokenWalk => ({ why, at, isFixed: false })

/** A walk that breaks at a row which may be at fault each time. */
const fixedBreak = (why: string, at: number): BrokenWalk => ({ why, at, isFixed: true })

/** Follows the totals of one walk. `see` returns false for a total that shrank. */
function totalsOf(known: number | null) {
  let expected = known
  let grew = false
  return {
    see(total: number | null): boolean {
      if (total === null) return true
      if (expected !== null && total < expected) return false
      grew ||= expected !== null && total > expected
      expected = total
      return true
    },
    get expected() {
      return expected
    },
    /** The result of a finished walk by these totals. */
    end<T>(all: Map<string, T>): Walk<T> {
      if (expected !== null && all.size < expected) return fixedBreak(neverListed(all.size), all.size)
      return { all, grew: grew || (expected !== null && all.size > expected) }
    },
  }
}

/** The most rows of a walk, for a list that grows as fast as it is read. */
const mostRows = (known: number | null) => 2 * (known ?? 0) + 1_000

/** The number of repeated rows: known from before, or twice among these. */
const repeatsIn = (rows: readonly ScimRow[], all: ReadonlyMap<string, unknown>) =>
  rows.length - new Set(rows.flatMap(({ id }) => (all.has(id) ? [] : id))).size

/**
 * Reads pages by index. Each page begins with the last row of the page before, and the last request goes behind the
 * end. Pages of one row cannot overlap.
 */
export async function byIndex<T>(request: ListRequest<T>, begin: ScimPage, known: number | null): Promise<Walk<T>> {
  const { what, ask, keep, onRows, paging, isProof } = request
  const all = new Map<string, T>()
  const totals = totalsOf(known)
  const ends: { first: string | null; last: string | null } = { first: null, last: null }
  let largest = 0
  let overlaps = false
  for (let page = begin; ; ) {
    if (!totals.see(page.total)) return brokenWalk(CHANGED, all.size)
    const expected = totals.expected ?? 0
    const problem = overlaps ? overlapProblem(page.rows, ends, { size: all.size, expected }) : null
    if (problem) return problem
    const fresh = overlaps ? page.rows.slice(1) : page.rows
    const repeats = repeatsIn(fresh, all)
    if (repeats === fresh.length) return totals.end(all)
    if (repeats > 0) return fixedBreak(`${repeats} came twice`, all.size)
    const size = all.size + fresh.length
    if (size > mostRows(begin.total)) return brokenWalk(CHANGED, size)
    ends.first ??= fresh[0]!.id
    ends.last = fresh.at(-1)!.id
    largest = Math.max(largest, page.rows.length)
    overlaps = largest > 1
    const isEnd = size >= expected
    const few = overlaps ? 2 : 1
    const startIndex = overlaps ? size : size + 1
    const isLast = !isProof && size === expected
    const next = isLast ? null : askAhead(ask, { startIndex, count: isEnd ? few : paging.page })
    await keepRows(fresh, all, keep)
    onRows(fresh.length)
    if (next === null) return { all, grew: false }
    page = pageOf(what, await next)
  }
}

/** The reason why a page does not continue the page before, or null. */
function overlapProblem(
  rows: readonly ScimRow[],
  { first, last }: { first: string | null; last: string | null },
  { size, expected }: { size: number; expected: number },
): BrokenWalk | null {
  const id = rows[0]?.id
  if (id === last) return null
  if (id === undefined) return fixedBreak(size < expected ? neverListed(size) : CHANGED, size)
  return id === first ? brokenWalk(ignoredPaging('every place has the same rows'), size) : fixedBreak(CHANGED, size)
}

/** Reads pages by cursor (RFC 9865). The end is a page without a next cursor; the total may be missing. */
export async function byCursor<T>(request: ListRequest<T>, begin: ScimPage, known: number | null): Promise<Walk<T>> {
  const { what, ask, keep, onRows, paging } = request
  const all = new Map<string, T>()
  const cursors = new Set<string>()
  const totals = totalsOf(known)
  for (let page = begin; ; ) {
    if (!totals.see(page.total)) return brokenWalk(CHANGED, all.size)
    const repeats = repeatsIn(page.rows, all)
    if (repeats > 0) return fixedBreak(`${repeats} came twice`, all.size)
    const size = all.size + page.rows.length
    if (begin.total !== null && size > mostRows(begin.total)) return brokenWalk(CHANGED, size)
    const { nextCursor: cursor } = page
    if (cursor !== null && cursors.has(cursor)) return brokenWalk('it answers the same cursor again', size)
    if (cursor !== null) cursors.add(cursor)
    const next = cursor === null ? null : askAhead(ask, { cursor, count: paging.page })
    await keepRows(page.rows, all, keep)
    onRows(page.rows.length)
    if (next === null) return totals.end(all)
    page = pageOf(what, await next)
  }
}

/** Asks for the next page, which is under way while the rows of the present one are kept. */
function askAhead(ask: ListRequest<unknown>['ask'], query: PageQuery): Promise<Answer> {
  const next = ask(query)
  next.catch(() => undefined) // it is thrown when its turn comes
  return next
}

/** Adds the rows of a page, once the next request had a turn to reach its connection. */
async function keepRows<T>(rows: readonly ScimRow[], all: Map<string, T>, keep: ListRequest<T>['keep']) {
  await aTurn()
  for (const { id, resource } of rows) all.set(id, keep(resource))
}
