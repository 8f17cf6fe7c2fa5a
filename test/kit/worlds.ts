// Small worlds for tests, in the format of a world file.

import { newRecordId } from '../../lib/sandbox/salesforce/record-id.ts'

export const account = (n: number) => newRecordId('001', n)
export const contactId = (n: number) => newRecordId('003', n)

/** `n` organizations, each of one account. */
export const organizations = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    id: 900 + i,
    name: `Organization ${i}`,
    organization_fields: { salesforce_id: account(i) },
  }))

export const accounts = (n: number) => Array.from({ length: n }, (_, i) => ({ Id: account(i), Name: `Account ${i}` }))

/** A contact and its user, equal on both sides unless `changes` say otherwise. */
export const contactOf = (n: number, changes: object = {}) => ({
  Id: contactId(n),
  Name: `Person ${n}`,
  Email: `person${n}@acme.test`,
  AccountId: account(n % 3),
  Role__c: 'Gitlab Admin',
  Inactive_Contact__c: false,
  ...changes,
})

export const userOf = (n: number, changes: object = {}) => ({
  id: 5000 + n,
  name: `Person ${n}`,
  email: `person${n}@acme.test`,
  role: 'end-user',
  organization_id: 900 + (n % 3),
  external_id: `salesforce:${contactId(n)}`,
  user_fields: { not_in_sfdc: null },
  ...changes,
})

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Three organizations, thirty people who are equal, and what is added. */
export const worldOf = ({ contacts = [] as object[], users = [] as object[], equal = 30 } = {}) => ({
  zendesk: {
    organizations: organizations(3),
    users: [...range(0, equal).map((n) => userOf(n)), ...users],
    organization_memberships: [],
  },
  salesforce: { accounts: accounts(3), contacts: [...range(0, equal).map((n) => contactOf(n)), ...contacts] },
})

/** One to create, one to update, one to un-mark, one to remove; within all limits. */
export const changing = () =>
  worldOf({
    contacts: [contactOf(100), contactOf(101), contactOf(102)],
    users: [
      userOf(101, { name: 'Old Name', organization_id: 900 }),
      userOf(102, { user_fields: { not_in_sfdc: true } }),
      userOf(103),
      userOf(104, { role: 'admin', email: 'root@gitlab.com', external_id: null }),
    ],
  })
