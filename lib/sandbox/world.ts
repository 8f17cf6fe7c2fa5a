// A world: what the remote systems hold when the sandbox starts, and what they hold now.

import { z } from 'zod'
import { type GluuHolding, gluuHolding } from './gluu/holding.ts'
import { type Account, type Contact, salesforce } from './salesforce/org.ts'
import { type Holding, holding } from './scim/holding.ts'
import { type ZeeneaHolding, zeeneaHolding } from './zeenea/holding.ts'

const text = z.string()
const id = z.int().positive()
const time = z.iso.datetime()
const fields = z.record(text, z.union([text, z.number(), z.boolean(), z.null()]))

const organization = z.strictObject({
  id,
  name: text.optional(),
  organization_fields: fields.default({}),
})

/** A secondary address, or what else a user may sign in with. */
const identity = z.strictObject({ type: text.default('email'), value: text, verified: z.boolean().optional() })

const user = z.strictObject({
  id,
  name: text.default('No Name'),
  email: text.nullable().default(null),
  role: z.enum(['end-user', 'agent', 'admin']).default('end-user'),
  organization_id: id.nullable().optional(),
  external_id: text.nullable().default(null),
  user_fields: fields.default({}),
  tags: z.array(text).default([]),
  suspended: z.boolean().default(false),
  shared: z.boolean().default(false),
  identities: z.array(identity).default([]),
  active: z.boolean().default(true),
  created_at: time.default('2024-01-08T09:00:00Z'),
  updated_at: time.default('2024-01-08T09:00:00Z'),
  verified: z.boolean().default(true),
  alias: text.nullable().optional(),
  details: text.nullable().optional(),
  notes: text.nullable().optional(),
  phone: text.nullable().optional(),
})

const membership = z.strictObject({ user_id: id, organization_id: id, default: z.boolean().default(false) })

const zendesk = z.strictObject({
  organizations: z.array(organization).default([]),
  users: z.array(user).default([]),
  organization_memberships: z.array(membership).default([]),
})

/** The shape of a world file; left-out fields get their defaults. */
export const worldShape = z.strictObject({
  zendesk: zendesk.prefault({}),
  salesforce: salesforce.prefault({}),
  scim: holding,
  directory: holding,
  zeenea: zeeneaHolding,
  gluu: gluuHolding,
})

type Whole<T> = { [K in keyof T]: T[K] }
export type Organization = Whole<z.output<typeof organization>> & { name: string }
export type User = Whole<z.output<typeof user>> & { organization_id: number | null }
export type Identity = z.output<typeof identity>
export type Membership = z.output<typeof membership>
export type { Account, Contact }

export interface World {
  zendesk: { organizations: Organization[]; users: User[]; organization_memberships: Membership[] }
  salesforce: { accounts: Account[]; contacts: Contact[] }
  /** The SCIM service that people are synced into, and the one they come from. */
  scim: Holding
  directory: Holding
  zeenea: ZeeneaHolding
  gluu: GluuHolding
}

/** A user as a world file would have it that says only this. */
export function newUser(said: z.input<typeof user>): User {
  const read = user.parse(said)
  return { ...read, organization_id: read.organization_id ?? null }
}

/** Every address of a user, the primary one first, as Zendesk compares them. */
export function addressesOf({ email, identities }: Pick<User, 'email' | 'identities'>): string[] {
  const others = identities.filter(({ type }) => type === 'email').map(({ value }) => value.toLowerCase())
  return email === null ? others : [email.toLowerCase(), ...others]
}
