// The connectors whose answers are changed, and with whom each of them is paired.

import type { SystemName } from '../../../../lib/sandbox/systems.ts'
import { type Setup, setup } from './setups.ts'
import { ACCOUNTS_BY_GROUP } from './sources.ts'

export interface Connector {
  name: string
  /** Whose answers are changed; null: files are. */
  system: SystemName | null
  /** Whether a JSON key may be there twice. */
  hasKeysTwice: boolean
  setups: Setup[]
}

const NO_IDS = [
  'to take back',
  'of another address',
  'with a second address',
  'known by a second address',
  'of a rule, by a second address',
  'blocked',
]

const scimToScim = { source: 'scim', target: 'scim' } as const
const scimToZendesk = { source: 'scim', target: 'zendesk' } as const
const salesforceToZendesk = { source: 'salesforce', target: 'zendesk' } as const

export const connectors: Connector[] = [
  {
    name: 'SCIM source',
    system: 'directory',
    hasKeysTwice: true,
    setups: [
      setup({ ...scimToZendesk, scope: 'end-users', equal: 16 }),
      setup({ ...scimToScim, scope: 'managed', equal: 16 }),
      setup({ ...scimToScim, scope: 'end-users', equal: 16, sourceSettings: { members: ['Everybody'] } }),
      setup({ ...scimToScim, scope: 'managed', equal: 105, pageSize: 50, sourceSettings: { members: ['Everybody'] } }),
      setup({ ...scimToZendesk, scope: 'end-users', equal: 30, sourceSettings: { account: ACCOUNTS_BY_GROUP } }),
      setup({ ...scimToZendesk, scope: 'managed', equal: 25, sourceSettings: { filter: 'userType eq "Employee"' } }),
    ],
  },
  {
    name: 'SCIM target',
    system: 'scim',
    hasKeysTwice: true,
    setups: [
      setup({ ...scimToScim, scope: 'end-users', equal: 16 }),
      setup({ ...scimToScim, scope: 'managed', equal: 105, pageSize: 50 }),
      setup({ source: 'salesforce', target: 'scim', scope: 'end-users', equal: 20 }),
      setup({
        source: 'salesforce',
        target: 'scim',
        scope: 'managed',
        equal: 30,
        targetSettings: { update: 'replace' },
      }),
    ],
  },
  {
    name: 'Gluu',
    system: 'gluu',
    hasKeysTwice: true,
    setups: [
      setup({ source: 'gluu', target: 'zendesk', scope: 'end-users', equal: 16 }),
      setup({ source: 'gluu', target: 'scim', scope: 'managed', equal: 40 }),
    ],
  },
  {
    name: 'Salesforce',
    system: 'salesforce',
    hasKeysTwice: false,
    setups: [
      setup({ ...salesforceToZendesk, scope: 'end-users', equal: 16 }),
      setup({ ...salesforceToZendesk, scope: 'managed', equal: 40 }),
    ],
  },
  {
    name: 'Zendesk',
    system: 'zendesk',
    hasKeysTwice: false,
    setups: [
      setup({ ...salesforceToZendesk, scope: 'end-users', equal: 16 }),
      setup({ ...salesforceToZendesk, scope: 'managed', equal: 40 }),
      setup({ ...salesforceToZendesk, scope: 'end-users', equal: 16, options: { zendesk: { includeOnList: false } } }),
    ],
  },
  {
    name: 'Zeenea',
    system: 'zeenea',
    hasKeysTwice: false,
    setups: [setup({ source: 'scim', target: 'zeenea', scope: 'end-users', equal: 16, without: NO_IDS })],
  },
  {
    name: 'feed',
    system: null,
    hasKeysTwice: true,
    setups: (['json', 'tsv-with-name-row', 'xml-attributes', 'xml-text-of-children'] as const).map((format, i) =>
      setup({
        source: 'feed',
        target: i % 2 === 0 ? 'zendesk' : 'scim',
        scope: i < 2 ? 'end-users' : 'managed',
        equal: 16,
        format,
      }),
    ),
  },
]
