// How much a test plays: as .ci/run plays it, or in the long form that `npm run test:long` sets.

import { chance, shuffled } from './chance.ts'

const isLong = process.env['CHAOS_LONG'] === '1'

/** All of them in the long form, otherwise `usual` of them, beginning with another one each turn. */
export const someOf = <T>(all: readonly T[], { usual, turn }: { usual: number; turn: number }): T[] =>
  isLong ? [...all] : all.slice(0, usual).map((_, n) => all[(turn * usual + n) % all.length]!)

/** The number of runs; CHAOS_RUNS is another one. */
export const runsOf = ({ usual, long }: { usual: number; long: number }): number =>
  Number(process.env['CHAOS_RUNS'] || (isLong ? long : usual))

/** One in eight of the cases, by the seed; all of them in the long form. */
export const partOf = <T>(name: string, all: readonly T[]): T[] =>
  isLong ? [...all] : shuffled(all, chance(name)).slice(0, Math.ceil(all.length / 8))
