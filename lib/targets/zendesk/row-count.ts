// The approximate count of a list by Zendesk: an alarm for missing rows, never a proof.

import type { Progress } from '../../connector/progress.ts'
import { readField, readText } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'

/** Below this, counts are exact enough; above, Zendesk refreshes them daily (Zendesk, Users, "Count"). */
const EXACT_BELOW = 100_000
/** Milliseconds. An older count may include users who are gone. */
const FRESH_MS = 3_600_000
/** The part of the counted rows that is enough: rows come and go during the read. */
const ENOUGH = 0.98

interface Count {
  value: number
  isFresh: boolean
}

/** The count by Zendesk; null if it states none. */
export async function countOf(call: Call, what: 'organizations' | 'users'): Promise<Count | null> {
  const { body } = await call('GET', `/api/v2/${what}/count`, { allow: [403, 404] })
  const count = readField(body, 'count')
  const value = readText(readField(count, 'value'), 'count.value')
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return null // an alarm that cannot be read is none
  const refreshed = Date.parse(String(readField(count, 'refreshed_at')))
  return { value: Number(value), isFresh: Math.abs(Date.now() - refreshed) < FRESH_MS }
}

/**
 * Throws exit 9 if far fewer rows were read than the counts before and after; counts that may be old only cause a
 * warning. `recount` is called only for fewer rows than before.
 */
export async function assertEnough(
  what: string,
  read: number,
  {
    before,
    recount,
    progress: { say },
  }: { before: Count | null; recount: () => Promise<Count | null>; progress: Progress },
): Promise<void> {
  const isFewer = (count: Count | null): count is Count => count !== null && read < count.value * ENOUGH
  if (!isFewer(before)) return
  const now = await recount()
  if (!isFewer(now)) return
  const least = Math.min(before.value, now.value)
  const told = `Zendesk: ${what}: ${read} were read and Zendesk counts ${least}`
  if (least >= EXACT_BELOW || !before.isFresh || !now.isFresh) say(`${told}, a count that may be old`)
  else throw new Failure(exit.remote, `${told}; the read is not proven whole. Run the stage again`)
}
