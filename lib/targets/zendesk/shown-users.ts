// The users of a show_many, with all their identities.

import { isUnreadable, readField } from '../../connector/read-value.ts'
import type { Call } from '../../http/client.ts'
import { type addressBook, type IdentitiesByUser, identitiesBeside, identityLists } from './addresses.ts'
import { type ApiUser, readUser } from './api-user.ts'
import { readRows } from './pages.ts'

/**
 * The most users of a call. A call takes 100 (Zendesk, Users), but 100 users with one identity each would be a list
 * that may be cut.
 */
export const USERS_A_CALL = 99

type ShownBy = 'ids' | 'external_ids'

export type ShownUsers = ReturnType<typeof shownUsers>

/** The reads of users by id or external id; `book` completes their identities. */
export function shownUsers(call: Call, book: ReturnType<typeof addressBook>) {
  const lists = identityLists()
  let comeBeside = true

  /** One show_many; `known` is empty if `mayBeCut` says that the list of identities may be cut. */
  async function showMany(by: ShownBy, values: readonly string[]) {
    const query = { [by]: values.join(','), include: 'identities' }
    const { body } = await call('GET', '/api/v2/users/show_many', { query })
    const users = readRows(body, 'users').map((row, n) => readUser(row, `users[${n}]`))
    const nothing = { users, known: new Map() as IdentitiesByUser, mayBeCut: false }
    if (users.length === 0) return nothing
    const beside = identitiesBeside(readField(body, 'identities'), users)
    if (beside === null) {
      comeBeside = false
      book.sayByUser()
      return nothing
    }
    lists.note(beside.rows)
    return lists.mayBeCut(beside.rows) ? { ...nothing, mayBeCut: true } : { ...nothing, known: beside.known }
  }

  /** Users with the identities that came whole. A list that may be cut is asked for again in halves. */
  async function showWhole(
    by: ShownBy,
    values: readonly string[],
  ): Promise<{ users: ApiUser[]; known: IdentitiesByUser }> {
    const answer = await showMany(by, values)
    if (!answer.mayBeCut || values.length === 1) return answer
    const middle = Math.ceil(values.length / 2)
    const first = await showWhole(by, values.slice(0, middle))
    const second = await showWhole(by, values.slice(middle))
    return { users: [...first.users, ...second.users], known: new Map([...first.known, ...second.known]) }
  }

  /** At most `USERS_A_CALL` users with all their identities; `deleted` has those whom Zendesk shows as deleted. */
  async function usersWith(by: ShownBy, values: readonly string[]) {
    const { users, known } = await showWhole(by, values)
    const there = users.filter(({ active }) => active !== false)
    await book.readMissing(there, known)
    return { users: there, known, deleted: users.filter(({ active }) => active === false) }
  }

  /** All identities of at most `USERS_A_CALL` users of a list. */
  async function identitiesOf(users: readonly ApiUser[]): Promise<IdentitiesByUser> {
    const ids = users.map(({ id }) => id).filter((id) => !isUnreadable(id))
    const isAsked = comeBeside && ids.length > 0
    const known = isAsked ? (await showWhole('ids', ids)).known : (new Map() as IdentitiesByUser)
    await book.readMissing(users, known)
    return known
  }

  return { showMany, usersWith, identitiesOf, withoutIdentities: book.withoutIdentities }
}
