// The people of the two SCIM services. They have their own random numbers, so that the contacts stay equal.

import { chances } from '../parts/chance.ts'
import { familyNames, givenNames, slug } from '../parts/names.ts'
import { contactKey, contactName, mainContacts } from '../salesforce/main-contacts.ts'
import { newRecordId } from '../salesforce/record-id.ts'
import type { SalesforceStore } from '../salesforce/store.ts'
import { enterprise } from './schemas.ts'
import type { ScimGroup, ScimStore, ScimUser } from './store.ts'

/** How many of each there are in `scim`; all other contacts have an equal user. */
export const scimCounts = {
  missing: 120,
  renamed: 60,
  addressChanged: 25, // found by externalId, under the address of before
  returned: 20, // removed by an earlier sync, and their contact is there again
  inactive: 10, // by another client, though their contact is there
  absent: 80, // ours, without a contact
  strangers: 40, // not ours, and without a contact
  directory: 1000,
} as const

interface Filled {
  salesforce: SalesforceStore
  scim: ScimStore
  directory: ScimStore
}

/** Fills `world.scim` and `world.directory` after the contacts of `world`. */
export function populateScim(world: Filled, seed: number) {
  const { next, pick, uuid, shuffle } = chances(seed ^ 0x5c1_0000)

  const user = (userName: string, displayName: string, more: Partial<ScimUser> = {}): ScimUser => ({
    id: uuid(),
    userName,
    active: true,
    displayName,
    emails: [{ value: userName, type: 'work', primary: true }],
    ...more,
  })
  const externalIdOf = (Id: string) => ({ externalId: `salesforce:${Id}` })
  const somebody = (domain: string, n: number): [string, string] => {
    const [first, last] = [pick(givenNames), pick(familyNames)]
    return [`${slug(first)}.${slug(last)}.${n}@${domain}`, `${first} ${last}`]
  }

  const contacts = shuffle(mainContacts(world.salesforce))
  const take = (n: number) => contacts.splice(0, n)
  const { missing, renamed, addressChanged, returned, inactive, absent, strangers } = scimCounts
  take(missing)
  const users = [
    ...take(renamed).map((one) =>
      user(contactKey(one), `${contactName(one)}-${pick(familyNames)}`, externalIdOf(one.Id)),
    ),
    ...take(addressChanged).map((one) => user(`former.${contactKey(one)}`, contactName(one), externalIdOf(one.Id))),
    ...take(returned).map((one) => user(contactKey(one), contactName(one), { ...externalIdOf(one.Id), active: false })),
    ...take(inactive).map((one) => user(contactKey(one), contactName(one), { active: false })),
    ...contacts.map((one) => user(contactKey(one), contactName(one), externalIdOf(one.Id))),
    ...range(absent).map((n) =>
      user(...somebody('departed.example', n), externalIdOf(newRecordId('0035e', 90_000_000 + 7 * n))),
    ),
    ...range(strangers).map((n) => user(...somebody('partner.example', n))),
  ]
  world.scim = { users: shuffle(users), groups: [] }
  world.scim.groups = groupsOf(world.scim)

  const people = contacts.slice(-scimCounts.directory).map((one) => {
    const [givenName = '', ...rest] = contactName(one).split(' ')
    const name = { givenName, familyName: rest.join(' '), formatted: contactName(one) }
    const more = { name, active: next() > 0.05, [enterprise.id]: { organization: one.AccountId ?? '' } }
    return user(contactKey(one), contactName(one), more)
  })
  world.directory = { users: shuffle(people), groups: [] }
  world.directory.groups = groupsOf(world.directory)

  function groupsOf({ users }: ScimStore): ScimGroup[] {
    return ['Support', 'Billing'].map((displayName) => ({
      id: uuid(),
      displayName,
      members: shuffle(users)
        .slice(0, 60)
        .map(({ id }) => ({ value: id, type: 'User' as const })),
    }))
  }
}

const range = (n: number) => Array.from({ length: n }, (_, index) => index)
