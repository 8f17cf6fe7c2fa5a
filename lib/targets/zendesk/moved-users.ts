// The memberships of the users that move: in one walk over all memberships where that takes fewer requests.

import pLimit from 'p-limit'
import { once } from '../../connector/once.ts'
import type { Progress } from '../../connector/progress.ts'
import { readField, readId, readText } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import type { Memberships } from './organizations.ts'
import { PAGE_SIZE } from './pages.ts'
import type { ZendeskReads } from './reads.ts'

/** Concurrent requests. */
const MEMBERSHIPS_AT_ONCE = 5
const ALL_MEMBERSHIPS = '/api/v2/organization_memberships'
const ROWS_OF_LIST = 'organization_memberships'
/** Statuses of an account that does not show the list. */
const NOT_SHOWN = [403, 404]

/** The organization of each user with one membership; `SEVERAL` for a user with more. */
type Homes = Map<string, string>
const SEVERAL = ''

/** The memberships of a user whose organization was `organization` in the last read; null if the user is gone. */
export type MembershipsOf = (id: string, organization: string | null) => Promise<Memberships | null>

/**
 * The memberships of the users of one plan with so many moves. All memberships are walked once if their pages are
 * fewer. A user with one membership, which is still the organization of the user, then needs no request.
 */
export function movedUsers(
  call: Call,
  { membershipsOf, walk }: Pick<ZendeskReads, 'membershipsOf' | 'walk'>,
  { moves, progress }: { moves: number; progress: Progress },
): MembershipsOf {
  const limit = pLimit(MEMBERSHIPS_AT_ONCE)
  const homes = once(readHomes)

  /** Every home, or null if each user is to be read: the walk is longer, or not proven whole. */
  async function readHomes(): Promise<Homes | null> {
    const count = await countMemberships()
    if (count === null || moves <= Math.ceil(count / PAGE_SIZE)) return null
    try {
      const found = await walkHomes(count)
      if (found === null) progress.say(UNPROVEN)
      return found
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== exit.remote) throw error
      progress.say(UNPROVEN)
      return null
    }
  }

  /** The number of memberships, from a numbered page (Zendesk, Pagination); null if it is not stated. */
  async function countMemberships(): Promise<number | null> {
    const { body } = await call('GET', ALL_MEMBERSHIPS, { query: { per_page: 1 }, allow: NOT_SHOWN })
    const count = readId(readField(body, 'count'), 'count')
    return typeof count === 'string' && /^\d+$/.test(count) ? Number(count) : null
  }

  /** Null for fewer rows than counted before, or a row whose user or organization cannot be read. */
  async function walkHomes(count: number): Promise<Homes | null> {
    const found: Homes = new Map()
    let read = 0
    for await (const { rows } of walk(ALL_MEMBERSHIPS, ROWS_OF_LIST, { gone: NOT_SHOWN })) {
      progress.count('pages')
      read += rows.length
      for (const row of rows) {
        const user = readText(readField(row, 'user_id'), 'user_id')
        const organization = readText(readField(row, 'organization_id'), 'organization_id')
        if (typeof user !== 'string' || typeof organization !== 'string') return null
        found.set(user, found.has(user) ? SEVERAL : organization)
      }
    }
    return read < count ? null : found
  }

  return async (id, organization) => {
    const only = moves > 1 ? (await homes())?.get(id) : undefined
    if (only === undefined || only === SEVERAL || only !== organization) return limit(() => membershipsOf(id))
    return { count: 1, ids: new Map([[only, null]]), isWhole: true }
  }
}

const UNPROVEN = 'Zendesk: the list of memberships is not proven whole, so they are read user by user, a request each'
