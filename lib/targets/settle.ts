// Reads after a write: a service that lags shows the old values for some seconds (MicrosoftDocs/azure-docs#60316).

import { setTimeout as sleep } from 'node:timers/promises'
import type { Network } from '../http/retry.ts'

/** Seconds. Without a minimum, a first wait of 0 would poll without pause. */
const SHORTEST_WAIT = 0.005

/** `settle`: seconds for which a read is repeated. */
interface Patience {
  settle: number
  network: Network
}

/** Makes a read that returns `first` once, and then the result of `tell`. */
export function firstThenAnew<T>(first: T, tell: () => Promise<T>): () => Promise<T> {
  let isFirst = true
  return async () => {
    if (!isFirst) return tell()
    isFirst = false
    return first
  }
}

/**
 * Reads until `isSeen`, with waits that double from `network.firstWait`. Returns the last read after `settle` seconds.
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
