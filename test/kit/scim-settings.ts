// The settings that point an instance at the SCIM simulators, and users there as a sync has made them.

import { ENTERPRISE, USER } from './scim.ts'
import { contactId } from './worlds.ts'

/** Waits that suit a simulator on loopback. */
const network = { deadline: 60, tries: 4, firstWait: 0.01 }

export const SCIM_TARGET = {
  use: 'scim',
  url: '$SCIM_URL',
  tokenUrl: '$SCIM_TOKEN_URL',
  clientId: '$SCIM_CLIENT_ID',
  clientSecret: '$SCIM_CLIENT_SECRET',
  network,
  settle: 0.05,
}

/** By the address, so that Zendesk can have these people; their account is where enterprises have it. */
export const SCIM_SOURCE = {
  use: 'scim',
  url: '$DIRECTORY_URL',
  token: '$DIRECTORY_TOKEN',
  key: 'emails',
  account: `${ENTERPRISE}:organization`,
  network,
}

/** Limits that hold nobody. */
const free = { count: 10_000, share: 1 }
export const FREE = { create: free, update: { ...free, moves: free }, delete: { ...free, organizations: 100 } }

/** The user of contact `n` (worlds.ts) as a sync from Salesforce has made it. */
export const scimUserOf = (n: number, changes: object = {}) => ({
  schemas: [USER],
  id: `u${n}`,
  userName: `person${n}@acme.test`,
  externalId: `salesforce:${contactId(n)}`,
  displayName: `Person ${n}`,
  active: true,
  emails: [{ value: `person${n}@acme.test`, type: 'work', primary: true }],
  ...changes,
})
