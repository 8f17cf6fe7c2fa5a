// The objects of the org that a query can name, and the record of a row.

import type { SelectedField, Table } from './soql.ts'
import type { SoqlRow } from './soql-condition.ts'
import type { SalesforceStore } from './store.ts'

export interface EncryptionOptions {
  /** How conditions may ask for Email: not at all (probabilistic encryption), or with its case (deterministic). */
  emailFilter?: 'none' | 'case-sensitive'
  /** Ids of contacts whose Email is masked, because its key is gone (Salesforce Help, security_pe_masking). */
  masked?: readonly string[]
}

/** The mask of a value that Salesforce cannot decrypt (Salesforce Help, security_pe_masking). */
export const MASKED_EMAIL = '?????'

/** The values of fields that a world file leaves out. */
const CONTACT_DEFAULTS = { FirstName: null, LastName: null, Title: null, MobilePhone: null }

/** The objects a query may name, and how they hang together. */
export function tablesOf(store: SalesforceStore, { emailFilter }: EncryptionOptions = {}): Record<string, Table> {
  const accounts = new Map(
    store.accounts.map((one): [string, SoqlRow] => [one.Id, { ...one, Account_ID_18__c: one.Id }]),
  )
  return {
    Account: {
      fields: { Id: 'id', Name: 'text', Account_ID_18__c: 'text' },
      parents: {},
      rows: () => [...accounts.values()],
    },
    Contact: {
      fields: {
        Id: 'id',
        Name: 'text',
        Email: 'text',
        AccountId: 'id',
        Role__c: 'picklist',
        Inactive_Contact__c: 'boolean',
        FirstName: 'text',
        LastName: 'text',
        Title: 'text',
        MobilePhone: 'text',
      },
      ...(emailFilter && { filters: { Email: emailFilter } }),
      parents: { Account: { table: 'Account', of: ({ AccountId }) => accounts.get(String(AccountId)) ?? null } },
      rows: () => store.contacts.map((contact) => ({ ...CONTACT_DEFAULTS, ...contact }) as SoqlRow),
    },
  }
}

interface RecordForm extends EncryptionOptions {
  object: string
  fields: SelectedField[]
  version: string
  tables: Record<string, Table>
}

/** A row as a record: `attributes` at every level, empty text as null, a parent that is not there as null. */
export function recordOf(row: SoqlRow, { object, fields, version, tables, masked = [] }: RecordForm) {
  const isMasked = masked.includes(String(row['Id']))
  const attributes = (type: string, { Id }: SoqlRow) => ({
    type,
    url: `/services/data/${version}/sobjects/${type}/${Id}`,
  })
  const shown: Record<string, unknown> = { attributes: attributes(object, row) }
  for (const { parent, name } of fields) {
    if (parent === null) {
      shown[name] = isMasked && name === 'Email' ? MASKED_EMAIL : row[name] === '' ? null : row[name]
      continue
    }
    const { table, of } = tables[object]!.parents[parent]!
    const above = of(row)
    shown[parent] ??= above && { attributes: attributes(table, above) }
    if (above) Object.assign(shown[parent] as object, { [name]: above[name] })
  }
  return shown
}
