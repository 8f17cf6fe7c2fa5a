// The reads of Zendesk: all users by cursor pages, users by id, external id or address, and the user of the sign-in.

import { toKey } from '../../artifacts/key.ts'
import type { User } from '../../artifacts/records.ts'
import { once } from '../../connector/once.ts'
import {
  isUnreadable,
  readBoolean,
  readCounter,
  readField,
  readText,
  recordReader,
} from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { oneAhead } from '../../http/concurrency.ts'
import { readTogether } from '../../http/read-together.ts'
import { uriChunks } from '../../http/uri-chunks.ts'
import type { TargetContext } from '../target.ts'
import { addressBook, type IdentitiesByUser, identitiesBeside, MOST_WHOLE } from './addresses.ts'
import { type ApiUser, hasId, readRowId, readUser } from './api-user.ts'
import { type Identities, noIdentities } from './identities.ts'
import { organizationsOf } from './organizations.ts'
import { PAGE_SIZE, pagesOf, readRows, unprovenList } from './pages.ts'
import type { ZendeskSettings } from './settings.ts'
import { readUserField, type UserField } from './user-fields.ts'
import { mapping } from './users.ts'

export type ZendeskReads = ReturnType<typeof zendeskReads>

/**
 * The reads of one instance; `room` returns the bytes that a show_many has left for its values. Each read throws exit 8
 * or 9 for an answer that is refused or not proven whole.
 */
