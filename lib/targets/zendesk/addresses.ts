// The identities of users: from the answer with the users, else from the list of each user.

import pLimit from 'p-limit'
import type { Progress } from '../../connector/progress.ts'
import { type ApiUser, hasId } from './api-user.ts'
import { hasOwnAddress, type Identities, identitiesByUser, noIdentities, readIdentities } from './identities.ts'

/** Concurrent requests. */
const IDENTITY_LISTS_AT_ONCE = 5

/** The identities by user id; null for a user who is gone. */
export type IdentitiesByUser = Map<string, Identities | null>

const BY_USER = 'Zendesk: identities do not come beside users here, so they are read user by user, a request each'

/** Completes the identities of users; `identitiesOf` reads the list of one user. */
export function addressBook(identitiesOf: (user: string) => Promise<unknown[] | null>, { count, say }: Progress) {
  const limit = pLimit(IDENTITY_LISTS_AT_ONCE)
  let isSaid = false

  /** Users without known identities, or with a list that lacks their own address and so may lack others. */
  const withoutIdentities = (users: readonly ApiUser[], known: IdentitiesByUser) =>
    users.filter((user) => {
      const own = known.get(user.id)
      return hasId(user) && own !== null && (own === undefined || !hasOwnAddress(user, own))
    })

  /** Reads missing identities, one request per user. */
  async function readMissing(users: readonly ApiUser[], known: IdentitiesByUser): Promise<void> {
    const asked = withoutIdentities(users, known)
    await Promise.all(
      asked.map((user) =>
        limit(async () => {
          const rows = await identitiesOf(user.id)
          known.set(user.id, rows && readIdentities(rows))
          count('identities read user by user')
        }),
      ),
    )
  }

  /** Tells once that each user costs a request. */
  function sayByUser(): void {
    if (!isSaid) say(BY_USER)
    isSaid = true
  }

  return { withoutIdentities, readMissing, sayByUser }
}

/** The known identities of a user, or null if the user is gone. An unreadable id is a problem of the identities. */
export const identitiesIn = (known: IdentitiesByUser, user: ApiUser): Identities | null =>
  hasId(user) ? (known.get(user.id) ?? null) : { ...noIdentities(), problem: user.idProblem }

/** A list of a multiple of this many rows may be cut: every known limit of a list is a round number. */
const ROUND = 10

/**
 * The lists of identities that one kind of read gave. A list with a round number of rows may be cut, unless a longer
 * list came: then its rows are no limit.
 */
export function identityLists() {
  let longest = 0
  return {
    note(rows: number): void {
      longest = Math.max(longest, rows)
    },
    mayBeCut: (rows: number): boolean => rows > 0 && rows % ROUND === 0 && rows >= longest,
  }
}

/**
 * The identities in an answer with users, by user, and the number of rows; a user without any has none. Null if the
 * answer has no identities, or an identity without its user.
 */
export function identitiesBeside(
  rows: unknown,
  users: readonly ApiUser[],
): { known: IdentitiesByUser; rows: number } | null {
  const found = Array.isArray(rows) ? identitiesByUser(rows) : null
  if (found === null || !Array.isArray(rows)) return null
  return { known: new Map(users.map(({ id }) => [id, found.get(id) ?? noIdentities()])), rows: rows.length }
}
