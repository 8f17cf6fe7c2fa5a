// A SCIM 2.0 service in the table of targets.

import { targetEntry } from '../target.ts'
import { dialects } from './dialect.ts'
import { scimSettings } from './settings.ts'

export const scimTargetEntry = targetEntry({
  settings: scimSettings,
  hasOrganizations: false,
  emailChange: 'update',
  storesExternalId: ({ dialect, externalId }) => externalId !== undefined || dialects[dialect].externalId !== null,
  hasGroups: ({ groups }) => Object.keys(groups).length > 0,
  load: async (settings, context) => (await import('./scim.ts')).scimTarget(settings, context),
  demo: {
    simulator: 'scim',
    settings: {
      use: 'scim',
      url: '$SCIM_URL',
      tokenUrl: '$SCIM_TOKEN_URL',
      clientId: '$SCIM_CLIENT_ID',
      clientSecret: '$SCIM_CLIENT_SECRET',
    },
  },
})
