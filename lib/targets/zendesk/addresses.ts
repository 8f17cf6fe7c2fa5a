// The identities of users: those that come beside them, else each user's own list.

import pLimit from 'p-limit'
import type { Progress } from '../../connector/progress.ts'
import { readField, readText } from '../../connector/read-value.ts'
import { type ApiUser, hasId } from './api-user.ts'
import { hasOwnAddress, type Identities, identitiesByUser, noIdentities, readIdentities } from './identities.ts'

/** Single requests at a time. */
const IDENTITY_LISTS_AT_ONCE = 5

/** Identities by user; null for a user who is gone. */
export type IdentitiesByUser = Map<string, Identities | null>

const BY_USER = 'Zendesk: identities do not come beside users here, so they are read user by user, a request each'

/** What is known of the identities of users, and where the rest is read. */
export function addressBook(identitiesOf: (user: string) => Promise<unknown[] | null>, { count, say }: Progress) {
  const limit = pLimit(IDENTITY_LISTS_AT_ONCE)
  let isSaid = false

  /** Users whose identities are not known, or lack the own address: then they lack others too. */
  const withoutIdentities = (users: readonly ApiUser[], known: IdentitiesByUser) =>
    users.filter((user) => {
      const own = known.get(user.id)
      return hasId(user) && own !== null && (own === undefined || !hasOwnAddress(user, own))
    })

  /** Reads the identities of those who lack them, user by user. */
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

  /** Says once that each user costs a request. */
  function sayByUser(): void {
    if (!isSaid) say(BY_USER)
    isSaid = true
  }

  return { withoutIdentities, readMissing, sayByUser }
}

/** So many are a list that may have been cut: every limit of a list is a round number. */
const ROUND = 10

/**
 * The identities that came beside users, by user; those without any have none. Null: the answer does not have them, or
 * not whose they are. Where the list may have been cut the last user in it is left out, to be asked for alone.
 */
export function identitiesBeside(rows: unknown, users: readonly ApiUser[]): IdentitiesByUser | null {
  const found = Array.isArray(rows) ? identitiesByUser(rows) : null
  if (found === null || !Array.isArray(rows)) return null
  const known: IdentitiesByUser = new Map(users.map(({ id }) => [id, found.get(id) ?? noIdentities()]))
  const isRound = rows.length >= ROUND && (rows.length % ROUND === 0 || rows.length === users.length)
  const last = readText(readField(rows.at(-1), 'user_id'), 'user_id')
  if (isRound && typeof last === 'string') known.delete(last)
  return known
}
