// Refusals that each run would meet again: they end as conflicts that last, and compare holds them from then on.

import stringify from 'fast-json-stable-stringify'
import type { Creation, Fields, Receipt } from '../../artifacts/records.ts'

/** A conflict that lasts. */
const lastingConflict = (receipt: Receipt, error: string): Receipt => ({
  ...receipt,
  error,
  lasting: true,
  outcome: 'conflict',
})

const OTHER_NAME =
  'Zendesk stores this name otherwise than it was sent. Write it in the source as Zendesk stores it, or let it be'

/**
 * The receipt of a write that Zendesk called a success: where the name alone is stored otherwise, and not as it was
 * before, Zendesk would do so each time.
 */
export function withOtherName(receipt: Receipt, wanted: Fields | Creation['to']): Receipt {
  const { from, outcome, to } = receipt
  if (outcome !== 'failed' || to === null || wanted.name === undefined || to.name === undefined) return receipt
  if (to.name === wanted.name || to.name === from?.name) return receipt
  const isStored = (name: keyof Fields) => stringify(to[name] ?? null) === stringify((wanted as Fields)[name] ?? null)
  const isNameAlone = (['active', 'attributes', 'organization'] as const)
    .filter((name) => name in wanted)
    .every(isStored)
  return isNameAlone ? lastingConflict(receipt, OTHER_NAME) : receipt
}

/** An external id whose holder no search shows: `deleted` is the id of a deleted user, where it can be seen. */
export function receiptOfHiddenHolder(receipt: Receipt, deleted: string | null): Receipt {
  const who =
    deleted === null ? 'a user whom Zendesk does not show, likely a deleted one' : `the deleted user ${deleted}`
  const next = 'Delete that user for good: Admin Center > People > Deleted users'
  return lastingConflict(receipt, `its external id is still held by ${who}. ${next}`)
}

/** Why a user of another account is left alone (Zendesk, Users: shared users are changed in their own account). */
export const SHARED = 'shared: a user of ticket sharing, whom another Zendesk account keeps'
