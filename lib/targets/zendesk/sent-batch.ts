// A batch of changes after it was sent, before it is read back.

import type { Change, User } from '../../artifacts/records.ts'
import type { Progress } from '../../connector/progress.ts'
import type { JobSlots } from './job-slots.ts'
import type { JobWatch } from './jobs.ts'
import type { KeptFields } from './kept-fields.ts'
import type { Placement } from './placement.ts'
import type { JobRoom } from './room.ts'

/** The tools of the writes, besides requests and reads. Creations and changes share the jobs of the account. */
export interface ChangeTools {
  jobs: JobWatch
  room: JobRoom
  slots: JobSlots
  /** Throws if the user fields of the account cannot store the writes. */
  assertReady(): Promise<void>
  kept: KeptFields
  progress: Progress
}

/** A batch after the end of its job. */
export interface SentBatch {
  /** The entries that were still as planned, their placements, and their users before the write. */
  pending: Change[]
  placements: ReadonlyMap<string, Placement>
  was: Map<string, User>
  /** The error text of Zendesk for an entry, or null for success. */
  wordsOf(entry: Change): string | null
  /** How failed entries are sent again: in 'halves' after the batch failed as a whole. */
  retry: 'halves' | 'together' | 'not at all'
}

/** The result for a batch that was not sent. */
export const NOTHING_SENT: SentBatch = {
  pending: [],
  placements: new Map(),
  was: new Map(),
  wordsOf: () => null,
  retry: 'not at all',
}
