// What a Salesforce org holds: accounts and contacts, as a world file says them.

import { z } from 'zod'

const text = z.string()
const salesforceId = text.regex(/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/, 'a Salesforce id has 15 or 18 letters and digits')

const contact = z.strictObject({
  Id: salesforceId,
  Name: text.nullable().default(null),
  Email: text.nullable().default(null),
  AccountId: salesforceId.nullable().default(null),
  Role__c: text.nullable().default('Gitlab Admin'),
  Inactive_Contact__c: z.boolean().default(false),
  FirstName: text.nullable().optional(),
  LastName: text.nullable().optional(),
  Title: text.nullable().optional(),
  MobilePhone: text.nullable().optional(),
})

export const salesforce = z.strictObject({
  accounts: z.array(z.strictObject({ Id: salesforceId, Name: text.default('') })).default([]),
  contacts: z.array(contact).default([]),
})

export type Contact = z.output<typeof contact>
export type Account = z.output<typeof salesforce>['accounts'][number]
