// Zendesk in the table of targets.

import { milliseconds } from '../../connector/settings.ts'
import { targetEntry } from '../target.ts'
import { zendeskSettings } from './settings.ts'

export const zendeskEntry = targetEntry({
  settings: zendeskSettings,
  hasOrganizations: true,
  emailChange: 'hold',
  storesExternalId: ({ externalId }) => externalId !== false,
  fullEvery: ({ fullEvery, read }) => (read === 'full' ? 0 : milliseconds(fullEvery)),
  hasGroups: () => false,
  load: async (settings, context) => (await import('./zendesk.ts')).zendeskTarget(settings, context),
  demo: { simulator: 'zendesk' },
})
