// What a SCIM service holds: users and groups, as a world file says them.

import { z } from 'zod'
import { assertRefers, distinctKeys } from '../parts/references.ts'

const text = z.string().min(1)

/** A SCIM user: what is needed of one, and whatever else RFC 7643 knows. */
const user = z.looseObject({ id: text, userName: text, active: z.boolean().default(true) })

const member = z.strictObject({ value: text, type: z.enum(['User', 'Group']).optional() })
const group = z.looseObject({ id: text, displayName: text, members: z.array(member).default([]) })

export const holding = z
  .strictObject({ users: z.array(user).default([]), groups: z.array(group).default([]) })
  .prefault({})

export type Holding = z.output<typeof holding>
export type ScimUser = Holding['users'][number]
export type ScimGroup = Holding['groups'][number]

/** Throws where an id is there twice, or a userName whatever its case, or a member is nobody and no group. */
export function assertConsistent(where: string, { users, groups }: Holding): void {
  const ids = distinctKeys(where, [...users, ...groups], ({ id }) => [id])
  distinctKeys(`${where}.users`, users, ({ userName }) => [userName.toLowerCase()])
  for (const [n, { members }] of groups.entries())
    assertRefers(`${where}.groups.${n}.members`, members, ({ value }) => value, ids)
}
