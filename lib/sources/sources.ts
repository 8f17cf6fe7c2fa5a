// The table of sources: what others ask of each one, and where its connector is.

import type { Person } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import { bareIdOf } from '../core/foreign-id.ts'
import { type FeedSettings, leaving } from './feed/settings.ts'
import type { GluuSettings } from './gluu/settings.ts'
import { contactOfForeignId, recordId } from './salesforce/record-id.ts'
import type { SalesforceSettings } from './salesforce/settings.ts'
import type { ScimSourceSettings } from './scim/settings.ts'
import type { Source } from './source.ts'

type Attributes = Person['attributes']

/** An account as it is stored, without blanks around it; null where nothing is left. */
const trimmed = (stored: string): string | null => stored.trim() || null

/**
 * One entry a source: how it names accounts, which setting says where they are, whether it knows groups, its connector.
 */
export const sources = {
  salesforce: {
    account: recordId,
    foreign: contactOfForeignId,
    accountAt: 'accountField',
    hasGroups: false,
    load: async (settings: SalesforceSettings, progress: Progress): Promise<Source> =>
      (await import('./salesforce/salesforce.ts')).salesforce(settings, progress),
  },
  scim: {
    account: trimmed,
    foreign: bareIdOf('scim'),
    accountAt: 'account',
    hasGroups: true,
    load: async (settings: ScimSourceSettings, progress: Progress): Promise<Source> =>
      (await import('./scim/scim.ts')).scim(settings, progress),
  },
  feed: {
    account: trimmed,
    accountAt: 'account',
    hasGroups: true,
    oursAlone: true,
    load: async (settings: FeedSettings, progress: Progress, state: string): Promise<Source> =>
      (await import('./feed/feed.ts')).feed(settings, progress, state),
    leaving,
    settled: async (state: string, contacts: string) => (await import('./feed/last-good.ts')).settled(state, contacts),
  },
  gluu: {
    account: trimmed,
    foreign: bareIdOf('gluu'),
    accountAt: 'account',
    hasGroups: false,
    load: async (settings: GluuSettings, progress: Progress, state: string): Promise<Source> =>
      (await import('./gluu/gluu.ts')).gluu(settings, progress, state),
    settled: async (state: string, contacts: string) =>
      (await import('./gluu/last-contacts.ts')).settled(state, contacts),
  },
}

/** What only some sources have. */
export interface SourceExtras {
  /** The external id that an id of another integration stands for, or null. */
  foreign?(stored: string): string | null
  /** With the scope `managed` users who were made elsewhere are not touched at all (Haplo, user sync). */
  oursAlone?: boolean
  /** The attributes that change when somebody leaves, or null. */
  leaving?(settings: FeedSettings, attributes: Attributes): Attributes | null
  /** Notes that the plan of these contacts (the sha256 of the file) was applied whole. */
  settled?(state: string, contacts: string): Promise<void>
}
