// Which files make one plan: its digest, the age and origin of its inputs, and the approval that names it. Pure.

import { digestOf } from '../artifacts/digest.ts'
import { type Kind, kinds, type PlanHead, type Row, rowNames } from '../artifacts/records.ts'
import type { Decision } from '../core/compare.ts'
import type { Moves } from '../core/protection.ts'
import { exit, Failure } from '../errors/failure.ts'

/** Raised when the same inputs and settings make another plan than before. */
const VERSION = 1

/** The digest that names a plan: of its inputs' sha256, the settings that matter and the version. */
export const planOf = (inputs: PlanHead['inputs'], settings: unknown): string =>
  digestOf({ inputs, settings, version: VERSION })

/** What a person types to name a plan. */
export const short = (plan: string): string => plan.slice(0, 12)

export interface Dated {
  artifact: string
  instance: string
  gathered: string
}

/** Clocks of two runners may differ by this much. */
const SKEW = 5 * 60_000

/** Throws exit 5 where a file is of another instance, older than `maxAge` milliseconds at `now`, or from the future. */
export function fresh(files: Dated[], instance: string, maxAge: number, now: Date): void {
  for (const { artifact, gathered, instance: its } of files) {
    if (its !== instance) {
      throw new Failure(
        exit.stale,
        `${artifact}.json is of instance ${its}, not ${instance}. Gather again for ${instance}`,
      )
    }
    const age = now.getTime() - Date.parse(gathered)
    if (age < -SKEW) {
      throw new Failure(exit.stale, `${artifact}.json was gathered in the future. Check the clock, then gather again`)
    }
    if (age > maxAge) {
      const limit = `instances.${instance}.maxAge allows ${time(maxAge)}`
      throw new Failure(
        exit.stale,
        `${artifact}.json was gathered ${time(age)} ago; ${limit}. Gather again, then compare`,
      )
    }
  }
}

const time = (ms: number) => (ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`)

/** Throws exit 5 where a plan was made with another target or source than the settings name now. */
export function meantFor(side: 'target' | 'source', then: string, now: string): void {
  if (then === now) return
  throw new Failure(
    exit.stale,
    `this plan was made with the ${side} ${then}; the settings name ${now}. Gather and compare again`,
  )
}

/** Throws exit 5 unless all files carry one plan, and that plan was made with the settings of today. */
export function together(heads: (PlanHead & Dated)[], settings: unknown): string {
  const [first] = heads
  const other = heads.find(({ plan }) => plan !== first?.plan)
  if (!first || other) {
    throw new Failure(
      exit.stale,
      `${first?.artifact}.json and ${other?.artifact}.json are of different plans. Run again: npm run compare`,
    )
  }
  if (planOf(first.inputs, settings) !== first.plan) {
    throw new Failure(exit.stale, 'the settings changed since this plan was made. Run again: npm run compare')
  }
  return first.plan
}

/** The oldest of some ISO times. */
export const oldest = (times: string[]): string => times.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b))

export type Tally = Record<Row, number>

/** How many people fell into each row, how many of the held carry the mark, and who leaves and joins which organization. */
export function tally() {
  const rows = Object.fromEntries(rowNames.map((row) => [row, 0])) as Tally
  const moves = new Map<string, Moves>()
  let people = 0
  let pairs = 0
  let marked = 0
  const moved = (organization: string | null, what: keyof Moves) => {
    if (organization === null) return
    const counts = moves.get(organization) ?? { left: 0, removed: 0, joined: 0 }
    counts[what]++
    moves.set(organization, counts)
  }
  return {
    add({ entry, folded, joins, leaves, marked: isMarked, row, sides }: Decision): void {
      moved(leaves, 'left')
      if (entry?.into === 'delete') moved(leaves, 'removed')
      moved(joins, 'joined')
      rows[row]++
      if (folded) rows.folded++
      if (isMarked) marked++
      if (sides !== 'user') people++
      if (sides === 'both') pairs++
    },
    get counts() {
      return { rows, people, pairs, marked, moves }
    },
  }
}

export type Approval = Partial<Record<Kind, number>>

/**
 * Reads `<first 12 of plan>:<kind>=<count>[,<kind>=<count>]` against the plan at hand and its counts.
 * Throws exit 7 where the words cannot be read, exit 5 where they approve another plan or other numbers.
 */
export function approval(words: string, plan: string, counts: Record<Kind, number>): Approval {
  const [, named, list = ''] = /^([0-9a-f]{12}):([a-z]+=\d+(?:,[a-z]+=\d+)*)$/.exec(words.trim()) ?? []
  const asked = list.split(',').map((one) => one.split('=') as [Kind, string])
  if (!named || asked.some(([kind]) => !kinds.includes(kind))) {
    throw new Failure(
      exit.input,
      `cannot read the approval "${words}": expected <first 12 of the plan>:<kind>=<count>, with create, update or delete`,
    )
  }
  if (named !== short(plan)) {
    throw new Failure(
      exit.stale,
      `the approval is for plan ${named}; this one is ${short(plan)}. Look at the new plan, then approve it`,
    )
  }
  const wrong = asked.find(([kind, count]) => counts[kind] !== Number(count))
  if (wrong) {
    throw new Failure(
      exit.stale,
      `the approval says ${wrong.join('=')}; this plan has ${counts[wrong[0]]}. Look at the plan again`,
    )
  }
  return Object.fromEntries(asked.map(([kind, count]) => [kind, Number(count)]))
}
