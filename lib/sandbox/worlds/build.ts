// The parts a generated world is made of: companies, people, and their records in both systems.

import { chances } from '../parts/chance.ts'
import { companyNames, familyNames, givenNames, slug, trades } from '../parts/names.ts'
import { newRecordId } from '../salesforce/record-id.ts'
import type { Account, Contact } from '../salesforce/store.ts'
import { worldShape } from '../systems.ts'
import { newUser, type Organization, type User } from '../zendesk/store.ts'

/** A company as both systems have it. */
export interface Home {
  account: Account
  organization: Organization
  domain: string
}
export interface Named {
  name: string
  email: string
}

/** An empty world and what fills it, by chance that is the same for the same seed. */
export function builder(seed: number) {
  const { next, below, pick, chance, shuffle } = chances(seed)

  const world = worldShape.parse({})
  const { organizations, users, organization_memberships } = world.zendesk
  const taken = new Set<string>()
  let records = 12_000_000
  let minutes = 0

  /** Ids of both systems grow with time, with gaps. */
  function recordId(prefix: string): string {
    records += 1 + below(40)
    return newRecordId(prefix, records)
  }
  const zendeskId = (list: { id: number }[]) => (list.at(-1)?.id ?? 6_130_869_157_658) + 128 * (1 + below(5000))

  /** The first text of `make` that nobody has yet. */
  function fresh(make: (attempt: number) => string): string {
    for (let attempt = 1; ; attempt++) {
      const text = make(attempt)
      if (taken.has(text)) continue
      taken.add(text)
      return text
    }
  }

  function account(): Account {
    const form = () => (chance(0.3) ? ` ${pick(['Group', 'Federal', 'GmbH', 'S.à r.l.'])}` : '')
    const Name = fresh((n) => `${pick(companyNames)} ${pick(trades)}${form()}${n > 20 ? ` ${n}` : ''}`)
    const made = { Id: recordId('0015e'), Name }
    world.salesforce.accounts.push(made)
    return made
  }

  function home(owner: Account, salesforce_id: string | null, name = owner.Name): Home {
    const organization = { id: zendeskId(organizations), name, organization_fields: { salesforce_id } }
    organizations.push(organization)
    return { account: owner, organization, domain: `${slug(owner.Name)}.${owner.Name.length % 4 ? 'example' : 'test'}` }
  }

  /** Somebody nobody else is, with an address nobody else has. */
  function person(domain: string): Named {
    const [first, last] = [pick(givenNames), pick(familyNames)]
    const name = chance(0.1) ? `${first} ${pick(familyNames)} ${last}` : `${first} ${last}`
    return { name, email: fresh((n) => `${slug(first)}.${slug(last)}${n > 1 ? n : ''}@${domain}`) }
  }

  function contact({ name, email }: Named, { Id }: Account, more: Partial<Contact> = {}): Contact {
    const Role__c = chance(0.8) ? 'Gitlab Admin' : pick(['Billing;Gitlab Admin', 'Gitlab Admin;Security Contact'])
    const said = { Name: name, Email: email, AccountId: Id, Role__c, Inactive_Contact__c: false }
    const made = { Id: recordId('0035e'), ...said, ...more }
    world.salesforce.contacts.push(made)
    return made
  }

  function user(who: Named, organization: Organization | null, more: Partial<User> = {}): User {
    minutes += 1 + below(600)
    const created_at = new Date(Date.UTC(2024, 0, 8) + minutes * 60_000).toISOString().replace('.000', '')
    const user_fields = { not_in_sfdc: chance(0.5) ? false : null }
    const said = { id: zendeskId(users), ...who, user_fields, tags: chance(0.05) ? ['vip'] : [] }
    const place = { organization_id: organization?.id ?? null, created_at, updated_at: created_at }
    const made = newUser({ ...said, ...place, ...more })
    users.push(made)
    if (organization) join(made, organization, true)
    return made
  }

  function join({ id }: User, organization: Organization, isDefault: boolean) {
    organization_memberships.push({ user_id: id, organization_id: organization.id, default: isDefault })
  }

  return { world, next, below, pick, chance, recordId, account, home, person, contact, user, join, shuffle }
}
