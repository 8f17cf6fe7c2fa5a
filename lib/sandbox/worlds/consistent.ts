// What no remote system could hold is not served.

import type { GluuHolding } from '../gluu/holding.ts'
import type { Holding } from '../scim/holding.ts'
import { addressesOf, type World } from '../world.ts'
import { keyOf, SUPER_ADMIN, superAdmins, type ZeeneaHolding } from '../zeenea/holding.ts'

/** Refuses ids, names and addresses that are there twice, and references into nothing. */
export function consistent({ zendesk, salesforce, scim, directory, zeenea, gluu }: World) {
  const { organizations, users, organization_memberships } = zendesk
  const known = distinct('zendesk.organizations', organizations, ({ id }) => [id])
  distinct('zendesk.organizations', organizations, ({ name }) => [name.trim().toLowerCase()])
  const people = distinct('zendesk.users', users, ({ id }) => [id])
  distinct('zendesk.users', users, (user) => (user.active ? addressesOf(user) : []))
  distinct('zendesk.users', users, ({ active, external_id }) =>
    active && external_id ? [external_id.toLowerCase()] : [],
  )
  const accounts = distinct('salesforce.accounts', salesforce.accounts, ({ Id }) => [Id])
  distinct('salesforce.contacts', salesforce.contacts, ({ Id }) => [Id])

  refers('zendesk.users', users, ({ organization_id }) => organization_id, known)
  refers('zendesk.organization_memberships', organization_memberships, ({ organization_id }) => organization_id, known)
  refers('zendesk.organization_memberships', organization_memberships, ({ user_id }) => user_id, people)
  refers('salesforce.contacts', salesforce.contacts, ({ AccountId }) => AccountId, accounts)
  holds('scim', scim)
  holds('directory', directory)
  instance(zeenea)
  server(gluu)
}

/** Nobody is a user and a contact of Zeenea's, though two sets may have one name; somebody is Super Admin. */
function instance(zeenea: ZeeneaHolding) {
  const { permissionSets, users, contacts } = zeenea
  const sets = distinct('zeenea.permissionSets', permissionSets, ({ id }) => [id])
  distinct('zeenea.users', users, ({ id }) => [id])
  distinct('zeenea.contacts', contacts, ({ id }) => [id])
  distinct('zeenea.users and contacts', [...users, ...contacts], ({ email }) => [keyOf(email)])
  for (const [n, user] of users.entries()) {
    refers(`zeenea.users.${n}.permissionSets`, user.permissionSets, (id) => id, sets)
    distinct(`zeenea.users.${n}.permissionSets`, user.permissionSets, (id) => [id])
  }
  if (users.length > 0 && superAdmins(zeenea).length === 0) {
    throw new Error(`world file: zeenea.users: nobody is in the permission set ${SUPER_ADMIN}`)
  }
}

/** Gluu tells entries apart by inum, and people by uid too; only people are members of its groups. */
function server({ users, groups }: GluuHolding) {
  const people = distinct('gluu.users', users, ({ inum }) => [inum])
  distinct('gluu.users', users, ({ uid }) => [uid.toLowerCase()])
  distinct('gluu.users and groups', [...users, ...groups], ({ inum }) => [inum])
  for (const [n, { members }] of groups.entries()) refers(`gluu.groups.${n}.members`, members, (id) => id, people)
}

/** A SCIM service tells users apart by id, and by userName whatever its case; members are users or groups of it. */
function holds(where: string, { users, groups }: Holding) {
  const ids = distinct(where, [...users, ...groups], ({ id }) => [id])
  distinct(`${where}.users`, users, ({ userName }) => [userName.toLowerCase()])
  for (const [n, { members }] of groups.entries()) {
    refers(`${where}.groups.${n}.members`, members, ({ value }) => value, ids)
  }
}

function distinct<T>(where: string, records: T[], keysOf: (record: T) => (string | number)[]) {
  const seen = new Set<string | number>()
  for (const [n, record] of records.entries()) {
    for (const key of new Set(keysOf(record))) {
      if (seen.has(key)) throw new Error(`world file: ${where}.${n}: ${key} is there twice`)
      seen.add(key)
    }
  }
  return seen
}

function refers<T>(
  where: string,
  records: T[],
  target: (record: T) => string | number | null,
  known: Set<string | number>,
) {
  for (const [n, record] of records.entries()) {
    const id = target(record)
    if (id !== null && !known.has(id)) throw new Error(`world file: ${where}.${n}: there is no ${id}`)
  }
}
