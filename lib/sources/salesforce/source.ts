// Salesforce in the table of sources.

import { sourceEntry } from '../source.ts'
import { accountForms, contactOfForeignId, recordId } from './record-id.ts'
import { salesforceSettings } from './settings.ts'

export const salesforceEntry = sourceEntry({
  settings: salesforceSettings,
  account: recordId,
  accountForms,
  externalIdOf: contactOfForeignId,
  accountSetting: 'accountField',
  hasGroups: false,
  load: async (settings, { progress }) => (await import('./salesforce.ts')).salesforceSource(settings, progress),
  demo: { simulator: 'salesforce' },
})
