// The writes of a user: create, update, delete, and the validation of each.

import { lower, type PeopleIndex } from './people.ts'
import { addressesOf, newUser, type User, type ZendeskStore } from './store.ts'

/** The `details` of a validation error, by field. */
type Details = Record<string, { description: string; error?: string }[]>
export type Patch = Record<string, unknown>

/** The documented writable fields this simulator keeps as they are sent; others are dropped without a word. */
const WRITABLE = ['name', 'role', 'tags', 'suspended', 'external_id', 'alias', 'details', 'notes', 'phone'] as const

/** The three writes. `fields` are the user fields the account has; `date` is the time of a write. */
export function userChanges(
  store: ZendeskStore,
  known: PeopleIndex,
  { fields, date }: { fields: Set<string>; date: () => number },
) {
  const { byAddress, byExternalId, index, unindex } = known
  const now = () => new Date(date()).toISOString().replace(/\.\d+/, '')

  /** The addresses a patch brings: `email`, and `identities` on a create. */
  function addressesIn({ email, identities }: Patch): string[] {
    const more = Array.isArray(identities) ? identities.filter(({ type }) => type === 'email') : []
    return [email, ...more.map(({ value }) => value)].filter((value) => typeof value === 'string').map(lower)
  }

  function problemsOf(patch: Patch, user: User | null): Details | null {
    const details: Details = {}
    const refuse = (field: string, description: string, error?: string) => {
      details[field] ??= []
      details[field].push(error ? { description, error } : { description })
    }
    const nameless = 'name' in patch ? typeof patch['name'] !== 'string' || patch['name'].trim() === '' : user === null
    if (nameless) refuse('name', 'Name: is too short (minimum is 1 characters)')
    for (const address of addressesIn(patch)) {
      const owner = byAddress(address)
      if (!/^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>_]+$/.test(address)) {
        refuse('email', `Email: ${address} is not properly formatted`)
      } else if (owner && owner !== user) {
        refuse('email', `Email: ${address} is already being used by another user`, 'DuplicateValue')
      }
    }
    const { external_id, organization_id, role } = patch
    const owner = typeof external_id === 'string' ? byExternalId(external_id) : undefined
    if (owner && owner !== user) {
      refuse('external_id', `External: ${external_id} is already being used by another user`, 'DuplicateValue')
    }
    if (organization_id != null && !store.organizations.some(({ id }) => id === Number(organization_id))) {
      refuse('organization_id', 'Organization: is invalid', 'InvalidValue')
    }
    if (role !== undefined && !['end-user', 'agent', 'admin'].includes(String(role))) {
      refuse('role', 'Role: is invalid', 'InvalidValue')
    }
    return Object.keys(details).length > 0 ? details : null
  }

  function join(user: User, organization_id: number | null) {
    const others = store.organization_memberships.filter(({ user_id }) => user_id !== user.id)
    if (organization_id !== null) others.push({ user_id: user.id, organization_id, default: true })
    store.organization_memberships = others
    user.organization_id = organization_id
  }

  /** Makes a membership of the user the default; false if the user is not a member of the organization. */
  function makeDefault(user: User, organization: number): boolean {
    const own = store.organization_memberships.filter(({ user_id }) => user_id === user.id)
    if (!own.some(({ organization_id }) => organization_id === organization)) return false
    for (const one of own) one.default = one.organization_id === organization
    user.organization_id = organization
    user.updated_at = now()
    return true
  }

  function write(user: User, patch: Patch) {
    const before = JSON.stringify(user)
    unindex(user)
    for (const field of WRITABLE) if (patch[field] !== undefined) Object.assign(user, { [field]: patch[field] })
    for (const [field, value] of Object.entries((patch['user_fields'] ?? {}) as User['user_fields'])) {
      if (fields.has(field)) user.user_fields[field] = value
    }
    // An organization in a patch replaces all memberships, even if the user was a member of it before.
    const { organization_id } = patch
    if (organization_id !== undefined) join(user, organization_id === null ? null : Number(organization_id))
    // An update adds its address as secondary and unverified; the primary address stays.
    const known = addressesOf(user)
    for (const value of addressesIn(patch).filter((address) => !known.includes(address))) {
      user.identities.push({ type: 'email', value, verified: patch['verified'] === true })
    }
    if (patch['email'] === undefined && typeof patch['verified'] === 'boolean') user.verified = patch['verified']
    index(user)
    if (JSON.stringify(user) !== before) user.updated_at = now()
  }

  function create(patch: Patch): { user: User } | { details: Details } {
    const details = problemsOf(patch, null)
    if (details) return { details }
    const [email = null] = typeof patch['email'] === 'string' ? addressesIn(patch) : []
    const time = { created_at: now(), updated_at: now() }
    const user = newUser({ id: known.nextId(), email, verified: patch['verified'] === true, ...time })
    known.add(user)
    write(user, patch)
    return { user }
  }

  /** Updates the user. Returns the validation errors, or null if the update was done. */
  function update(user: User, patch: Patch): Details | null {
    const details = problemsOf(patch, user)
    if (!details) write(user, patch)
    return details
  }

  /** Deletion is soft: the user is still there by id, and its addresses are free again. */
  function remove(user: User) {
    unindex(user)
    join(user, null)
    user.active = false
    user.updated_at = now()
  }

  return { create, update, remove, makeDefault }
}

/** The validation errors as the result of a job has them. */
export const describe = (details: Details | null): string | null =>
  details &&
  Object.values(details)
    .flat()
    .map(({ description }) => description)
    .join(', ')
