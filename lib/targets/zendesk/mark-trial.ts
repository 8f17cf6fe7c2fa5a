// The mark of one user, written and read back before the first suspension of a run.

import type { Change, User } from '../../artifacts/records.ts'
import { receiptAfterWrite, receiptBeforeWrite } from '../../core/readback.ts'
import { batches } from '../../http/concurrency.ts'
import { MOST_TRIES } from '../resend.ts'
import type { Emit } from '../target.ts'
import type { JobRoom } from './room.ts'
import type { ChangeTools } from './sent-batch.ts'
import type { ZendeskSettings } from './settings.ts'
import { USERS_A_CALL } from './shown-users.ts'

interface TrialTools extends Pick<ChangeTools, 'assertReady' | 'kept'>, Pick<JobRoom, 'changeAlone'> {
  byId(entries: Change[]): Promise<Map<string, User>>
}

/** The trial of one run. `markTried`: users who got the mark alone, as they were before it. */
export function markTrial(settings: ZendeskSettings, { assertReady, byId, changeAlone, kept }: TrialTools) {
  const withMarkAlone = { ...settings, removal: { ...settings.removal, suspend: false } }
  const markTried = new Map<string, User>()

  /**
   * Writes the mark alone for one user before any suspension: without a mark, no run can bring back a suspended user.
   * Throws exit 7 if Zendesk reports success and does not store the mark.
   */
  async function tryMark(entries: readonly Change[], emit: Emit): Promise<void> {
    await assertReady()
    let left = MOST_TRIES
    for (const some of batches(entries, USERS_A_CALL)) {
      const users = await byId(some)
      for (const entry of some.filter((one) => receiptBeforeWrite(one, users.get(one.id)) === null)) {
        if (left-- === 0) return // a mark that is refused refuses the suspension too
        const was = users.get(entry.id)!
        const said = await changeAlone('delete', entry, { emit, how: withMarkAlone })
        const receipt = receiptAfterWrite(entry, { user: (await byId([entry])).get(entry.id), was, error: said })
        markTried.set(entry.id, was)
        const isStored = receipt.outcome !== 'failed'
        if (isStored || said === null) kept.add(entry.to, receipt)
        if (!isStored && said === null) emit(receipt)
        kept.assertKept('more comes')
        if (isStored) return
      }
    }
  }

  return { markTried, tryMark }
}
