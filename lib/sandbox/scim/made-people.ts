// The people of the two SCIM services: made after the contacts, by chance of its own, so that those stay as they were.

import { chances } from '../parts/chance.ts'
import { family, given, slug } from '../parts/names.ts'
import type { SalesforceHolding } from '../salesforce/holding.ts'
import { madeId } from '../salesforce/record-id.ts'
import { keyOf, nameOf, selected } from '../salesforce/selected.ts'
import type { Holding, ScimGroup, ScimUser } from './holding.ts'
import { enterprise } from './schemas.ts'

/** How many of each there are in `scim`; all other contacts have an equal user. */
export const scimCounts = {
  missing: 120,
  renamed: 60,
  addressChanged: 25, // found by externalId, under the address of before
  returned: 20, // removed by an earlier sync, and their contact is there again
  inactive: 10, // by somebody else, though their contact is there
  absent: 80, // ours, without a contact
  strangers: 40, // not ours, and without a contact
  directory: 1000,
} as const

interface Filled {
  salesforce: SalesforceHolding
  scim: Holding
  directory: Holding
}

/** Fills `world.scim` and `world.directory` after the contacts of `world`. */
export function addScim(world: Filled, seed: number) {
  const { next, pick, uuid, shuffled } = chances(seed ^ 0x5c1_0000)

  const user = (userName: string, displayName: string, more: Partial<ScimUser> = {}): ScimUser => ({
    id: uuid(),
    userName,
    active: true,
    displayName,
    emails: [{ value: userName, type: 'work', primary: true }],
    ...more,
  })
  const linked = (Id: string) => ({ externalId: `salesforce:${Id}` })
  const somebody = (domain: string, n: number): [string, string] => {
    const [first, last] = [pick(given), pick(family)]
    return [`${slug(first)}.${slug(last)}.${n}@${domain}`, `${first} ${last}`]
  }

  const contacts = shuffled(selected(world.salesforce))
  const take = (n: number) => contacts.splice(0, n)
  const { missing, renamed, addressChanged, returned, inactive, absent, strangers } = scimCounts
  take(missing)
  const users = [
    ...take(renamed).map((one) => user(keyOf(one), `${nameOf(one)}-${pick(family)}`, linked(one.Id))),
    ...take(addressChanged).map((one) => user(`former.${keyOf(one)}`, nameOf(one), linked(one.Id))),
    ...take(returned).map((one) => user(keyOf(one), nameOf(one), { ...linked(one.Id), active: false })),
    ...take(inactive).map((one) => user(keyOf(one), nameOf(one), { active: false })),
    ...contacts.map((one) => user(keyOf(one), nameOf(one), linked(one.Id))),
    ...range(absent).map((n) => user(...somebody('departed.example', n), linked(madeId('0035e', 90_000_000 + 7 * n)))),
    ...range(strangers).map((n) => user(...somebody('partner.example', n))),
  ]
  world.scim = { users: shuffled(users), groups: [] }
  world.scim.groups = groupsOf(world.scim)

  const people = contacts.slice(-scimCounts.directory).map((one) => {
    const [givenName = '', ...rest] = nameOf(one).split(' ')
    const name = { givenName, familyName: rest.join(' '), formatted: nameOf(one) }
    const more = { name, active: next() > 0.05, [enterprise.id]: { organization: one.AccountId ?? '' } }
    return user(keyOf(one), nameOf(one), more)
  })
  world.directory = { users: shuffled(people), groups: [] }
  world.directory.groups = groupsOf(world.directory)

  function groupsOf({ users }: Holding): ScimGroup[] {
    return ['Support', 'Billing'].map((displayName) => ({
      id: uuid(),
      displayName,
      members: shuffled(users)
        .slice(0, 60)
        .map(({ id }) => ({ value: id, type: 'User' as const })),
    }))
  }
}

const range = (n: number) => Array.from({ length: n }, (_, index) => index)
