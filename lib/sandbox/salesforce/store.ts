// The store of a Salesforce org: accounts and contacts, in the shape of a world file.

import * as z from 'zod'
import { assertDistinct, assertRefers } from '../parts/references.ts'
import { anyText } from '../parts/shapes.ts'
import { id18 } from './record-id.ts'

const salesforceId = anyText.regex(
  /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/,
  'a Salesforce id has 15 or 18 letters and digits',
)

const salesforceContact = z.strictObject({
  Id: salesforceId,
  Name: anyText.nullable().default(null),
  Email: anyText.nullable().default(null),
  AccountId: salesforceId.nullable().default(null),
  Role__c: anyText.nullable().default('Gitlab Admin'),
  Inactive_Contact__c: z.boolean().default(false),
  FirstName: anyText.nullable().optional(),
  LastName: anyText.nullable().optional(),
  Title: anyText.nullable().optional(),
  MobilePhone: anyText.nullable().optional(),
})

const salesforceFile = z.strictObject({
  accounts: z.array(z.strictObject({ Id: salesforceId, Name: anyText.default('') })).default([]),
  contacts: z.array(salesforceContact).default([]),
})

/** Left-out fields get their defaults, ids their 18 characters. */
export const salesforceStore = salesforceFile.prefault({}).transform(({ accounts, contacts }) => ({
  accounts: accounts.map((account) => ({ ...account, Id: id18(account.Id) })),
  contacts: contacts.map((one) => ({ ...one, Id: id18(one.Id), AccountId: one.AccountId && id18(one.AccountId) })),
}))

export type SalesforceStore = z.output<typeof salesforceStore>
export type Contact = SalesforceStore['contacts'][number]
export type Account = SalesforceStore['accounts'][number]

/** Throws if an id exists twice, or if a contact has an unknown account. */
export function assertSalesforceConsistent(where: string, { accounts, contacts }: SalesforceStore): void {
  const known = assertDistinct(`${where}.accounts`, accounts, ({ Id }) => [Id])
  assertDistinct(`${where}.contacts`, contacts, ({ Id }) => [Id])
  assertRefers(`${where}.contacts`, contacts, { target: ({ AccountId }) => AccountId, known })
}
