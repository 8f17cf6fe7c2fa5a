// The store of a SCIM service: users and groups, in the shape of a world file.

import * as z from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { filledText } from '../parts/shapes.ts'

/** A SCIM user: the required attributes, and any other attributes of RFC 7643. */
const scimUser = z.looseObject({ id: filledText, userName: filledText, active: z.boolean().default(true) })

const member = z.strictObject({ value: filledText, type: z.enum(['User', 'Group']).optional() })
const scimGroup = z.looseObject({ id: filledText, displayName: filledText, members: z.array(member).default([]) })

export const scimStore = z
  .strictObject({ users: z.array(scimUser).default([]), groups: z.array(scimGroup).default([]) })
  .prefault({})

export type ScimStore = z.output<typeof scimStore>
export type ScimUser = ScimStore['users'][number]
export type ScimGroup = ScimStore['groups'][number]

/** Throws if an id exists twice, or a userName in any case, or if a member does not exist. */
export function assertScimConsistent(where: string, { users, groups }: ScimStore): void {
  const ids = assertDistinct(where, [...users, ...groups], ({ id }) => [id])
  assertDistinct(`${where}.users`, users, ({ userName }) => [userName.toLowerCase()])
  for (const [n, { members }] of groups.entries())
    assertRefers(`${where}.groups.${n}.members`, members, { target: ({ value }) => value, known: ids })
}
