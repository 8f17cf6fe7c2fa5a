// The users that each group of contacts claims, for the oracle: naive and quadratic.

import { toKey } from '../../lib/artifacts/key.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { looseForms } from '../../lib/core/loose-forms.ts'
import { foreign } from './people.ts'

export interface Claim {
  key: string
  user: User
  by: 'key' | 'externalId' | 'address' | 'spelling'
  /** By an address that is not the sign-in name of both. */
  doubtful?: true
  /** By the id that another integration wrote. */
  foreign?: true
}

export const foreignOf = ({ foreignId }: User) => (foreignId === null ? null : foreign(foreignId))

export const groupOf = (contacts: readonly Contact[], key: string) => contacts.filter((contact) => contact.key === key)

/** The addresses by which a group claims: those of whoever is active. */
const addressesOf = (group: readonly Contact[]) =>
  group.flatMap(({ email, person }) => (email === null || !person.active ? [] : [toKey(email)]))

/** Which group of contacts claims which user. */
export function claimsOf(contacts: readonly Contact[], users: readonly User[]): Claim[] {
  const keys = [...new Set(contacts.map(({ key }) => key))]
  const claims: Claim[] = []
  for (const key of keys) {
    const ids = groupOf(contacts, key).map(({ externalId }) => externalId)
    for (const user of users) {
      if (user.key === key) claims.push({ key, user, by: 'key' })
      else if (user.externalId !== null && ids.includes(user.externalId)) claims.push({ key, user, by: 'externalId' })
      else if (ids.includes(foreignOf(user) ?? '')) claims.push({ key, user, by: 'externalId', foreign: true })
    }
  }
  const alone = keys.filter((key) => !claims.some((claim) => claim.key === key))
  for (const key of alone) {
    const addresses = addressesOf(groupOf(contacts, key))
    for (const user of users) {
      const others = user.otherEmails.map(toKey)
      if (addresses.some((address) => others.includes(address))) claims.push({ key, user, by: 'address' })
    }
  }
  const unclaimed = users.filter(({ id }) => !claims.some((claim) => claim.user.id === id))
  for (const key of alone.filter((key) => !claims.some((claim) => claim.key === key))) {
    const addresses = addressesOf(groupOf(contacts, key))
    for (const user of unclaimed)
      if ([user.key, toKey(user.email)].some((address) => addresses.includes(address)))
        claims.push({ key, user, by: 'address', doubtful: true })
  }
  return [...claims, ...spelledClaims(contacts, users, claims)]
}

/** Whoever is claimed by no name as it is written, and by one as it could be read. */
function spelledClaims(contacts: readonly Contact[], users: readonly User[], claims: readonly Claim[]): Claim[] {
  const keys = [...new Set(contacts.map((contact) => contact.key))]
  return keys.flatMap((key) =>
    users
      .filter((user) => !claims.some((claim) => claim.key === key && claim.user.id === user.id))
      .filter((user) => presentIn(contacts, key).some((one) => isRespelled(namesOf(one), namesOf(user))))
      .map((user): Claim => ({ key, user, by: 'spelling' })),
  )
}

const presentIn = (contacts: readonly Contact[], key: string) =>
  groupOf(contacts, key).filter(({ person }) => person.active)

const namesOf = ({ email, key, otherEmails = [] }: { email: string | null; key: string; otherEmails?: string[] }) =>
  [key, email, ...otherEmails].filter((name) => name !== null && !name.startsWith('?')) as string[]

/** Whether a name of one could be a name of the other, though not both are written so. */
function isRespelled(names: readonly string[], others: readonly string[]): boolean {
  const isWritten = (form: string) => [names, others].every((all) => all.map(toKey).includes(form))
  const forms = others.flatMap(looseForms)
  return names.flatMap(looseForms).some((form) => forms.includes(form) && !isWritten(form))
}

/** Contacts that could be one another: a name of one, as it is written, could be one of the other. */
export const areTwins = (one: Contact, other: Contact) =>
  one.key !== other.key && (isNameOf(one, other) || isNameOf(other, one))

function isNameOf(one: Contact, other: Contact): boolean {
  const own = namesOf(other).map(toKey)
  const forms = namesOf(other)
    .flatMap(looseForms)
    .filter((form) => !own.includes(form))
  return namesOf(one).some((name) => forms.includes(toKey(name)))
}
