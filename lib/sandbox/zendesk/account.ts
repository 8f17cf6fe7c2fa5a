// The parts of an account that its routes share: its store, its users, and its options.

import type { Clock } from '../clock.ts'
import { userChanges } from './changes.ts'
import type { Counts } from './counts.ts'
import type { Paging } from './pages.ts'
import { ownUser, peopleIndex } from './people.ts'
import { organizationRecord, userRecord } from './records.ts'
import type { Organization, User, ZendeskStore } from './store.ts'
import { fieldKeys } from './user-fields.ts'

export interface AccountOptions extends Paging {
  /** Users whose entries fail in a job. */
  failing: Set<number> | ((id: number) => boolean)
  /** List Users side-loads identities too. The page of List Users does not document it, so it does not by default. */
  includeOnList: boolean
  /** The user fields of the account; by default the mark and all that occur in the world. */
  userFields: string[]
  /** Creating by the hundred is allowed: Zendesk opens it on request (Zendesk, Users, "Create many"). */
  bulkImports: boolean
  /** How true the counts are. */
  counts: Counts
  /** How many sandbox seconds incremental exports lie behind. */
  exportLag: number
  /** The role of the user that all credentials act as. */
  role: User['role']
}

export type ZendeskAccount = ReturnType<typeof zendeskAccount>

/** The limit of entries, ids and rows in one request. */
export const MOST_PER_REQUEST = 100

/** The limit of rows in a page of an incremental export (Zendesk, Incremental exports). */
const MOST_PER_EXPORT = 1000

/** The account of a store, with the user of all credentials. */
export function zendeskAccount(store: ZendeskStore, options: Partial<AccountOptions>, { date }: Pick<Clock, 'date'>) {
  const { failing = new Set<number>(), role = 'admin' } = options
  const self = ownUser(store, role)
  const fields = fieldKeys(store, options.userFields)
  const known = peopleIndex(store)
  const paging: Paging = {
    pageSize: Math.min(options.pageSize ?? MOST_PER_REQUEST, MOST_PER_REQUEST),
    endOfList: options.endOfList ?? 'full-cursor',
  }
  return {
    store,
    self,
    fields,
    known,
    paging,
    counts: options.counts ?? ('exact' as const),
    exportPage: options.pageSize ?? MOST_PER_EXPORT,
    exportLag: options.exportLag ?? 60,
    includeOnList: options.includeOnList ?? false,
    bulkImports: options.bulkImports ?? false,
    write: userChanges(store, known, { fields, date }),
    fails: (id: number) => (typeof failing === 'function' ? failing(id) : failing.has(id)),
    active: () => store.users.filter((user) => user.active).sort(ascending),
    userView: (user: User, origin: string) => userRecord(user, origin, fields),
    /** A view of organizations. A field that any organization has is a field of all. */
    organizationView: (origin: string) => {
      const keys = new Set(store.organizations.flatMap((one) => Object.keys(one.organization_fields)))
      return (row: Organization) => organizationRecord(row, origin, keys)
    },
    /** Agents change end users only (Zendesk, Users, "Update many"). */
    mayChange: (user: User) => self.role === 'admin' || user.role === 'end-user',
  }
}

export const ascending = (a: { id: number }, b: { id: number }) => a.id - b.id
export const listItems = (list: string | null) => (list ?? '').split(',').filter((part) => part !== '')
