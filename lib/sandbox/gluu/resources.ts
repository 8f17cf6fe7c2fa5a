// People and groups as SCIM has them: what the store's attributes become.

import { attribute } from '../scim/attributes.ts'
import { type Kind, kindsOf } from '../scim/kind.ts'
import { group, user } from '../scim/schemas.ts'
import type { Resource } from '../scim/shelf.ts'
import type { Row } from '../scim/values.ts'
import { dnOf, type GluuGroup, type GluuHolding, type GluuUser } from './holding.ts'

/** Where the attributes are that SCIM has no place for. */
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:gluu:2.0:User'

const places = `inum uid mail givenName sn cn displayName gluuStatus memberOf oxTrustEmail oxCreationTimestamp updatedAt
  userPassword`.split(/\s+/)

const customOf = (one: GluuUser) => Object.entries(one).filter(([name]) => !places.includes(name))

/** The kinds of resources, with the attributes that people of `holding` have. */
export function gluuKinds({ users }: GluuHolding): { users: Kind; groups: Kind } {
  const names = new Set(users.flatMap((one) => customOf(one).map(([name]) => name)))
  const attributes = [...names].map((name) => attribute(name))
  const [people, groups] = kindsOf.rfc as [Kind, Kind]
  const extension = { id: EXTENSION, name: 'GluuUserExtension', description: 'Attributes of this server', attributes }
  return { users: { ...people, extensions: [extension] }, groups }
}

/** Makes users of people; `base` is where the service is. */
export function userOf(holding: GluuHolding, base: string): (one: GluuUser) => Resource {
  const groups = new Map(holding.groups.map((one) => [dnOf(one), one]))
  return (one) => {
    const { inum, uid, givenName, sn, cn, displayName, gluuStatus, memberOf, oxCreationTimestamp, updatedAt } = one
    const name = { formatted: cn ?? [givenName, sn].filter(Boolean).join(' '), familyName: sn, givenName }
    const memberships = [memberOf ?? []].flat().flatMap((dn) => groups.get(dn) ?? [])
    const emails = emailsOf(one)
    const custom = customOf(one)
    const lastModified = updatedAt ?? oxCreationTimestamp
    return {
      schemas: [user.id, ...(custom.length > 0 ? [EXTENSION] : [])],
      id: inum,
      userName: uid,
      ...(name.formatted !== '' && { name: shown(name) }),
      ...(displayName !== undefined && { displayName }),
      // Only `active` is: expired people are not, nor those who have yet to confirm that they registered.
      active: gluuStatus === 'active',
      ...(emails.length > 0 && { emails }),
      ...(memberships.length > 0 && { groups: memberships.map((each) => membership(each, base)) }),
      ...(custom.length > 0 && { [EXTENSION]: Object.fromEntries(custom) }),
      meta: {
        resourceType: 'User',
        ...shown({ created: oxCreationTimestamp, lastModified }),
        location: `${base}/Users/${inum}`,
      },
    }
  }
}

/** What SCIM knows of the addresses, and then those that it knows nothing of. */
function emailsOf({ mail, oxTrustEmail }: GluuUser): Row[] {
  const said = [oxTrustEmail ?? []].flat().map((text) => JSON.parse(text) as Row)
  const others = [mail ?? []].flat().filter((value) => !said.some((one) => one['value'] === value))
  return [...said, ...others.map((value) => ({ value, primary: false }))]
}

const membership = ({ inum, displayName }: GluuGroup, base: string): Row => ({
  value: inum,
  $ref: `${base}/Groups/${inum}`,
  display: displayName,
  type: 'direct',
})

/** Makes resources of groups. */
export function groupOf({ users }: GluuHolding, base: string): (one: GluuGroup) => Resource {
  const names = new Map(users.map(({ inum, displayName }) => [inum, displayName]))
  return ({ inum, displayName, members }) => ({
    schemas: [group.id],
    id: inum,
    displayName,
    members: members.map((value) =>
      shown({ value, $ref: `${base}/Users/${value}`, type: 'User', display: names.get(value) }),
    ),
    meta: { resourceType: 'Group', location: `${base}/Groups/${inum}` },
  })
}

const shown = (parts: Row): Row =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''))
