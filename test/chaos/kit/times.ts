// Seeded times: a sync is killed when a part of the time has passed that an undisturbed one takes.

import type { Place } from '../../kit/pipeline.ts'
import type { Victim } from './victim.ts'

export interface Moment {
  /** Of the time from the first request to the end. */
  part: number
  /** Of the sandbox: how many times faster than life its jobs are. */
  speed: number
}

/** At the slowest a job goes on for up to a second after the kill, and the next run meets it at work. */
export const SPEEDS = [2_000, 50, 15] as const

export function moments(n: number, seed: number): Moment[] {
  const next = numbers(seed)
  return Array.from({ length: n }, () => ({ part: next(), speed: SPEEDS[Math.floor(next() * SPEEDS.length)]! }))
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How a run ended, and how many milliseconds it took from its first request. */
export async function timed(here: Place, one: Victim) {
  let first: number | null = null
  here.interfere(() => {
    first ??= performance.now()
    return undefined
  })
  const over = await one.over
  return { over, took: performance.now() - (first ?? 0) }
}

/** Lets a sync run for so many milliseconds from its first request. */
export function killedAfter(here: Place, time: number, one: Victim) {
  let started = false
  here.interfere(() => {
    if (!started) setTimeout(one.kill, time)
    started = true
    return undefined
  })
  return one.over
}
