// Chance that can be had again: the same seed and name give the same numbers on every machine.

import { createHash } from 'node:crypto'
import { SEED } from './seed.ts'

export interface Chance {
  /** A whole number from 0, less than `n`. */
  below(n: number): number
  /** One of these. */
  of<T>(all: readonly T[]): T
}

/** The same in another order. */
export const shuffled = <T>(all: readonly T[], { below }: Chance): T[] =>
  all
    .map((one) => ({ one, at: below(2 ** 40) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

/** The chance of one thing that has a name. */
export function chance(name: string): Chance {
  let turn = 0
  const below = (n: number) =>
    createHash('sha256').update(`${SEED} ${name} ${turn++}`).digest().readUIntBE(0, 6) % Math.max(n, 1)
  return { below, of: (all) => all[below(all.length)]! }
}
