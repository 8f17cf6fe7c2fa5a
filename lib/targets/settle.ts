// Reads after a write: a service that lags shows the old values for some seconds (MicrosoftDocs/azure-docs#60316).

import { setTimeout as sleep } from 'node:timers/promises'
import type { Network } from '../http/retry.ts'

/** Seconds. A wait of nothing would ask without a pause. */
const SHORTEST_WAIT = 0.005

/** How long a read is repeated, in seconds, and the connector's waits. */
interface Patience {
  settle: number
  network: Network
}

/** What is known already for the first read, and what is told anew for each further one. */
export function firstThenAnew<T>(first: T, tell: () => Promise<T>): () => Promise<T> {
  let isFirst = true
  return async () => {
    if (!isFirst) return tell()
    isFirst = false
    return first
  }
}

/**
 * Reads until `isSeen`, with waits that double from `network.firstWait`; gives the last read once `settle` has passed.
 */
export async function readUntil<T>(
  { settle, network }: Patience,
  read: () => Promise<T>,
  isSeen: (now: T) => boolean,
): Promise<T> {
  let left = settle
  for (let wait = Math.max(network.firstWait, SHORTEST_WAIT); ; wait *= 2) {
    const now = await read()
    if (left <= 0 || isSeen(now)) return now
    await sleep(Math.min(wait, left) * 1000)
    left -= wait
  }
}
