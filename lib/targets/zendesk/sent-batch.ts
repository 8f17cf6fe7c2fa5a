// A batch of changes that was sent, and what is known of it before it is read again.

import type { Change, User } from '../../artifacts/records.ts'
import type { Placement } from './placement.ts'

/** A batch that was sent and is over. */
export interface SentBatch {
  /** The entries that are as planned, how each gets its organization, and their users as they were before. */
  pending: Change[]
  placements: ReadonlyMap<string, Placement>
  was: Map<string, User>
  /** Zendesk's words for an entry that failed, null for success. */
  wordsOf(entry: Change): string | null
  /** How what failed is worth another try: 'halves' where the batch failed as a whole. */
  retry: 'halves' | 'together' | 'not at all'
}

/** What stands in the place of a batch that was not sent. */
export const NOTHING_SENT: SentBatch = {
  pending: [],
  placements: new Map(),
  was: new Map(),
  wordsOf: () => null,
  retry: 'not at all',
}
