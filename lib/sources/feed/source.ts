// Batch files in the table of sources.

import { sourceEntry, trimAccount } from '../source.ts'
import { feedSettings, leaverAttributes } from './settings.ts'

export const feedEntry = sourceEntry({
  settings: feedSettings,
  account: trimAccount,
  accountSetting: 'account',
  hasGroups: true,
  ownUsersOnly: true,
  leaverAttributes,
  load: async (settings, { progress, stateFolder }) =>
    (await import('./feed.ts')).feedSource(settings, progress, stateFolder),
  onPlanApplied: async (state, contacts) => (await import('./last-good.ts')).markLastGood(state, contacts),
  demo: { simulator: 'feed', settings: { use: 'feed', folder: 'data/demo/feed', account: 'user:tags/account' } },
})
