// The store of a Zendesk account: organizations, users and memberships, in the shape of a world file.

import * as z from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { anyText, utcTime } from '../parts/shapes.ts'

const id = z.int().positive()
const fields = z.record(anyText, z.union([anyText, z.number(), z.boolean(), z.null()]))

const organization = z.strictObject({
  id,
  name: anyText.optional(),
  organization_fields: fields.default({}),
})

/** A secondary address, or another identity for the sign-in. */
const identity = z.strictObject({ type: anyText.default('email'), value: anyText, verified: z.boolean().optional() })

const zendeskUser = z.strictObject({
  id,
  name: anyText.default('No Name'),
  email: anyText.nullable().default(null),
  role: z.enum(['end-user', 'agent', 'admin']).default('end-user'),
  organization_id: id.nullable().optional(),
  external_id: anyText.nullable().default(null),
  user_fields: fields.default({}),
  tags: z.array(anyText).default([]),
  suspended: z.boolean().default(false),
  shared: z.boolean().default(false),
  identities: z.array(identity).default([]),
  active: z.boolean().default(true),
  created_at: utcTime.default('2024-01-08T09:00:00Z'),
  updated_at: utcTime.default('2024-01-08T09:00:00Z'),
  verified: z.boolean().default(true),
  alias: anyText.nullable().optional(),
  details: anyText.nullable().optional(),
  notes: anyText.nullable().optional(),
  phone: anyText.nullable().optional(),
})

const membership = z.strictObject({ user_id: id, organization_id: id, default: z.boolean().default(false) })

const zendeskFile = z.strictObject({
  organizations: z.array(organization).default([]),
  users: z.array(zendeskUser).default([]),
  organization_memberships: z.array(membership).default([]),
})

/** Left-out fields get their defaults; a default membership and the organization of a user follow from each other. */
export const zendeskStore = zendeskFile.prefault({}).transform(completeStore)

type Whole<T> = { [K in keyof T]: T[K] }
export type Organization = Whole<z.output<typeof organization>> & { name: string }
export type User = Whole<z.output<typeof zendeskUser>> & { organization_id: number | null }
export type Membership = z.output<typeof membership>

export interface ZendeskStore {
  organizations: Organization[]
  users: User[]
  organization_memberships: Membership[]
}

function completeStore(read: z.output<typeof zendeskFile>): ZendeskStore {
  const memberships = read.organization_memberships
  const joined = new Map(memberships.map((one) => [`${one.user_id} ${one.organization_id}`, one]))
  const defaults = new Map(memberships.filter((one) => one.default).map((one) => [one.user_id, one.organization_id]))

  const users = read.users.map((user) => {
    const organization_id = user.organization_id ?? defaults.get(user.id) ?? null
    if (organization_id !== null && !joined.has(`${user.id} ${organization_id}`)) {
      memberships.push({ user_id: user.id, organization_id, default: true })
    }
    const identities = user.identities.filter(({ value }) => value.toLowerCase() !== user.email?.toLowerCase())
    return { ...user, organization_id, identities }
  })
  const organizations = read.organizations.map((one) => ({ ...one, name: one.name ?? `Organization ${one.id}` }))
  return { organizations, users, organization_memberships: memberships }
}

/** Throws if an id, a name, an address or an external id exists twice, or if a reference has no target. */
export function assertZendeskConsistent(
  where: string,
  { organizations, users, organization_memberships }: ZendeskStore,
) {
  const known = assertDistinct(`${where}.organizations`, organizations, ({ id }) => [id])
  assertDistinct(`${where}.organizations`, organizations, ({ name }) => [name.trim().toLowerCase()])
  const people = assertDistinct(`${where}.users`, users, ({ id }) => [id])
  assertDistinct(`${where}.users`, users, (user) => (user.active ? addressesOf(user) : []))
  assertDistinct(`${where}.users`, users, ({ active, external_id }) =>
    active && external_id ? [external_id.toLowerCase()] : [],
  )
  assertRefers(`${where}.users`, users, { target: ({ organization_id }) => organization_id, known })
  const memberships = `${where}.organization_memberships`
  assertRefers(memberships, organization_memberships, { target: ({ organization_id }) => organization_id, known })
  assertRefers(memberships, organization_memberships, { target: ({ user_id }) => user_id, known: people })
}

/** A user with these fields and the defaults of a world file. */
export function newUser(said: z.input<typeof zendeskUser>): User {
  const read = zendeskUser.parse(said)
  return { ...read, organization_id: read.organization_id ?? null }
}

/** All addresses of a user in lower case, the primary address first. */
export function addressesOf({ email, identities }: Pick<User, 'email' | 'identities'>): string[] {
  const others = identities.filter(({ type }) => type === 'email').map(({ value }) => value.toLowerCase())
  return email === null ? others : [email.toLowerCase(), ...others]
}
