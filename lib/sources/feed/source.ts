// Batch files in the table of sources.

import { sourceEntry, trimAccount } from '../source.ts'
import { feedSettings, leaverAttributes } from './settings.ts'

export const feed = sourceEntry({
  settings: feedSettings,
  account: trimAccount,
  accountSetting: 'account',
  hasGroups: true,
  ownUsersOnly: true,
  leaverAttributes,
  load: async (settings, { progress, state }) => (await import('./feed.ts')).feed(settings, progress, state),
  onPlanApplied: async (state, contacts) => (await import('./last-good.ts')).settled(state, contacts),
  demo: { simulator: 'feed', settings: { use: 'feed', folder: 'data/demo/feed', account: 'user:tags/account' } },
})
