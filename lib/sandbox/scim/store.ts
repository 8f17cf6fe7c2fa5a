// What a SCIM service holds: users and groups, as a world file says them.

import { z } from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { filledText } from '../parts/shapes.ts'

/** A SCIM user: what is needed of one, and whatever else RFC 7643 knows. */
const scimUser = z.looseObject({ id: filledText, userName: filledText, active: z.boolean().default(true) })

const member = z.strictObject({ value: filledText, type: z.enum(['User', 'Group']).optional() })
const scimGroup = z.looseObject({ id: filledText, displayName: filledText, members: z.array(member).default([]) })

export const scimStore = z
  .strictObject({ users: z.array(scimUser).default([]), groups: z.array(scimGroup).default([]) })
  .prefault({})

export type ScimStore = z.output<typeof scimStore>
export type ScimUser = ScimStore['users'][number]
export type ScimGroup = ScimStore['groups'][number]

/** Throws where an id is there twice, or a userName whatever its case, or a member is nobody and no group. */
export function assertScimConsistent(where: string, { users, groups }: ScimStore): void {
  const ids = assertDistinct(where, [...users, ...groups], ({ id }) => [id])
  assertDistinct(`${where}.users`, users, ({ userName }) => [userName.toLowerCase()])
  for (const [n, { members }] of groups.entries())
    assertRefers(`${where}.groups.${n}.members`, members, { target: ({ value }) => value, known: ids })
}
