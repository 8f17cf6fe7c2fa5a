// Which files make one plan: its digest, and the age and origin of its inputs. Pure.

import { digestOf } from '../artifacts/digest.ts'
import type { Foot, PlanHead } from '../artifacts/files.ts'
import { command } from '../errors/command.ts'
import { exit, Failure } from '../errors/failure.ts'

/** Raised when the same inputs and settings make another plan than before. */
const PLAN_VERSION = 3

/** The fields that the first lines of the four plan files share, without the digest of the plan. */
export type PlanFacts = Omit<PlanHead, 'artifact' | 'version' | 'plan'>

/** The digest that names a plan: of its facts, the settings that change plans, and the version. */
export const planOf = (facts: PlanFacts, settings: unknown): string =>
  digestOf({ facts, settings, version: PLAN_VERSION })

/** The facts of a first line. Limits and doubt refer to them, so an approval covers them. */
function factsIn({ artifact: _, version: __, plan: ___, ...facts }: PlanHead): PlanFacts {
  return facts
}

/** The part of a digest that a person types. */
export const shortDigest = (plan: string): string => plan.slice(0, 12)

export interface Dated {
  artifact: string
  instance: string
  gathered: string
}

/** Clocks of two runners may differ by this much. */
const SKEW = 5 * 60_000

/** Throws exit 5 where a file is of another instance, older than `maxAge` milliseconds at `now`, or from the future. */
export function assertFresh(files: Dated[], { name, maxAge }: { name: string; maxAge: number }, now: Date): void {
  for (const { artifact, gathered, instance: its } of files) {
    if (its !== name) {
      throw new Failure(exit.stale, `${artifact}.json is of instance ${its}, not ${name}. Gather again for ${name}`)
    }
    const age = now.getTime() - Date.parse(gathered)
    if (age < -SKEW) {
      throw new Failure(exit.stale, `${artifact}.json was gathered in the future. Check the clock, then gather again`)
    }
    if (age > maxAge) {
      const limit = `instances.${name}.maxAge allows ${inWords(maxAge)}`
      throw new Failure(
        exit.stale,
        `${artifact}.json was gathered ${inWords(age)} ago; ${limit}. Gather again, then compare`,
      )
    }
  }
}

/** Throws exit 5 where the last read of all users is older than `maxAge` and `fullEvery` (milliseconds) together. */
export function assertFullReadFresh(
  read: { full: string } | undefined,
  { fullEvery, maxAge, name }: { fullEvery: number; maxAge: number; name: string },
  now: Date,
): void {
  const age = read === undefined ? 0 : now.getTime() - Date.parse(read.full)
  if (age <= maxAge + fullEvery) return
  const limit = `instances.${name}.maxAge and target.fullEvery allow ${inWords(maxAge + fullEvery)}`
  throw new Failure(
    exit.stale,
    `users.json builds on a full read ${inWords(age)} ago; ${limit}. Run again: ${command('gather-users')}`,
  )
}

const inWords = (ms: number) => (ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`)

/** Throws exit 5 where a plan was made with another target or source than the settings name now. */
export function assertSameSystem(side: 'target' | 'source', then: string, now: string): void {
  if (then === now) return
  throw new Failure(
    exit.stale,
    `this plan was made with the ${side} ${then}; the settings name ${now}. Gather and compare again`,
  )
}

/** The parts of a plan file that name its plan. */
interface PlanFile {
  head: PlanHead & Dated
  foot: Pick<Foot, 'recordsSha256'>
}

/**
 * The digest of the one plan that these files make. Throws exit 7 where the records of a file are not those of its
 * plan. Throws exit 5 unless all files carry one plan, made with the settings of today.
 */
export function assertOnePlan(files: readonly PlanFile[], settings: unknown): string {
  for (const file of files) assertRecordsOfPlan(file)
  const heads = files.map(({ head }) => head)
  const [first] = heads
  const other = heads.find(({ plan }) => plan !== first?.plan)
  if (!first || other) {
    throw new Failure(
      exit.stale,
      `${first?.artifact}.json and ${other?.artifact}.json are of different plans. Run again: ${command('compare')}`,
    )
  }
  if (heads.some((head) => planOf(factsIn(head), settings) !== first.plan)) {
    const what = 'the settings changed since this plan was made, or its files were edited'
    throw new Failure(exit.stale, `${what}. Run again: ${command('compare')}`)
  }
  return first.plan
}

/** An edited file can have new digests of its own, but not those of its plan. */
function assertRecordsOfPlan({ head, foot }: PlanFile): void {
  const kind = head.artifact as keyof PlanHead['recordDigests']
  if (head.recordDigests[kind] === foot.recordsSha256) return
  const what = `${head.artifact}.json was edited: its records are not those of its plan`
  throw new Failure(exit.input, `${what}. Run again: ${command('compare')}`)
}

/** The oldest of some ISO times. */
export const oldest = (times: string[]): string => times.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b))
