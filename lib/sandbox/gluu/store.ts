// What a Gluu server holds: people with the attributes of its store, and groups, as a world file says them.

import { z } from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { anyText, filledText, utcTime } from '../parts/shapes.ts'

const gluuScalar = z.union([anyText, z.number(), z.boolean()])
const texts = z.union([anyText, z.array(anyText)])
const json = anyText.refine(isJson, 'expected the text of an object in JSON')

/** A person: what is needed of one, what has a meaning here, and whatever else there is; each once or in a list. */
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
  /** Each a JSON text: what SCIM knows of an address. */
  oxTrustEmail: z.union([json, z.array(json)]).optional(),
  /** Not there: made by an LDAP tool, so that no UpdatedUsers tells of them. */
  oxCreationTimestamp: utcTime.optional(),
  /** Not there: nobody has changed them since. */
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

/** Throws where an inum or a uid is there twice, or a member of a group is no person. */
export function assertGluuConsistent(where: string, { users, groups }: GluuStore): void {
  const people = assertDistinct(`${where}.users`, users, ({ inum }) => [inum])
  assertDistinct(`${where}.users`, users, ({ uid }) => [uid.toLowerCase()])
  assertDistinct(`${where}.users and groups`, [...users, ...groups], ({ inum }) => [inum])
  for (const [n, { members }] of groups.entries())
    assertRefers(`${where}.groups.${n}.members`, members, { target: (id) => id, known: people })
}
