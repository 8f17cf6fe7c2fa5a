// Salesforce's public sample data (NPSP) as a world file: Zendesk has the organizations, without users.

import * as z from 'zod'
import { id18, newRecordId } from './record-id.ts'

/** One data set has the record ids of an org, the other has the row numbers of a database. */
const ids = { sf_id: z.string().optional(), id: z.int().positive().optional() }
const accountRows = z.array(z.object({ ...ids, Name: z.string() }))
const contactRows = z.array(
  z.object({ ...ids, FirstName: z.string(), LastName: z.string(), Email: z.string(), account_id: z.string() }),
)

/**
 * The content of a world file from the rows of two files: every account is an organization, every contact has the role.
 * Throws if a contact names an account that the accounts file does not have.
 */
export function convert(accountFile: unknown, contactFile: unknown): object {
  const accounts = accountRows.parse(accountFile)
  const contacts = contactRows.parse(contactFile)
  const accountIds = new Map(accounts.map((row) => [String(row.sf_id ?? row.id), rowRecordId('001', row)]))
  const names = new Set<string>()

  const organizations = accounts.map((row, n) => ({
    id: 6_130_869_157_658 + 128 * n,
    name: unique(row.Name, names),
    organization_fields: { salesforce_id: rowRecordId('001', row) },
  }))
  const people = contacts.map((row, n) => {
    const AccountId = accountIds.get(row.account_id)
    if (!AccountId)
      throw new Error(`contacts: row ${n + 1}: there is no account ${row.account_id} in the accounts file`)
    const Name = `${row.FirstName} ${row.LastName}`
    return { Id: rowRecordId('003', row), Name, Email: row.Email || null, AccountId, Role__c: 'Gitlab Admin' }
  })
  return {
    zendesk: { organizations },
    salesforce: {
      accounts: accounts.map((row) => ({ Id: rowRecordId('001', row), Name: row.Name })),
      contacts: people,
    },
  }
}

function rowRecordId(prefix: string, { sf_id, id }: { sf_id?: string | undefined; id?: number | undefined }): string {
  return sf_id ? id18(sf_id) : newRecordId(prefix, id ?? 0)
}

/** A name that is new, without regard to case and outer blanks: Zendesk has each organization name once. */
function unique(name: string, taken: Set<string>): string {
  const key = (text: string) => text.trim().toLowerCase()
  let free = name
  for (let n = 2; taken.has(key(free)); n++) free = `${name} (${n})`
  taken.add(key(free))
  return free
}
