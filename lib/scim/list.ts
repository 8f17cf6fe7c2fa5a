// The proof of a whole list: a total before the walk, pages that overlap by one row, and a request behind the end.

import { pageOf, type ScimPage, unprovenRead } from './page.ts'
import type { ListRequest, PageQuery } from './paging.ts'
import {
  type BrokenWalk,
  brokenWalk,
  byCursor,
  byIndex,
  CHANGED,
  ignoredPaging,
  neverListed,
  type Walk,
} from './walk.ts'

/** The most walks through a list that changes during the read. */
const WALKS = 3

/**
 * Every resource of a list, each once. Throws exit 9 with the reason if the list is not proven whole: the total follows
 * the page, paging is ignored, a counted user is never listed, or the list changed during the read.
 */
export async function readAll<T>(request: ListRequest<T>): Promise<T[]> {
  let grown: Map<string, T> | null = null
  const reasons: BrokenWalk[] = []
  for (let tried = 1; tried <= WALKS; tried++) {
    const walk = await walkPages(request)
    if ('why' in walk) {
      reasons.push(walk)
      continue
    }
    const known = grown
    const agrees = known !== null && [...walk.all.keys()].every((id) => known.has(id))
    if (!walk.grew || agrees) return [...walk.all.values()]
    grown = walk.all
  }
  throw unprovenRead(request.what, whyOf(reasons))
}

/** If all walks break at one row, the service counts a row that it does not show. */
function whyOf(reasons: readonly BrokenWalk[]): string {
  const last = reasons.at(-1)
  if (!last) return CHANGED
  const isFixed = reasons.length === WALKS && reasons.every((one) => one.isFixed && one.at === last.at)
  return isFixed ? neverListed(last.at) : last.why
}

async function walkPages<T>(request: ListRequest<T>): Promise<Walk<T>> {
  const { what, paging, isProof } = request
  const page = async (query: PageQuery) => pageOf(what, await request.ask(query))
  if (paging.way === 'none') return ofOnePage(request, await page({}))
  if (paging.way === 'single') return ofOnePage(request, await page({ count: paging.page }))
  const first = paging.way === 'cursor' ? { cursor: '' } : { startIndex: 1 }
  const probe = isProof ? await page({ ...first, count: 1 }) : null
  if (probe && probe.rows.length > 1 && probe.nextCursor === null) return ofUnpaged(request, probe)
  const begin = await page({ ...first, count: paging.page })
  if (probe && isFollowing(probe, begin))
    return brokenWalk(`its total follows the page: ${probe.total} with count=1, then ${begin.total}`, begin.rows.length)
  const walk = begin.nextCursor === null && paging.way === 'index' ? byIndex : byCursor
  return walk(request, begin, probe?.total ?? null)
}

/** Whether the total is only the count of its own page. */
const isFollowing = (probe: ScimPage, begin: ScimPage): boolean =>
  probe.total === probe.rows.length && begin.total === begin.rows.length && begin.rows.length > probe.rows.length

function ofOnePage<T>({ keep, onRows, paging }: ListRequest<T>, { rows, total }: ScimPage): Walk<T> {
  onRows(rows.length)
  const all = new Map(rows.map(({ id, resource }) => [id, keep(resource)]))
  if (all.size < rows.length) return brokenWalk(`${rows.length - all.size} came twice`, rows.length)
  if (all.size === total) return { all, grew: false }
  const isSingle = paging.way === 'single' && total !== null && total > rows.length
  return brokenWalk(
    isSingle ? `it hands out ${rows.length} of them, and no second page` : neverListed(rows.length),
    rows.length,
  )
}

/** The answer of a service that ignores `count`: whole only if its stated maximum exceeds the rows of the answer. */
function ofUnpaged<T>(request: ListRequest<T>, page: ScimPage): Walk<T> {
  const { maxResults } = request.paging
  const isWhole = maxResults !== null && maxResults > page.rows.length && page.total === page.rows.length
  return isWhole
    ? ofOnePage(request, page)
    : brokenWalk(ignoredPaging(`count=1 brought ${page.rows.length} rows of ${page.total}`), page.rows.length)
}
