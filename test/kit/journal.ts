// A journal of receipts for tests: a plan, a receipt, and a journal that was begun.

import type { Kind, Outcome, Receipt } from '../../lib/artifacts/records.ts'
import { journal } from '../../lib/sync/journal.ts'

export const PLAN = 'a'.repeat(64)

export const receipt = (key: string, outcome: Outcome, kind: Kind = 'update', id = '1'): Receipt => ({
  error: null,
  from: null,
  id,
  key,
  kind,
  outcome,
  to: null,
})

export function begun(folder: string, plan = PLAN) {
  const book = journal(folder, plan, 'us-gov')
  book.begin()
  return book
}
