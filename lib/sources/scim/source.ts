// A SCIM 2.0 service in the table of sources.

import { bareIdOf } from '../../core/foreign-id.ts'
import { sourceEntry, trimAccount } from '../source.ts'
import { scimSourceSettings } from './settings.ts'

export const scimSourceEntry = sourceEntry({
  settings: scimSourceSettings,
  account: trimAccount,
  externalIdOf: bareIdOf('scim'),
  accountSetting: 'account',
  hasGroups: true,
  load: async (settings, { progress }) => (await import('./scim.ts')).scimSource(settings, progress),
  demo: {
    simulator: 'directory',
    settings: {
      use: 'scim',
      url: '$DIRECTORY_URL',
      tokenUrl: '$DIRECTORY_TOKEN_URL',
      clientId: '$DIRECTORY_CLIENT_ID',
      clientSecret: '$DIRECTORY_CLIENT_SECRET',
      key: 'emails',
      account: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization',
    },
  },
})
