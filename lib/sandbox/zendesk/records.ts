// Users, identities, organizations and memberships in the shapes Zendesk serves (recorded 2023-24).

import type { Membership, Organization, User } from './store.ts'

/** The 37 keys of a user, in the recorded order. Every user field of the account is there, null if it was never set. */
export function userRecord(user: User, origin: string, fields: Iterable<string>) {
  const staff = user.role !== 'end-user'
  return {
    id: user.id,
    url: `${origin}/api/v2/users/${user.id}.json`,
    name: user.name,
    email: user.email,
    created_at: user.created_at,
    updated_at: user.updated_at,
    time_zone: 'America/New_York',
    iana_time_zone: 'America/New_York',
    phone: user.phone ?? null,
    shared_phone_number: null,
    photo: null,
    locale_id: 1,
    locale: 'en-US',
    organization_id: user.organization_id,
    role: user.role,
    verified: user.verified,
    external_id: user.external_id,
    tags: user.tags,
    alias: user.alias ?? null,
    active: user.active,
    shared: user.shared,
    shared_agent: false,
    last_login_at: null,
    two_factor_auth_enabled: staff ? null : false,
    signature: null,
    details: user.details ?? null,
    notes: user.notes ?? null,
    role_type: user.role === 'admin' ? 4 : user.role === 'agent' ? 0 : null,
    custom_role_id: null,
    moderator: staff,
    ticket_restriction: staff ? null : 'requested',
    only_private_comments: false,
    restricted_agent: !staff,
    suspended: user.suspended,
    default_group_id: null,
    report_csv: user.role === 'admin',
    user_fields: { ...Object.fromEntries([...fields].map((field) => [field, null])), ...user.user_fields },
  }
}

/** Every address of a user as an identity, the primary address first. */
export function identityRecords(user: User, origin: string) {
  const primary = user.email === null ? [] : [{ type: 'email', value: user.email, verified: user.verified }]
  return [...primary, ...user.identities].map(({ type, value, verified = true }, n) => {
    const id = 4_000_000_000_000 + (user.id % 1e10) * 100 + n
    return {
      url: `${origin}/api/v2/users/${user.id}/identities/${id}.json`,
      id,
      user_id: user.id,
      type,
      value,
      verified,
      primary: n === 0 && user.email !== null,
      created_at: user.created_at,
      updated_at: user.created_at,
      undeliverable_count: 0,
      deliverable_state: 'deliverable',
    }
  })
}

/** Every organization field of the account is there, null if it was never set (Zendesk, Organization fields). */
export function organizationRecord(
  { id, name, organization_fields }: Organization,
  origin: string,
  fields: Iterable<string>,
) {
  return {
    url: `${origin}/api/v2/organizations/${id}.json`,
    id,
    name,
    shared_tickets: false,
    shared_comments: false,
    external_id: null,
    created_at: '2024-01-08T09:00:00Z',
    updated_at: '2024-01-08T09:00:00Z',
    domain_names: [],
    details: null,
    notes: null,
    group_id: null,
    tags: [],
    organization_fields: { ...Object.fromEntries([...fields].map((field) => [field, null])), ...organization_fields },
  }
}

export function membershipRecord(membership: Membership & { id: number }, origin: string) {
  const { id, user_id, organization_id } = membership
  return {
    url: `${origin}/api/v2/organization_memberships/${id}.json`,
    id,
    user_id,
    organization_id,
    default: membership.default,
    created_at: '2024-01-08T09:00:00Z',
    updated_at: '2024-01-08T09:00:00Z',
  }
}
