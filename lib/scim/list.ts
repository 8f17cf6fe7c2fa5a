// A list proven whole: page after page by what came, every resource once, as many as the service says there are.

import { exit, Failure } from '../errors/failure.ts'
import type { Answer } from '../http/outcome.ts'
import { field, isObject, type Resource } from './path.ts'

/** What a walk ended with: the resources, or why they are not all. */
type Walk<T> = { all: T[] } | { lacking: string }

/** A page from a place on, counted from 1. */
type Ask = (startIndex: number) => Promise<Answer>

/**
 * Every resource of a list, as `keep` makes it, so that no large list is held as it came. A list that changes while it is walked is walked once more. `itemsPerPage` is not believed, and
 * nothing is asked past the end, where some services begin again (RFC 7644, 3.4.2.4). Throws exit 9 where it is not whole.
 */
export async function whole<T>(
  what: string,
  ask: Ask,
  keep: (resource: Resource) => T,
  came: (n: number) => void,
): Promise<T[]> {
  let lacking = ''
  for (let tried = 1; tried <= 2; tried++) {
    const walk = await walked(what, ask, keep, came)
    if ('all' in walk) return walk.all
    lacking = walk.lacking
  }
  throw unproven(what, lacking)
}

async function walked<T>(
  what: string,
  ask: Ask,
  keep: (resource: Resource) => T,
  came: (n: number) => void,
): Promise<Walk<T>> {
  const all = new Map<string, T>()
  let read = 0
  let expected: number | null = null
  for (;;) {
    const { rows, total } = pageOf(what, await ask(read + 1))
    expected ??= total
    if (total !== expected) return { lacking: `there were ${expected}, and while they were read ${total}` }
    for (const row of rows) all.set(String(field(row, 'id') ?? field(row, 'userName')), keep(row))
    read += rows.length
    came(rows.length)
    if (all.size < read) return { lacking: `${read - all.size} came twice` }
    if (read > total) return { lacking: `${read} came of ${total}` }
    if (read === total) return { all: [...all.values()] }
    if (rows.length === 0) return { lacking: `${read} came of ${total}` }
  }
}

/** `Resources` may be absent where there are none (RFC 7644, 3.4.2). */
function pageOf(what: string, { body }: Answer): { rows: Resource[]; total: number } {
  const total = field(body, 'totalResults')
  const rows = field(body, 'Resources') ?? []
  if (typeof total !== 'number' || !Number.isInteger(total)) throw unproven(what, 'a page has no totalResults')
  if (!Array.isArray(rows) || !rows.every(isNamed)) throw unproven(what, 'a page has something that is no resource')
  return { rows, total }
}

/** Bizagi's pages do not say whether users have an id; the sign-in name stands for it. */
const isNamed = (row: unknown) => isObject(row) && Boolean(field(row, 'id') ?? field(row, 'userName'))

export const unproven = (what: string, why: string) =>
  new Failure(exit.remote, `SCIM: ${what}: ${why}; the read is not proven whole. Run the stage again`)
