// The SCIM resources of people and groups.

import type { JsonObject } from '../parts/json.ts'
import { scimAttribute } from '../scim/attributes.ts'
import type { Resource } from '../scim/collection.ts'
import { type ResourceType, resourceTypesOf } from '../scim/resource-type.ts'
import { groupSchema, userSchema } from '../scim/schemas.ts'
import { dnOf, type GluuGroup, type GluuStore, type GluuUser } from './store.ts'

/** The schema of attributes that SCIM does not have. */
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:gluu:2.0:User'

const SCIM_NAMES =
  `inum uid mail givenName sn cn displayName gluuStatus memberOf oxTrustEmail oxCreationTimestamp updatedAt
  userPassword`.split(/\s+/)

const customAttributes = (one: GluuUser) => Object.entries(one).filter(([name]) => !SCIM_NAMES.includes(name))

/** The resource types, with the attributes that the people of a store have. */
export function gluuResourceTypes({ users }: GluuStore): { users: ResourceType; groups: ResourceType } {
  const names = new Set(users.flatMap((one) => customAttributes(one).map(([name]) => name)))
  const attributes = [...names].map((name) => scimAttribute(name))
  const [people, groups] = resourceTypesOf.rfc as [ResourceType, ResourceType]
  const extension = { id: EXTENSION, name: 'GluuUserExtension', description: 'Attributes of this server', attributes }
  return { users: { ...people, extensions: [extension] }, groups }
}

/** A function that returns the user of a person; `base` is the URL of the service. */
export function userOf(store: GluuStore, base: string): (one: GluuUser) => Resource {
  const groups = new Map(store.groups.map((one) => [dnOf(one), one]))
  return (one) => {
    const { inum, uid, givenName, sn, cn, displayName, gluuStatus, memberOf, oxCreationTimestamp, updatedAt } = one
    const name = { formatted: cn ?? [givenName, sn].filter(Boolean).join(' '), familyName: sn, givenName }
    const memberships = [memberOf ?? []].flat().flatMap((dn) => groups.get(dn) ?? [])
    const emails = emailsOf(one)
    const custom = customAttributes(one)
    const lastModified = updatedAt ?? oxCreationTimestamp
    return {
      schemas: [userSchema.id, ...(custom.length > 0 ? [EXTENSION] : [])],
      id: inum,
      userName: uid,
      ...(name.formatted !== '' && { name: filledParts(name) }),
      ...(displayName !== undefined && { displayName }),
      // Only the status `active` is active; `expired` and `register` are not.
      active: gluuStatus === 'active',
      ...(emails.length > 0 && { emails }),
      ...(memberships.length > 0 && { groups: memberships.map((each) => membershipOf(each, base)) }),
      ...(custom.length > 0 && { [EXTENSION]: Object.fromEntries(custom) }),
      meta: {
        resourceType: 'User',
        ...filledParts({ created: oxCreationTimestamp, lastModified }),
        location: `${base}/Users/${inum}`,
      },
    }
  }
}

/** The addresses that SCIM has, then the other addresses of the person. */
function emailsOf({ mail, oxTrustEmail }: GluuUser): JsonObject[] {
  const said = [oxTrustEmail ?? []].flat().map((text) => JSON.parse(text) as JsonObject)
  const others = [mail ?? []].flat().filter((value) => !said.some((one) => one['value'] === value))
  return [...said, ...others.map((value) => ({ value, primary: false }))]
}

const membershipOf = ({ inum, displayName }: GluuGroup, base: string): JsonObject => ({
  value: inum,
  $ref: `${base}/Groups/${inum}`,
  display: displayName,
  type: 'direct',
})

/** Makes resources of groups. */
export function groupOf({ users }: GluuStore, base: string): (one: GluuGroup) => Resource {
  const names = new Map(users.map(({ inum, displayName }) => [inum, displayName]))
  return ({ inum, displayName, members }) => ({
    schemas: [groupSchema.id],
    id: inum,
    displayName,
    members: members.map((value) =>
      filledParts({ value, $ref: `${base}/Users/${value}`, type: 'User', display: names.get(value) }),
    ),
    meta: { resourceType: 'Group', location: `${base}/Groups/${inum}` },
  })
}

const filledParts = (parts: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''))
