// The identities of a user: every address for sign-in or for mail. Pure.

import { toKey } from '../../artifacts/key.ts'
import { isUnreadable, type Reading, readField, readText, shapeOf, Unreadable } from '../../connector/read-value.ts'
import { decode } from '../../core/typed-signs.ts'
import { type ApiUser, isAddress } from './api-user.ts'

/** The summary of the identities of one user. */
export interface Identities {
  /** Every value that is an address, as stored; each once. */
  addresses: string[]
  /** Whether an identity is of the type `email`: then the user has a primary address. */
  hasEmail: boolean
  /** Whether an address is empty: fine for a user without address, else an address was lost. */
  hasBlank: boolean
  problem: Unreadable | null
}

/**
 * The types of identity (Zendesk, User identities). In an unknown type, a value without `@` may still be an address.
 */
const IDENTITY_TYPES = [
  'email',
  'twitter',
  'facebook',
  'google',
  'phone_number',
  'agent_forwarding',
  'any_channel',
  'foreign',
  'sdk',
  'messaging',
]

/** The types whose value is always an address. */
const ADDRESS_TYPES = ['email', 'google']

export const noIdentities = (): Identities => ({ addresses: [], hasBlank: false, hasEmail: false, problem: null })

/** The identities of one user, as rows of an answer. */
export function readIdentities(rows: readonly unknown[]): Identities {
  const found = noIdentities()
  for (const [n, row] of rows.entries()) addIdentity(found, row, `identities[${n}]`)
  return found
}

/** The identities of an answer by user; null if an identity has no readable user. */
export function identitiesByUser(rows: readonly unknown[]): Map<string, Identities> | null {
  const byUser = new Map<string, unknown[]>()
  for (const row of rows) {
    const user = readText(readField(row, 'user_id'), 'user_id')
    if (typeof user !== 'string') return null
    byUser.set(user, [...(byUser.get(user) ?? []), row])
  }
  return new Map([...byUser].map(([user, own]) => [user, readIdentities(own)]))
}

function addIdentity(found: Identities, row: unknown, path: string): void {
  const address = readIdentity(row, path)
  if (isUnreadable(address)) found.problem ??= address
  if (address === null && ADDRESS_TYPES.includes(String(readField(row, 'type')))) found.hasBlank = true
  if (typeof address !== 'string') return
  if (readField(row, 'type') === 'email') found.hasEmail = true
  if (!found.addresses.some((one) => toKey(one) === toKey(address))) found.addresses.push(address)
}

/** The address of an identity; null for another type or an empty text. */
function readIdentity(row: unknown, path: string): Reading<string> {
  const type = readField(row, 'type', `${path}.type`)
  const value = readText(readField(row, 'value', `${path}.value`), `${path}.value`)
  if (isUnreadable(value)) return value
  if (value !== null && isAddress(decode(value.normalize('NFKC')))) return value
  if (typeof type !== 'string') return new Unreadable(`${path}.type`, shapeOf(type))
  if (!IDENTITY_TYPES.includes(type)) return new Unreadable(`${path}.type`, 'an unknown kind')
  const stored = readField(row, 'value')
  return ADDRESS_TYPES.includes(type) && stored !== '' ? new Unreadable(`${path}.value`, shapeOf(stored)) : null
}

/** Whether the identities have the address of the user itself; otherwise they may lack others too. */
export const hasOwnAddress = ({ email }: ApiUser, { addresses }: Identities): boolean =>
  typeof email !== 'string' || addresses.some((one) => toKey(one) === toKey(email))
