// The state of one run of sync.

import type { PlanHead } from '../artifacts/files.ts'
import type { Snapshot } from '../artifacts/read.ts'
import { type Creation, type Deletion, type Kind, kinds, type Update } from '../artifacts/records.ts'
import type { Run } from '../cli/stage.ts'
import type { Approval } from '../core/holds.ts'
import type { Source } from '../sources/source.ts'
import type { Target } from '../targets/target.ts'
import { isFinal, type Journal } from './journal.ts'

export type PlannedChange = Creation | Update | Deletion

/** The state of one run of sync: the plan, both systems, the journal, and the reasons why kinds are not sent. */
export interface Work {
  run: Run
  plan: string
  files: Record<Kind, Snapshot<PlannedChange, PlanHead>>
  approved: Approval | null
  book: Journal
  target: Target
  /** For the absence check. */
  source: Source
  unsent: Map<Kind, string>
  /** Kinds that wait for approval, with the reason. */
  held: Map<Kind, string>
  /** Why nothing more is sent, once there is a reason. */
  stop: string | null
}

export const INTERRUPTED = 'interrupted'

/** The error of records that an earlier error left unsent. */
export const ENDED = 'the run ended before it'

/** The number of records of a kind without a final receipt. */
export function countLeft({ book, files }: Work, kind: Kind): number {
  let left = 0
  for (const line of files[kind].lines) if (!isFinal(book.outcomeOf(kind, line.key, line.field('id') ?? null))) left++
  return left
}

/**
 * Whether no record of the plan is left: each was sent, or needed no write. A failed removal is left, because a delta
 * never reports a deletion again.
 */
export function isSent({ book, files }: Work): boolean {
  for (const kind of kinds)
    for (const line of files[kind].lines) {
      const outcome = book.outcomeOf(kind, line.key, line.field('id') ?? null)
      if (outcome === undefined || outcome === 'not-sent') return false
      if (kind === 'delete' && outcome === 'failed') return false
    }
  return true
}
