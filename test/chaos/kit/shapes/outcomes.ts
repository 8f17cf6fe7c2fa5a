// What became of the runs of a connector, as it is printed: counts of outcomes, and each harm with what made it.

import { SEED } from '../seed.ts'
import type { Ended, GoodDay } from './run.ts'

/** A run and the day without a change that it is held against. */
export interface Run {
  name: string
  ended: Ended
  day: GoodDay
}

/** How a run ended, in a word or two: one way a run. */
function outcomeOf({ ended, day: { ended: good } }: Run): string {
  if (ended.harms.length > 0) return 'HARM'
  if (ended.told === null) return 'nothing to change'
  if (ended.script !== 'sync') return `exit ${ended.code} of ${ended.script}`
  if (ended.code !== 0) return `exit ${ended.code} of sync`
  const ways = { held: 'held', shielded: 'protected', conflicts: 'conflict' } as const
  const more = (Object.keys(ways) as (keyof typeof ways)[]).filter((way) => ended[way] > good[way])
  if (more.length > 0) return more.map((way) => ways[way]).join(' and ')
  return ended.end === good.end ? 'no difference' : 'less done'
}

/** A line for each outcome of a connector, the most frequent first. */
export function tableOf(connector: string, runs: readonly Run[], ms: number): string {
  const counts = new Map<string, number>()
  for (const run of runs) counts.set(outcomeOf(run), (counts.get(outcomeOf(run)) ?? 0) + 1)
  const rows = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  const head = `  ${connector}: ${runs.length} changed answers, seed ${SEED}, ${Math.round(ms / runs.length)} ms each`
  return [head, ...rows.map(([outcome, n]) => `${String(n).padStart(8)}  ${outcome}`)].join('\n')
}

/** The harms of a run: how to have it again, what was changed, and what came of it. */
export const harmOf = ({ name, ended }: Run): string =>
  [
    `CHAOS_SEED=${SEED} CHAOS_ONLY='${name}', ${ended.setup}: ${ended.told}`,
    `  exit ${ended.code} of ${ended.script}`,
    ...ended.harms.slice(0, 5).map((harm) => `  ${harm}`),
  ].join('\n')
