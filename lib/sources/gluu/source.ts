// Gluu in the table of sources.

import { bareIdOf } from '../../core/foreign-id.ts'
import { sourceEntry, trimAccount } from '../source.ts'
import { gluuSettings } from './settings.ts'

export const gluuEntry = sourceEntry({
  settings: gluuSettings,
  account: trimAccount,
  externalIdOf: bareIdOf('gluu'),
  accountSetting: 'account',
  hasGroups: false,
  load: async (settings, { progress, stateFolder }) =>
    (await import('./gluu.ts')).gluuSource(settings, progress, stateFolder),
  onPlanApplied: async (state, contacts) => (await import('./last-contacts.ts')).markApplied(state, contacts),
  demo: {
    simulator: 'gluu',
    settings: {
      use: 'gluu',
      url: '$GLUU_URL',
      clientId: '$GLUU_CLIENT_ID',
      clientSecret: '$GLUU_CLIENT_SECRET',
      account: 'account',
    },
  },
})
