// Approximate counts, as Zendesk keeps them.

import type { RemoteResponse } from '../http/remote.ts'

/**
 * 'exact', or the error: the value times `factor`, counted `ageHours` ago. While `refreshing`, the time is unknown and
 * the value ends at 100,000 (Zendesk, Users, "Count users").
 */
export type Counts = 'exact' | { factor: number; ageHours?: number; refreshing?: boolean }

const LARGE = 100_000

/** The count as the account shows it: counts of 100,000 and more are a day old. */
export function count(exact: number, counts: Counts): RemoteResponse {
  if (counts === 'exact') return { body: { count: { value: exact, refreshed_at: ago(0) } } }
  const value = Math.round(exact * counts.factor)
  if (counts.refreshing) return { body: { count: { value: Math.min(value, LARGE), refreshed_at: null } } }
  const refreshed_at = ago(counts.ageHours ?? (value >= LARGE ? 24 : 0))
  return { body: { count: { value, refreshed_at } } }
}

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, '')
