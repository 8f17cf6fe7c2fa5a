// The store of a Zeenea instance: permission sets, users, and contacts without access, in the shape of a world file.

import * as z from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { anyText, filledText, utcTime } from '../parts/shapes.ts'

const permissionSet = z.strictObject({
  id: filledText,
  name: filledText,
  description: anyText.optional(),
  builtIn: z.boolean().default(false),
  licenseType: z.enum(['Explorer', 'Steward']).default('Steward'),
  /** The externalId of the group in SCIM. */
  code: anyText.optional(),
})

const zeeneaContact = z.strictObject({
  id: filledText,
  email: filledText,
  firstName: anyText.default(''),
  lastName: anyText.default(''),
})

const zeeneaUser = z.strictObject({
  ...zeeneaContact.shape,
  phone: anyText.optional(),
  /** Ids; the export knows of the first alone. */
  permissionSets: z.array(filledText).default([]),
  /** Whether the user is the curator of an item of the catalog, and cannot be deleted. */
  curator: z.boolean().default(false),
  created: utcTime.default('2024-01-08T09:00:00Z'),
  lastLogin: utcTime.optional(),
  logins: z.int().nonnegative().default(0),
  /** The id of the user's contact; absent: an id that follows from the user's id. */
  contactId: filledText.optional(),
})

export const zeeneaStore = z
  .strictObject({
    permissionSets: z.array(permissionSet).default([]),
    users: z.array(zeeneaUser).default([]),
    contacts: z.array(zeeneaContact).default([]),
  })
  .prefault({})

export type ZeeneaStore = z.output<typeof zeeneaStore>
export type PermissionSet = ZeeneaStore['permissionSets'][number]
export type ZeeneaUser = ZeeneaStore['users'][number]
export type ZeeneaContact = ZeeneaStore['contacts'][number]

/** Addresses are compared without case: not confirmed, and the friendlier reading would let twins in. */
export const addressKey = (email: string) => email.trim().toLowerCase()

export const SUPER_ADMIN = 'Super Admin'

/** The super admins; an instance needs at least one (docs.zeenea.com, "Managing Users"). */
export function superAdmins({ permissionSets, users }: ZeeneaStore): ZeeneaUser[] {
  const ids = new Set(permissionSets.filter(({ name }) => name === SUPER_ADMIN).map(({ id }) => id))
  return users.filter((user) => user.permissionSets.some((one) => ids.has(one)))
}

/** Throws if an address is a user's and a contact's, if an id exists twice, or without a super admin. */
export function assertZeeneaConsistent(where: string, instance: ZeeneaStore): void {
  const { permissionSets, users, contacts } = instance
  const sets = assertDistinct(`${where}.permissionSets`, permissionSets, ({ id }) => [id])
  assertDistinct(`${where}.users`, users, ({ id }) => [id])
  assertDistinct(`${where}.contacts`, contacts, ({ id }) => [id])
  assertDistinct(`${where}.users and contacts`, [...users, ...contacts], ({ email }) => [addressKey(email)])
  for (const [n, user] of users.entries()) {
    assertRefers(`${where}.users.${n}.permissionSets`, user.permissionSets, { target: (id) => id, known: sets })
    assertDistinct(`${where}.users.${n}.permissionSets`, user.permissionSets, (id) => [id])
  }
  if (users.length > 0 && superAdmins(instance).length === 0)
    throw new Error(`world file: ${where}.users: nobody is in the permission set ${SUPER_ADMIN}`)
}