export function zendeskReads(
  call: Call,
  room: () => Promise<number>,
  {
    settings,
    context,
  }: { settings: Pick<ZendeskSettings, 'accountField' | 'attributes' | 'removal'>; context: TargetContext },
) {
  const { progress } = context
  const { pages, identitiesOf, walk } = pagesOf(call, progress)
  const { withoutIdentities, readMissing, sayByUser } = addressBook(identitiesOf, progress)
  let comeBeside = true

  /** The id of our own user. /users/me answers 200 to anonymous callers too (Zendesk, Users), so the role counts. */
  async function whoAmI(): Promise<string> {
    const { body } = await call('GET', '/api/v2/users/me')
    const user = readField(body, 'user')
    if (readField(user, 'id') == null) throw notAllowed('nobody')
    const reader = recordReader()
    const id = readRowId(user, 'user')
    const role = reader.take(readText(readField(user, 'role'), 'user.role'))
    const isRestricted = reader.take(readBoolean(readField(user, 'restricted_agent'), 'user.restricted_agent'))
    if (isUnreadable(id)) throw new Failure(exit.remote, `Zendesk: who is signed in cannot be told: ${id}`)
    if (reader.problem !== null) throw new Failure(exit.remote, `Zendesk: who is signed in: ${reader.problem}`)
    if (role === 'admin' || (role === 'agent' && isRestricted === false)) return id
    const isUnsaid = role === 'agent' && isRestricted === null
    const more = isUnsaid ? ', and whether it is restricted is not said' : isRestricted ? ', restricted' : ''
    throw notAllowed(`a user of role ${role}${more}`)
  }

  /** Maps a user of Zendesk to ours. Our own id is read once. */
  const mapper = once(async () => mapping(settings, context, await whoAmI()))

  /** One show_many of at most a hundred users, with their identities if the answer has them. */
  async function showMany(by: 'ids' | 'external_ids', values: readonly string[]) {
    const query = { [by]: values.join(','), include: 'identities' }
    const { body } = await call('GET', '/api/v2/users/show_many', { query })
    const users = readRows(body, 'users').map((row, n) => readUser(row, `users[${n}]`))
    if (users.length === 0) return { users, known: new Map() as IdentitiesByUser } // no user, no identities
    const known = identitiesBeside(readField(body, 'identities'), users)
    if (known === null) sayByUser()
    if (known === null) comeBeside = false
    return { users, known: known ?? (new Map() as IdentitiesByUser) }
  }

  /** The identities of one user, read with those of users of other reads. */
  const identitiesTogether = readTogether<Identities | null>(
    MOST_WHOLE,
    async (ids) => (await showMany('ids', ids)).known,
  )

  /** Completes identities that did not come whole beside their users: first with those of other reads, then alone. */
  async function complete(users: readonly ApiUser[], known: IdentitiesByUser): Promise<void> {
    const asked = comeBeside ? withoutIdentities(users, known) : []
    const found = await Promise.all(asked.map(({ id }) => identitiesTogether(id)))
    for (const [n, { id }] of asked.entries()) if (found[n]) known.set(id, found[n])
    await readMissing(users, known)
  }

  /** Users with all their addresses; users who are gone are left out. */
  async function usersBy(by: 'ids' | 'external_ids', values: readonly string[]): Promise<User[]> {
    const map = await mapper()
    const found: User[] = []
    for (const chunk of uriChunks(values, { maxValues: PAGE_SIZE, bytesLeft: await room() })) {
      const { users, known } = await showMany(by, chunk)
      const there = users.filter(({ active }) => active !== false)
      await complete(there, known)
      for (const user of there) {
        const own = identitiesIn(known, user)
        const one = own && map(user, own)
        if (one) found.push(one)
      }
    }
    return found
  }

  /** The holder of an external id, deleted users included if Zendesk shows them; null if it shows none. */
  async function holderOf(externalId: string): Promise<{ id: string; isDeleted: boolean } | null> {
    const { users } = await showMany('external_ids', [externalId])
    const [one] = users.filter(hasId)
    return one === undefined ? null : { id: one.id, isDeleted: one.active === false }
  }

  /** Every user with an address, with all identities. An unreadable user is protected and counted. */
  async function* everyone(): AsyncGenerator<User> {
    const map = await mapper()
    const counter = readCounter('Zendesk: users')
    let listed = 0
    /** Users whose identities did not come with their page. */
    const waiting: ApiUser[] = []
    const hasWaited = new Set<ApiUser>()

    /**
     * Reads the identities of waiting users, a hundred at once. The last user of a list that may be cut waits once
     * more, because the next list has the user in another place. At the end, and the second time, a user is read alone.
     */
    async function* waitingUsers(most: number): AsyncGenerator<User> {
      while (waiting.length > most) {
        const some = waiting.splice(0, PAGE_SIZE)
        const ids = some.map(({ id }) => id)
        const known: IdentitiesByUser = comeBeside ? (await showMany('ids', ids)).known : new Map()
        const mayWait = most > 0 && comeBeside
        const again = new Set(mayWait ? withoutIdentities(some, known).filter((user) => !hasWaited.has(user)) : [])
        for (const user of again) hasWaited.add(user)
        const read = some.filter((user) => !again.has(user))
        await readMissing(read, known)
        yield* usersOf(read, known)
        waiting.push(...again)
      }
    }

    function* usersOf(users: readonly ApiUser[], known: IdentitiesByUser): Generator<User> {
      for (const user of users) {
        const own = identitiesIn(known, user)
        const one = own && map(user, own)
        if (own === null) progress.count('deleted')
        if (own !== null && one === null) progress.count('without an address')
        const isProblem = one?.protected?.startsWith('unreadable: ') === true
        counter.count(isProblem ? one.protected : null)
        if (isProblem) progress.count('unreadable')
        if (one) yield one
      }
    }

    for await (const page of oneAhead(pages('users'))) {
      listed += page.rows.length
      const all = page.rows.map((row, n) => readUser(row, `users[${page.first + n}]`))
      const users = all.filter(({ active }) => active !== false)
      progress.count('deleted', all.length - users.length)
      const known: IdentitiesByUser = identitiesBeside(page.identities, users) ?? new Map()
      const unknown = new Set(withoutIdentities(users, known))
      waiting.push(...unknown)
      yield* usersOf(
        users.filter((user) => !unknown.has(user)),
        known,
      )
      yield* waitingUsers(PAGE_SIZE - 1)
    }
    yield* waitingUsers(0)
    if (listed === 0) throw unprovenList('users', 'nobody is listed, not even the one who asks')
    counter.assertMostlyReadable()
  }

  /**
   * The owners of an address. Search is loose and its index lags, so each match is read and compared with the address.
   * `suspects` has the ids of all matches.
   */
  async function usersByAddress(email: string): Promise<{ owners: User[]; suspects: string[] }> {
    const wanted = toKey(email)
    const query = { query: `email:"${wanted.replace(/["\\]/g, '')}"` }
    const { body } = await call('GET', '/api/v2/users/search', { query })
    const ids = readRows(body, 'users').map((row, n) => readRowId(row, `users[${n}]`))
    const suspects = ids.filter((id) => typeof id === 'string')
    const users = await usersBy('ids', suspects)
    const owners = users.filter((user) => [user.email, ...user.otherEmails].some((one) => toKey(one) === wanted))
    return { owners, suspects }
  }

  /** The user fields of the account, by key. */
  async function userFields(): Promise<Map<string, UserField>> {
    const fields = new Map<string, UserField>()
    for await (const { rows, first } of pages('user_fields')) {
      for (const [n, row] of rows.entries()) {
        const { key, ...field } = readUserField(row, `user_fields[${first + n}]`)
        if (key !== null) fields.set(key, field)
      }
    }
    return fields
  }

  return {
    mapper,
    pages,
    walk,
    everyone,
    usersBy,
    usersByAddress,
    holderOf,
    userFields,
    ...organizationsOf(call, { pages }, { path: settings.accountField, context }),
  }
}

/** The known identities of a user, or null if the user is gone. An unreadable id is a problem of the identities. */
const identitiesIn = (known: IdentitiesByUser, user: ApiUser) =>
  hasId(user) ? (known.get(user.id) ?? null) : { ...noIdentities(), problem: user.idProblem }

const notAllowed = (who: string) =>
  new Failure(
    exit.refused,
    `Zendesk: signed in as ${who}. The client or token has to belong to an admin, or to an agent who may see and change all end users`,
  )
