// Zeenea in the table of targets.

import { targetEntry } from '../target.ts'
import { zeeneaSettings } from './settings.ts'

export const zeeneaEntry = targetEntry({
  settings: zeeneaSettings,
  hasOrganizations: false,
  emailChange: 'hold',
  storesExternalId: () => false,
  hasGroups: ({ permissionSets }) => permissionSets.length > 0,
  load: async (settings, context) => (await import('./zeenea.ts')).zeeneaTarget(settings, context),
  demo: {
    simulator: 'zeenea',
    source: 'scim',
    scope: 'end-users',
    settings: {
      use: 'zeenea',
      url: '$ZEENEA_URL',
      apiSecret: '$ZEENEA_API_SECRET',
      permissionSets: [{ group: 'Support', set: 'Data Steward' }],
      default: 'Explorer',
      attributes: { givenName: 'firstName', familyName: 'lastName' },
      exportInterval: 0.1,
    },
  },
})
