// What the answers of one account share: its world, who is in it, and how it behaves.

import type { Organization, User, World } from '../world.ts'
import { changes } from './changes.ts'
import type { Counts } from './counts.ts'
import type { Paging } from './pages.ts'
import { ourselves, people } from './people.ts'
import { shownOrganization, shownUser } from './records.ts'
import { fieldKeys } from './user-fields.ts'

export interface AccountOptions extends Paging {
  /** Users whose entry in a job fails. */
  failing: Set<number> | ((id: number) => boolean)
  /** List Users side-loads identities too. The page of List Users does not document it, so it does not by default. */
  includeOnList: boolean
  /** The user fields of the account; by default the mark and all that occur in the world. */
  userFields: string[]
  /** Creating by the hundred is allowed: Zendesk opens it on request (Zendesk, Users, "Create many"). */
  bulkImports: boolean
  /** How true the counts are. */
  counts: Counts
  /** The role of the user that all credentials act as. */
  role: User['role']
}

export type Account = ReturnType<typeof account>

/** Most entries, ids or rows that one request takes or gives. */
export const MANY = 100

/** The account of `world`, with the user all credentials act as. */
export function account(world: World, options: Partial<AccountOptions>) {
  const { failing = new Set<number>(), role = 'admin' } = options
  const self = ourselves(world, role)
  const fields = fieldKeys(world, options.userFields)
  const known = people(world)
  const paging: Paging = {
    pageSize: Math.min(options.pageSize ?? MANY, MANY),
    endOfList: options.endOfList ?? 'full-cursor',
  }
  return {
    world,
    self,
    fields,
    known,
    paging,
    counts: options.counts ?? ('exact' as const),
    includeOnList: options.includeOnList ?? false,
    bulkImports: options.bulkImports ?? false,
    write: changes(world, known, fields),
    fails: (id: number) => (typeof failing === 'function' ? failing(id) : failing.has(id)),
    active: () => world.zendesk.users.filter((user) => user.active).sort(ascending),
    shown: (user: User, origin: string) => shownUser(user, origin, fields),
    /** Makes what shows organizations: every field that one of them has is a field of all. */
    organizationView: (origin: string) => {
      const keys = new Set(world.zendesk.organizations.flatMap((one) => Object.keys(one.organization_fields)))
      return (row: Organization) => shownOrganization(row, origin, keys)
    },
    /** Agents change end users, and nobody else (Zendesk, Users, "Update many"). */
    mayChange: (user: User) => self.role === 'admin' || user.role === 'end-user',
  }
}

export const ascending = (a: { id: number }, b: { id: number }) => a.id - b.id
export const splitted = (list: string | null) => (list ?? '').split(',').filter((part) => part !== '')
