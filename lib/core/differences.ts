// The differences between a contact and its user, field by field. Pure.

import stringify from 'fast-json-stable-stringify'
import { toKey } from '../artifacts/key.ts'
import { type Attributes, attributeOf, type Contact, type Fields, type User } from '../artifacts/records.ts'
import type { FoundBy } from './claims.ts'

/**
 * Whether addresses are compared: never for a user found by a secondary address; for a user found by key, only if the
 * target changes addresses.
 */
export const isAddressCompared = (by: FoundBy | null, { emailChange }: { emailChange: 'update' | 'hold' }): boolean =>
  by === 'externalId' || (by === 'key' && emailChange === 'update')

export const addressesOfUser = ({ email, otherEmails }: User) => [email, ...otherEmails].map(toKey)

/** The sign-in name and the address of the contact, each only if the user lacks it. */
export function newAddress(user: User, { email, key }: Contact): Pick<Fields, 'key' | 'email'> {
  const addresses = addressesOfUser(user)
  return {
    // A sign-in name that is no address is compared by itself.
    ...(key !== user.key && !(addresses.includes(key) && addresses.includes(user.key)) && { key }),
    ...(email !== null && !addresses.includes(toKey(email)) && { email }),
  }
}

const COMPARED_FIELDS = ['active', 'groups', 'name', 'organization'] as const

/** The fields and attributes that differ, with both values. */
export function differences(user: User, contact: Contact, address: Fields): { from: Fields; to: Fields } {
  const from: Fields = {}
  const to: Fields = { ...address }
  if (address.key !== undefined) from.key = user.key
  if (address.email !== undefined) from.email = user.email
  for (const field of COMPARED_FIELDS) {
    if (isSame(user.person[field], contact.person[field])) continue
    Object.assign(from, { [field]: user.person[field] })
    Object.assign(to, { [field]: contact.person[field] })
  }
  const names = differingNames(user.person.attributes, contact.person.attributes)
  if (names.length) {
    from.attributes = pick(user.person.attributes, names)
    to.attributes = pick(contact.person.attributes, names)
  }
  return { from, to }
}

/** Whether two values of a field are the same; lists are compared in their order. */
const isSame = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'object' && stringify(a) === stringify(b))

const differingNames = (a: Attributes, b: Attributes) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => !isSame(attributeOf(a, name), attributeOf(b, name)),
  )

const pick = (attributes: Attributes, names: string[]): Attributes =>
  Object.fromEntries(names.map((name) => [name, attributeOf(attributes, name)]))
