// Waits that a service asked for, kept in a run's state: a stage that is started again within one waits on.

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

/** Seconds. Shorter waits are over before a stage could be started again. */
const MIN_KEPT_WAIT = 1
/** Seconds. A wait of years is a mistake of the service, and must not keep every later run away. */
const MAX_KEPT_WAIT = 86_400

interface Keeper {
  file: string
  /** Tells a person what is waited for. */
  say(line: string): void
}

/** Of the instance that the process is at work on. */
let keeper: Keeper | null = null

/** From now on waits are kept there and told so; null: nowhere. */
export function keepWaits(one: Keeper | null): void {
  keeper = one
}

export const sayWait = (line: string): void => keeper?.say(line)

/**
 * Keeps how long an origin wants to be left alone. A disk that does not take it makes the next start dearer, no more.
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
 * Seconds for which an origin still wants to be left alone. A wait from the future says that the clock was set back.
 */
export function waitLeft(url: string): number {
  const { since, until } = readWaits()[new URL(url).origin] ?? { since: 0, until: 0 }
  const now = Date.now()
  return since > now ? 0 : Math.max(0, (until - now) / 1000)
}

/** Waits until an origin may be asked; throws `LongPause` where that is later than anybody should wait. */
export async function waitOn(url: string): Promise<void> {
  const left = waitLeft(url)
  if (left > LONGEST_PAUSE) throw new LongPause(left)
  if (left > 0) await sleep(left * 1000)
}

/** What cannot be read counts as absent: no wait is known. */
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
