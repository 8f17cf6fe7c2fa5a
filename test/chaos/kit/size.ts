// How many runs a test makes: as .ci/run plays it, or in the long form that `npm run test:long` sets.

const isLong = process.env['CHAOS_LONG'] === '1'

/** The number of runs; CHAOS_RUNS is another one. */
export const runsOf = ({ usual, long }: { usual: number; long: number }): number =>
  Number(process.env['CHAOS_RUNS'] || (isLong ? long : usual))
