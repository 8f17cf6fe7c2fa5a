// How much a test plays: as .ci/run plays it, or in the long form that `npm run test:long` sets.

import { chance, shuffled } from './chance.ts'

const isLong = process.env['CHAOS_LONG'] === '1'

/** The number of runs; CHAOS_RUNS is another one. */
export const runsOf = ({ usual, long }: { usual: number; long: number }): number =>
  Number(process.env['CHAOS_RUNS'] || (isLong ? long : usual))

/** One in four of the cases, by the seed; all of them in the long form. */
export const partOf = <T>(name: string, all: readonly T[]): T[] =>
  isLong ? [...all] : shuffled(all, chance(name)).slice(0, Math.ceil(all.length / 4))
