// The store of a Gluu server: people with the attributes of LDAP, and groups, in the shape of a world file.

import * as z from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { anyText, filledText, utcTime } from '../parts/shapes.ts'

const gluuScalar = z.union([anyText, z.number(), z.boolean()])
const texts = z.union([anyText, z.array(anyText)])
const json = anyText.refine(isJson, 'expected the text of an object in JSON')

/** A person: the required attributes, the attributes with a meaning, and any others, single or as a list. */
const gluuPerson = z.object({
  inum: filledText,
  uid: filledText,
  mail: texts.optional(),
  givenName: anyText.optional(),
  sn: anyText.optional(),
  cn: anyText.optional(),
  displayName: anyText.optional(),
  gluuStatus: z.enum(['active', 'inactive', 'expired', 'register']).default('active'),
  /** DNs of groups. */
  memberOf: texts.optional(),
  /** The addresses of SCIM, each as a JSON text. */
  oxTrustEmail: z.union([json, z.array(json)]).optional(),
  /** Absent: an LDAP tool created the person, whom UpdatedUsers does not show. */
  oxCreationTimestamp: utcTime.optional(),
  /** Absent: the person has not changed since its creation. */
  updatedAt: utcTime.optional(),
})

const gluuGroup = z.strictObject({
  inum: filledText,
  displayName: filledText,
  members: z.array(filledText).default([]),
})

export const gluuStore = z
  .strictObject({
    users: z.array(gluuPerson.catchall(z.union([gluuScalar, z.array(gluuScalar)]))).default([]),
    groups: z.array(gluuGroup).default([]),
  })
  .prefault({})

export type GluuStore = z.output<typeof gluuStore>
export type GluuUser = GluuStore['users'][number]
export type GluuGroup = GluuStore['groups'][number]

function isJson(text: string): boolean {
  try {
    return text.trimStart().startsWith('{') && JSON.parse(text) !== null
  } catch {
    return false
  }
}

/** The name of a group in the store. */
export const dnOf = ({ inum }: Pick<GluuGroup, 'inum'>) => `inum=${inum},ou=groups,o=gluu`

/** Throws if an inum or a uid exists twice, or if a member of a group is not a person. */
export function assertGluuConsistent(where: string, { users, groups }: GluuStore): void {
  const people = assertDistinct(`${where}.users`, users, ({ inum }) => [inum])
  assertDistinct(`${where}.users`, users, ({ uid }) => [uid.toLowerCase()])
  assertDistinct(`${where}.users and groups`, [...users, ...groups], ({ inum }) => [inum])
  for (const [n, { members }] of groups.entries())
    assertRefers(`${where}.groups.${n}.members`, members, { target: (id) => id, known: people })
}
