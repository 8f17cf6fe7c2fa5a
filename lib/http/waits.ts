// Pauses that services asked for, in the state of an instance: a stage that starts during one waits for its end.

import { setTimeout as sleep } from 'node:timers/promises'
import { readPrivate } from '../artifacts/private-file.ts'
import { writeStateFile } from '../artifacts/state-file.ts'
import { LONGEST_PAUSE, LongPause } from './pace.ts'

interface Wait {
  /** Milliseconds since 1970, on this machine's clock. */
  since: number
  until: number
}

type Waits = Record<string, Wait>

/** Seconds. A shorter pause ends before a stage can start again. */
const MIN_KEPT_WAIT = 1
/** Seconds. A longer pause is a mistake of the service, and must not stop later runs. */
const MAX_KEPT_WAIT = 86_400

interface Keeper {
  file: string
  /** Prints the reason of a wait. */
  say(line: string): void
}

/** The file of the current instance. */
let keeper: Keeper | null = null

/** Sets the file and the output of pauses; null turns both off. */
export function keepWaits(one: Keeper | null): void {
  keeper = one
}

export const sayWait = (line: string): void => keeper?.say(line)

/**
 * Stores the pause of an origin. An error of the disk is ignored: the next run would only send one request too early.
 */
export function noteWait(url: string, seconds: number): void {
  if (keeper === null || seconds < MIN_KEPT_WAIT) return
  const since = Date.now()
  const others = Object.entries(readWaits()).filter(([, { until }]) => until > since)
  const waits: Waits = {
    ...Object.fromEntries(others),
    [new URL(url).origin]: { since, until: since + Math.min(seconds, MAX_KEPT_WAIT) * 1000 },
  }
  try {
    writeStateFile(keeper.file, waits)
  } catch {}
}

/**
 * The rest of the pause of an origin, in seconds. A pause from the future does not count, because the clock was set
 * back.
 */
export function waitLeft(url: string): number {
  const { since, until } = readWaits()[new URL(url).origin] ?? { since: 0, until: 0 }
  const now = Date.now()
  return since > now ? 0 : Math.max(0, (until - now) / 1000)
}

/** Waits for the end of an origin's pause. Throws `LongPause` if it is longer than `LONGEST_PAUSE`. */
export async function waitOn(url: string): Promise<void> {
  const left = waitLeft(url)
  if (left > LONGEST_PAUSE) throw new LongPause(left)
  if (left > 0) await sleep(left * 1000)
}

/** The stored pauses; an unreadable file counts as none. */
function readWaits(): Waits {
  if (keeper === null) return {}
  try {
    const all = JSON.parse(readPrivate(keeper.file)?.toString('utf8') ?? '{}') as Record<string, Partial<Wait> | null>
    const isWait = (one: Partial<Wait> | null) => Number.isFinite(one?.since) && Number.isFinite(one?.until)
    return Object.fromEntries(Object.entries(all).filter(([, one]) => isWait(one))) as Waits
  } catch {
    return {}
  }
}
