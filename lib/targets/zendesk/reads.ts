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
import { isHalfRead } from '../../core/protection.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { uriChunks } from '../../http/uri-chunks.ts'
import type { TargetContext } from '../target.ts'
import { addressBook, identitiesIn } from './addresses.ts'
import { hasId, readRowId } from './api-user.ts'
import { everyUser } from './every-user.ts'
import { organizationsOf } from './organizations.ts'
import { pagesOf, readRows } from './pages.ts'
import type { ZendeskSettings } from './settings.ts'
import { shownUsers, USERS_A_CALL } from './shown-users.ts'
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
  const shown = shownUsers(call, addressBook(identitiesOf, progress))

  /**
   * The id of our own user, and the time of Zendesk in milliseconds; null if it sends none. /users/me answers 200 to
   * anonymous callers too (Zendesk, Users), so the role counts.
   */
  async function whoAmI(): Promise<{ id: string; date: number | null }> {
    const { body, headers } = await call('GET', '/api/v2/users/me')
    const user = readField(body, 'user')
    if (readField(user, 'id') == null) throw notAllowed('nobody')
    const reader = recordReader()
    const id = readRowId(user, 'user')
    const role = reader.take(readText(readField(user, 'role'), 'user.role'))
    const isRestricted = reader.take(readBoolean(readField(user, 'restricted_agent'), 'user.restricted_agent'))
    if (isUnreadable(id)) throw new Failure(exit.remote, `Zendesk: who is signed in cannot be told: ${id}`)
    if (reader.problem !== null) throw new Failure(exit.remote, `Zendesk: who is signed in: ${reader.problem}`)
    const date = Date.parse(String(headers.date))
    const own = { id, date: Number.isNaN(date) ? null : date }
    if (role === 'admin' || (role === 'agent' && isRestricted === false)) return own
    const isUnsaid = role === 'agent' && isRestricted === null
    const more = isUnsaid ? ', and whether it is restricted is not said' : isRestricted ? ', restricted' : ''
    throw notAllowed(`a user of role ${role}${more}`)
  }

  /** Maps a user of Zendesk to ours. Our own id is read once. */
  const self = once(whoAmI)
  const mapper = once(async () => mapping(settings, context, (await self()).id))

  /** Users with all their addresses; users who are gone are left out. */
  async function usersBy(by: 'ids' | 'external_ids', values: readonly string[]): Promise<User[]> {
    const map = await mapper()
    const found: User[] = []
    for (const chunk of uriChunks(values, { maxValues: USERS_A_CALL, bytesLeft: await room() })) {
      const { users, known } = await shown.usersWith(by, chunk)
      for (const user of users) {
        const own = identitiesIn(known, user)
        const one = own && map(user, own)
        if (one) found.push(one)
      }
    }
    return found
  }

  /**
   * The users of these ids as they are now; null for a user without an address, or whom Zendesk shows as deleted. Ids
   * that Zendesk does not show are left out.
   */
  async function usersNow(ids: readonly string[]): Promise<Map<string, User | null>> {
    const map = await mapper()
    const found = new Map<string, User | null>()
    for (const chunk of uriChunks(ids, { maxValues: USERS_A_CALL, bytesLeft: await room() })) {
      const { users, known, deleted } = await shown.usersWith('ids', chunk)
      for (const { id } of deleted) found.set(id, null)
      for (const user of users) {
        const own = identitiesIn(known, user)
        found.set(user.id, own && map(user, own))
      }
    }
    return found
  }

  /** The holder of an external id, deleted users included if Zendesk shows them; null if it shows none. */
  async function holderOf(externalId: string): Promise<{ id: string; isDeleted: boolean } | null> {
    const { users } = await shown.showMany('external_ids', [externalId])
    const [one] = users.filter(hasId)
    return one === undefined ? null : { id: one.id, isDeleted: one.active === false }
  }

  /** Every user with an address, with all identities. An unreadable user is protected and counted. */
  async function* everyone(): AsyncGenerator<User> {
    const map = await mapper()
    const counter = readCounter('Zendesk: users')
    for await (const { user, own } of everyUser(pages('users'), shown, progress)) {
      const one = own && map(user, own)
      if (own === null) progress.count('deleted')
      if (own !== null && one === null) progress.count('without an address')
      if (counter.count(one && isHalfRead(one) ? one.protected : null) !== null) progress.count('unreadable')
      if (one) yield one
    }
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
    self,
    mapper,
    pages,
    walk,
    everyone,
    usersBy,
    usersNow,
    usersByAddress,
    holderOf,
    userFields,
    ...organizationsOf(call, { pages }, { path: settings.accountField, context }),
  }
}

const notAllowed = (who: string) =>
  new Failure(
    exit.refused,
    `Zendesk: signed in as ${who}. The client or token has to belong to an admin, or to an agent who may see and change all end users`,
  )
