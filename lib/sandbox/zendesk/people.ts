// An index of the users, by the keys of lookups.

import { addressesOf, newUser, type User, type ZendeskStore } from './store.ts'

export type PeopleIndex = ReturnType<typeof peopleIndex>

/** Finds users by id (deleted ones too), and by address and external id (active ones). */
export function peopleIndex(store: ZendeskStore) {
  const byId = new Map<number, User>()
  const byAddress = new Map<string, User>()
  const byExternalId = new Map<string, User>()
  // Recorded ids have 13 digits, grow, and lie multiples of 128 apart.
  let lastId = 6_164_039_664_282

  /** Users may also come and go from outside, between two requests. */
  function refresh() {
    const { users } = store
    if (byId.size === users.length) return
    for (const known of [byId, byAddress, byExternalId]) known.clear()
    for (const user of users) {
      byId.set(user.id, user)
      if (user.active) index(user)
      lastId = Math.max(lastId, user.id)
    }
  }

  function index(user: User) {
    for (const address of addressesOf(user)) byAddress.set(address, user)
    if (user.external_id) byExternalId.set(user.external_id.toLowerCase(), user)
  }

  function unindex(user: User) {
    for (const address of addressesOf(user)) byAddress.delete(address)
    if (user.external_id) byExternalId.delete(user.external_id.toLowerCase())
  }

  function add(user: User) {
    store.users.push(user)
    byId.set(user.id, user)
    lastId = Math.max(lastId, user.id)
  }

  refresh()
  return {
    refresh,
    add,
    index,
    unindex,
    nextId: () => lastId + 128,
    byId: (id: unknown) => byId.get(Number(id)),
    byAddress: (address: string) => byAddress.get(lower(address)),
    byExternalId: (id: unknown) => byExternalId.get(lower(String(id))),
  }
}

/**
 * The user of all credentials: the first with this staff role. It is created if the world has none, or if the role is
 * end-user.
 */
export function ownUser(store: ZendeskStore, role: User['role']): User {
  const one = store.users.find((user) => user.active && user.role === role && role !== 'end-user')
  if (one) return one
  const id = store.users.reduce((most, user) => Math.max(most, user.id), 6_130_869_157_658) + 128
  const created = newUser({ id, name: 'Sync service', email: 'sync-service@zendesk.test', role })
  store.users.push(created)
  return created
}

/** As addresses and external ids compare. */
export const lower = (text: string) => text.trim().toLowerCase()
