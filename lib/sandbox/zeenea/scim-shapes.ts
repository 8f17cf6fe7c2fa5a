// Users and groups of Zeenea's SCIM, with the observed and documented attributes only.

import type { JsonObject } from '../parts/json.ts'
import { complex, flag, READ_ONLY, type Schema, scimAttribute, texts } from '../scim/attributes.ts'
import type { ResourceType } from '../scim/resource-type.ts'
import { groupSchema, userSchema } from '../scim/schemas.ts'
import type { Texts } from './scim-list.ts'
import type { PermissionSet, ZeeneaStore, ZeeneaUser } from './store.ts'

const idAttribute = scimAttribute('id', { ...READ_ONLY, caseExact: true })
const values = (name: string, more: object = {}) => complex(name, texts('value'), { multiValued: true, ...more })

const zeeneaResourceType = (name: ResourceType['name'], schema: Schema): ResourceType => ({
  name,
  endpoint: `/${name}s`,
  schema,
  extensions: [],
  attributes: [idAttribute, ...schema.attributes],
})

/** The documentation says `phones`, the standard says phoneNumbers. The address cannot change. */
export const userType = zeeneaResourceType('User', {
  ...userSchema,
  attributes: [
    scimAttribute('userName', { required: true, uniqueness: 'server' }),
    complex('name', texts('familyName', 'givenName')),
    { ...flag('active'), ...READ_ONLY },
    values('emails'),
    values('phones'),
    complex('groups', texts('value', 'display'), { ...READ_ONLY, multiValued: true }),
  ],
})

export const groupType = zeeneaResourceType('Group', {
  ...groupSchema,
  attributes: [scimAttribute('displayName', { required: true }), scimAttribute('externalId'), values('members')],
})

/** The resource of a user. Every user is active; an inactive person is a contact. */
export function userResource({ permissionSets }: ZeeneaStore, one: ZeeneaUser): JsonObject & { id: string } {
  const groups = one.permissionSets.flatMap((value) => {
    const set = permissionSets.find(({ id }) => id === value)
    return set ? [{ value, display: set.name }] : []
  })
  return {
    schemas: [userSchema.id],
    id: one.id,
    userName: one.email,
    name: { familyName: one.lastName, givenName: one.firstName },
    active: true,
    emails: [{ value: one.email }],
    ...(one.phone !== undefined && { phones: [{ value: one.phone }] }),
    ...(groups.length > 0 && { groups }),
  }
}

/** A group as a PATCH finds it: with its members. */
export function groupResource({ users }: ZeeneaStore, { id, name, code }: PermissionSet): JsonObject & { id: string } {
  const members = users.filter((one) => one.permissionSets.includes(id)).map((one) => ({ value: one.id }))
  return {
    schemas: [groupSchema.id],
    id,
    displayName: name,
    ...(code !== undefined && { externalId: code }),
    ...(members.length > 0 && { members }),
  }
}

/** "externalId (resolved as email) or displayName (resolved as firstname lastname)". */
export const userTexts: Texts<ZeeneaUser> = {
  username: ({ email }) => email,
  email: ({ email }) => email,
  externalid: ({ email }) => email,
  displayname: ({ firstName, lastName }) => `${firstName} ${lastName}`,
}
export const groupTexts: Texts<PermissionSet> = { displayname: ({ name }) => name }
