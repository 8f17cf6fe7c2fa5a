// What the answers of one account share: its holding, who is in it, and how it behaves.

import { changes } from './changes.ts'
import type { Counts } from './counts.ts'
import type { Organization, User, ZendeskHolding } from './holding.ts'
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

/** The account of `holding`, with the user all credentials act as. */
export function account(holding: ZendeskHolding, options: Partial<AccountOptions>) {
  const { failing = new Set<number>(), role = 'admin' } = options
  const self = ourselves(holding, role)
  const fields = fieldKeys(holding, options.userFields)
  const known = people(holding)
  const paging: Paging = {
    pageSize: Math.min(options.pageSize ?? MANY, MANY),
    endOfList: options.endOfList ?? 'full-cursor',
  }
  return {
    holding,
    self,
    fields,
    known,
    paging,
    counts: options.counts ?? ('exact' as const),
    includeOnList: options.includeOnList ?? false,
    bulkImports: options.bulkImports ?? false,
    write: changes(holding, known, fields),
    fails: (id: number) => (typeof failing === 'function' ? failing(id) : failing.has(id)),
    active: () => holding.users.filter((user) => user.active).sort(ascending),
    shown: (user: User, origin: string) => shownUser(user, origin, fields),
    /** Makes what shows organizations: every field that one of them has is a field of all. */
    organizationView: (origin: string) => {
      const keys = new Set(holding.organizations.flatMap((one) => Object.keys(one.organization_fields)))
      return (row: Organization) => shownOrganization(row, origin, keys)
    },
    /** Agents change end users, and nobody else (Zendesk, Users, "Update many"). */
    mayChange: (user: User) => self.role === 'admin' || user.role === 'end-user',
  }
}

export const ascending = (a: { id: number }, b: { id: number }) => a.id - b.id
export const splitted = (list: string | null) => (list ?? '').split(',').filter((part) => part !== '')
