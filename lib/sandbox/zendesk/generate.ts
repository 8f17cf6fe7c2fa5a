// The organizations, users and memberships of a generated world.

import type { Chances } from '../parts/chance.ts'
import { slug } from '../parts/names.ts'
import type { NewPerson } from '../salesforce/generate.ts'
import type { Account } from '../salesforce/store.ts'
import { newUser, type Organization, type User, type ZendeskStore } from './store.ts'

/** A company: an account and its organization. */
export interface Company {
  account: Account
  organization: Organization
  /** The domain of its addresses. */
  domain: string
}

/** Adds records to the Zendesk account. */
export function zendeskRecords(
  { organizations, users, organization_memberships }: ZendeskStore,
  { below, chance }: Chances,
) {
  let minutes = 0

  /** Ids grow with time, with gaps. */
  const nextId = (list: { id: number }[]) => (list.at(-1)?.id ?? 6_130_869_157_658) + 128 * (1 + below(5000))

  function company(account: Account, salesforce_id: string | null, name = account.Name): Company {
    const organization = { id: nextId(organizations), name, organization_fields: { salesforce_id } }
    organizations.push(organization)
    return { account, organization, domain: `${slug(account.Name)}.${account.Name.length % 4 ? 'example' : 'test'}` }
  }

  function user(person: NewPerson, organization: Organization | null, more: Partial<User> = {}): User {
    minutes += 1 + below(600)
    const created_at = new Date(Date.UTC(2024, 0, 8) + minutes * 60_000).toISOString().replace('.000', '')
    const user_fields = { not_in_sfdc: chance(0.5) ? false : null }
    const fields = { id: nextId(users), ...person, user_fields, tags: chance(0.05) ? ['vip'] : [] }
    const place = { organization_id: organization?.id ?? null, created_at, updated_at: created_at }
    const record = newUser({ ...fields, ...place, ...more })
    users.push(record)
    if (organization) organization_memberships.push(newMembership(record, organization, { isDefault: true }))
    return record
  }

  /** Adds a membership that is not the default. */
  function join(user: User, organization: Organization): void {
    organization_memberships.push(newMembership(user, organization, { isDefault: false }))
  }

  return { company, user, join }
}

const newMembership = ({ id }: User, organization: Organization, { isDefault }: { isDefault: boolean }) => ({
  user_id: id,
  organization_id: organization.id,
  default: isDefault,
})
