// What is read of Zendesk: whole lists by cursor pages, users by id, external id or address.

import { keyed } from '../../artifacts/key.ts'
import type { User } from '../../artifacts/records.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { batches } from '../../http/concurrency.ts'
import { chunked } from '../../http/uri-chunks.ts'
import type { TargetContext } from '../target.ts'
import { countOf, enough } from './row-count.ts'
import type { ZendeskSettings } from './settings.ts'
import { type ApiIdentity, type ApiUser, mapping } from './users.ts'

/** Records a page, and users a call: Zendesk takes no more (Zendesk, Pagination; Users). */
export const MANY = 100

/** Values of one search: its query stays under some 2,000 letters. */
const MOST_TERMS = 20

interface Page {
  meta?: { has_more?: boolean; after_cursor?: string | null }
}

export interface ApiOrganization {
  id: number
  name: string
}

export type Reads = ReturnType<typeof reads>

/**
 * The reads of one instance; `room` tells how many bytes of a show_many are left for its values.
 * Each throws exit 8 or 9 where the answer is refused or not proven whole.
 */
export function reads(
  call: Call,
  room: () => Promise<number>,
  settings: Pick<ZendeskSettings, 'attributes' | 'removal'>,
  context: TargetContext,
) {
  const { progress } = context
  let mapped: Promise<ReturnType<typeof mapping>> | null = null

  /** /users/me answers 200 to an anonymous caller too (Zendesk, Users), so its id and role are looked at. */
  async function whoAmI(): Promise<string> {
    const { body } = await call('GET', '/api/v2/users/me')
    const { id, role, restricted_agent } = (body as { user?: Partial<ApiUser> } | null)?.user ?? {}
    if (id && (role === 'admin' || (role === 'agent' && restricted_agent !== true))) return String(id)
    const who = id ? `a user of role ${role}${restricted_agent ? ', restricted' : ''}` : 'nobody'
    throw new Failure(
      exit.refused,
      `Zendesk: signed in as ${who}. The client or token has to belong to an admin, or to an agent who may see and change all end users`,
    )
  }

  /** From Zendesk's user to ours; who we are ourselves is asked once. */
  function mapper(): Promise<ReturnType<typeof mapping>> {
    mapped ??= whoAmI().then((self) => mapping(settings, context, self))
    return mapped
  }

  /**
   * Every page of a list. The end is `has_more: false` and nothing else: the last page may carry a cursor (Zendesk,
   * Pagination). Rows lie in ascending ids, so a row that comes twice is a page that came twice.
   */
  async function* pages<T extends { id: number }>(what: 'organizations' | 'users' | 'user_fields') {
    const wrong = (why: string) =>
      new Failure(exit.remote, `Zendesk: ${what}: ${why}; the read is not proven whole. Run the stage again`)
    const counted = what === 'user_fields' ? async () => null : () => countOf(call, what)
    const before = await counted()
    if (before) progress.expect(`${what} read`, before.value)
    const cursors = new Set<string>()
    const ids = new Set<number>()
    for (let cursor: string | null = null; ; ) {
      const query = { 'page[size]': MANY, ...(cursor !== null && { 'page[after]': cursor }) }
      const include = what === 'users' && { include: 'identities' }
      const { body } = await call('GET', `/api/v2/${what}`, { query: { ...query, ...include } })
      const { meta, identities, [what]: rows } = (body ?? {}) as Page & Record<string, T[]>
      if (!Array.isArray(rows) || typeof meta?.has_more !== 'boolean') {
        throw wrong('a page has no rows or no meta.has_more')
      }
      progress.count('pages')
      progress.count(`${what} read`, rows.length)
      for (const { id } of rows) {
        if (ids.has(id)) throw wrong(`${id} came twice`)
        ids.add(id)
      }
      yield { rows, identities: Array.isArray(identities) ? identities : [] }
      if (!meta.has_more) break
      cursor = meta.after_cursor ?? null
      if (cursor === null) throw wrong('a page says there is more and names no cursor')
      if (cursors.has(cursor)) throw wrong('a cursor came twice')
      cursors.add(cursor)
    }
    await enough(what, ids.size, before, counted, progress)
  }

  /** One call of show_many, at most a hundred: users and, by user, their identities. */
  async function show(by: 'ids' | 'external_ids', values: readonly string[]) {
    const query = { [by]: values.join(','), include: 'identities' }
    const { body } = await call('GET', '/api/v2/users/show_many', { query })
    const { users, identities } = (body ?? {}) as { users?: ApiUser[]; identities?: ApiIdentity[] }
    if (!Array.isArray(users) || !Array.isArray(identities)) throw unproven('show_many has no users or no identities')
    return { users: users.map(proper), identities: byUser(identities) }
  }

  /** Users with all their addresses; those who are gone are left out. */
  async function shown(by: 'ids' | 'external_ids', values: readonly string[]): Promise<User[]> {
    const map = await mapper()
    const found: User[] = []
    for (const chunk of chunked(values, { most: MANY, room: await room() })) {
      const { users, identities } = await show(by, chunk)
      for (const user of users) {
        const own = identities.get(user.id) ?? []
        if (user.active === false) continue
        if (user.email && !isWhole(user, own)) throw unproven(`user ${user.id} is shown without its own address`)
        const one = map(user, own)
        if (one) found.push(one)
      }
    }
    return found
  }

  /** Everyone who has an address, with all identities: those that the list brings, else those of show_many, asked twice at most. */
  async function* everyone(): AsyncGenerator<User> {
    const map = await mapper()
    let listed = 0
    for await (const page of pages<ApiUser>('users')) {
      listed += page.rows.length
      const users = page.rows.map(proper).filter(({ email }) => email)
      progress.count('without an address', page.rows.length - users.length)
      const identities = byUser(page.identities as unknown as ApiIdentity[])
      const lacking = () => users.filter((user) => !isWhole(user, identities.get(user.id) ?? []))
      for (let tries = 0; tries < 2 && lacking().length > 0; tries++) {
        const asked = await show(
          'ids',
          lacking().map(({ id }) => String(id)),
        )
        for (const [id, own] of asked.identities) identities.set(id, own)
      }
      const [lost] = lacking()
      if (lost) throw unproven(`user ${lost.id} is listed and its addresses are not shown`)
      for (const user of users) {
        const one = map(user, identities.get(user.id) ?? [])
        if (one) yield one
      }
    }
    if (listed === 0) throw unproven('nobody is listed, not even the one who asks')
  }

  /** Search is loose and knows what its index knows, so its finds are read and held against the address. */
  async function owners(email: string): Promise<User[]> {
    const wanted = keyed(email)
    const query = { query: `email:"${wanted.replace(/["\\]/g, '')}"` }
    const { body } = await call('GET', '/api/v2/users/search', { query })
    const ids = ((body as { users?: ApiUser[] } | null)?.users ?? []).map(({ id }) => String(id))
    const users = await shown('ids', ids)
    return users.filter((user) => [user.email, ...user.otherEmails].some((one) => keyed(one) === wanted))
  }

  /**
   * Organizations by what a field of theirs holds, found by search, where terms of one field
   * are alternatives (Zendesk, Search reference, custom fields by their key). What it
   * finds besides is left out where they are keyed by account; a Salesforce id may be stored in either of its lengths.
   */
  async function holders(path: string, values: readonly string[]): Promise<ApiOrganization[]> {
    const field = path.split('.').at(-1)
    const found: ApiOrganization[] = []
    for (const some of batches(values, MOST_TERMS)) {
      const forms = new Set(some.flatMap((value) => [value, value.slice(0, 15)]))
      const terms = [...forms].map((one) => `${field}:"${one.replace(/["\\]/g, '')}"`)
      const { body } = await call('GET', '/api/v2/search', {
        query: { query: `type:organization ${terms.join(' ')}`, per_page: 100 },
      })
      const { results, next_page } = (body ?? {}) as { results?: ApiOrganization[]; next_page?: unknown }
      if (!Array.isArray(results))
        throw new Failure(exit.remote, 'Zendesk: search: the answer has no results. Run the stage again')
      if (next_page)
        throw new Failure(exit.remote, 'Zendesk: search: more organizations than one page. Gather everyone')
      found.push(...results)
    }
    return [...new Map(found.map((one) => [one.id, one])).values()]
  }

  /** How many organizations a user has: an update of one would drop all others (Zendesk, Users). Null: the user is gone. */
  async function homes(id: string): Promise<number | null> {
    const path = `/api/v2/users/${encodeURIComponent(id)}/organization_memberships`
    const { body, status } = await call('GET', path, { allow: [404] })
    if (status === 404) return null
    const { organization_memberships: found, count } = (body ?? {}) as {
      organization_memberships?: unknown[]
      count?: unknown
    }
    // the rows may be one page of them, or lack some: the count is of all
    if (Array.isArray(found)) return Math.max(found.length, Number(count ?? 0))
    throw new Failure(
      exit.remote,
      'Zendesk: organization_memberships: the answer has no memberships. Run the stage again',
    )
  }

  /** The keys of the account's user fields, and their types. */
  async function userFields(): Promise<Map<string, string>> {
    const types = new Map<string, string>()
    for await (const { rows } of pages<{ id: number; key?: string; type?: string }>('user_fields')) {
      for (const { key, type } of rows) if (key) types.set(key, String(type))
    }
    return types
  }

  return { mapper, pages, everyone, shown, owners, holders, homes, userFields }
}

function byUser(identities: readonly ApiIdentity[]): Map<number, ApiIdentity[]> {
  const map = new Map<number, ApiIdentity[]>()
  for (const one of identities) map.set(one.user_id, [...(map.get(one.user_id) ?? []), one])
  return map
}

/** Every user has its own address among its identities; an answer without it leaves out others too. */
const isWhole = ({ email }: ApiUser, identities: readonly ApiIdentity[]) =>
  identities.some(({ type, value }) => type === 'email' && keyed(String(value)) === keyed(email ?? ''))

function proper(user: ApiUser): ApiUser {
  const { id, name, role } = (user ?? {}) as Partial<ApiUser>
  if (typeof id === 'number' && typeof name === 'string' && typeof role === 'string')
    return { ...user, tags: user.tags ?? [] }
  throw unproven('a user has no id, name or role')
}

const unproven = (why: string) =>
  new Failure(exit.remote, `Zendesk: users: ${why}; the read is not proven whole. Run the stage again`)
