// The settings that point an instance at the Zeenea simulator, and users there as a sync has made them.

import type { Shipped } from './pipeline.ts'

/** Waits that suit a simulator on loopback. */
const network = { deadline: 60, tries: 4, firstWait: 0.01 }

export const ZEENEA_TARGET = {
  use: 'zeenea',
  url: '$ZEENEA_URL',
  apiSecret: '$ZEENEA_API_SECRET',
  permissionSets: [] as { group: string; set: string }[],
  default: 'Explorer',
  attributes: { given: 'firstName', family: 'lastName' },
  exportInterval: 0.01,
  exportDeadline: 5,
  network,
}

/** Both sides with the parts of a name, from Salesforce. */
export const NAMED = (target: typeof ZEENEA_TARGET): Partial<Record<keyof Shipped, unknown>> => ({
  target,
  scope: 'end-users',
  source: {
    use: 'scim',
    url: '$DIRECTORY_URL',
    token: '$DIRECTORY_TOKEN',
    key: 'emails',
    attributes: { given: 'name.givenName', family: 'name.familyName' },
    network,
  },
})

/** The user of person `n` (worlds.ts). */
export const zeeneaUserOf = (n: number, changes: object = {}) => ({
  id: `z${n}`,
  email: `person${n}@acme.test`,
  firstName: 'Person',
  lastName: String(n),
  permissionSets: ['explorer'],
  ...changes,
})
