// Changes that the target refused for good in an earlier run: compare holds them until the contact or the user changes.

import { digestOf } from '../artifacts/digest.ts'
import { refusedEntries } from '../artifacts/files.ts'
import { openState } from '../artifacts/read.ts'
import type { Creation, Fields, Update } from '../artifacts/records.ts'
import type { Instance } from '../config/config.ts'
import type { PlanEntry } from '../core/decision.ts'

/** Opens state/refused.json; null where nothing was refused. Throws exit 7 where it is damaged. */
export const openRefused = ({ state }: Pick<Instance, 'state'>) =>
  openState(state, refusedEntries, 'what the target refused is tried again then')

/** The sha256 of the requested fields. */
export const digestOfFields = (fields: Fields | Creation['to']): string => digestOf(fields)

/**
 * Returns a lookup: the message with which the target `from` refused an entry before, or null. Refusals of the plan
 * `but` do not count.
 */
export function refusalReader(instance: Pick<Instance, 'state'>, from: string, but: string | null = null) {
  const known = openRefused(instance)
  if (known === null || known.head.from !== from) return () => null
  const words = new Map<string, string>()
  for (const { fields, key, plan, message } of known.records) if (plan !== but) words.set(`${key} ${fields}`, message)
  return ({ into, record }: PlanEntry): string | null => {
    if (into !== 'create' && into !== 'update') return null
    return words.get(`${record.key} ${digestOfFields((record as Creation | Update).to)}`) ?? null
  }
}
