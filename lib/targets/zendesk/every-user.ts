// All users of Zendesk, page by page, with all their identities.

import type { Progress } from '../../connector/progress.ts'
import { oneAhead } from '../../http/concurrency.ts'
import { type IdentitiesByUser, identitiesBeside, identitiesIn, identityLists } from './addresses.ts'
import { type ApiUser, readUser } from './api-user.ts'
import type { Identities } from './identities.ts'
import { unprovenList, type ZendeskPage } from './pages.ts'
import { type ShownUsers, USERS_A_CALL } from './shown-users.ts'

/** The most pages that wait for a longer list of identities, which shows that theirs are whole. */
const MOST_HELD = 10

/** A user of the list with all identities; `own` is null if the user was deleted meanwhile. */
export interface ListedUser {
  user: ApiUser
  own: Identities | null
}

/** A page whose list of identities may be cut. */
interface HeldPage {
  users: ApiUser[]
  known: IdentitiesByUser
  rows: number
}

/** Every user of the pages but deleted ones, in no order. Throws exit 9 if the pages have no user. */
export async function* everyUser(
  pages: AsyncIterable<ZendeskPage>,
  { identitiesOf, withoutIdentities }: ShownUsers,
  progress: Progress,
): AsyncGenerator<ListedUser> {
  const lists = identityLists()
  const held: HeldPage[] = []
  /** Users whose identities did not come whole with their page. */
  const waiting: ApiUser[] = []
  let listed = 0

  /** Takes the users of a page whose list of identities is whole; the others wait. */
  function* usersOf(users: readonly ApiUser[], known: IdentitiesByUser): Generator<ListedUser> {
    const unknown = new Set(withoutIdentities(users, known))
    waiting.push(...unknown)
    for (const user of users) if (!unknown.has(user)) yield { user, own: identitiesIn(known, user) }
  }

  /** Gives users of held pages on. Users of pages beyond `most` are read again. */
  function* heldUsers(most: number): Generator<ListedUser> {
    for (const page of held.splice(0)) {
      if (lists.mayBeCut(page.rows)) held.push(page)
      else yield* usersOf(page.users, page.known)
    }
    while (held.length > most) waiting.push(...held.shift()!.users)
  }

  /** Reads users again, if there are more than `most`. */
  async function* waitingUsers(most: number): AsyncGenerator<ListedUser> {
    while (waiting.length > most) {
      const some = waiting.splice(0, USERS_A_CALL)
      const known = await identitiesOf(some)
      for (const user of some) yield { user, own: identitiesIn(known, user) }
    }
  }

  for await (const page of oneAhead(pages)) {
    listed += page.rows.length
    const all = page.rows.map((row, n) => readUser(row, `users[${page.first + n}]`))
    const users = all.filter(({ active }) => active !== false)
    progress.count('deleted', all.length - users.length)
    const beside = identitiesBeside(page.identities, users)
    if (beside === null) waiting.push(...users)
    else held.push({ users, ...beside })
    lists.note(beside?.rows ?? 0)
    yield* heldUsers(MOST_HELD)
    yield* waitingUsers(USERS_A_CALL - 1)
  }
  yield* heldUsers(0)
  yield* waitingUsers(0)
  if (listed === 0) throw unprovenList('users', 'nobody is listed, not even the one who asks')
}
