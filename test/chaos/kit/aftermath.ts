// After a kill: run again, with what is left of the folder or without it, and hold everything against the undisturbed
// run.

import { rmSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { kinds } from '../../../lib/artifacts/records.ts'
import type { Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { left, neverDone, stateOf, twice } from './everyone.ts'
import { kept } from './journal.ts'
import { inTwoJobs, refused, sent } from './sent.ts'

/** What a run is held against. */
export interface Undisturbed {
  code: number | null
  outcomes: Map<string, unknown>
  state: string[]
}

/** The outcome of every planned record, by `update person200@acme.test`. */
export const outcomesOf = (here: Place): Map<string, unknown> =>
  new Map(kinds.flatMap((kind) => receipts(here, kind).map(({ key, outcome }) => [`${kind} ${key}`, outcome] as const)))

/** The plan, in the same words. */
const plannedIn = (here: Place): string[] =>
  kinds.flatMap((kind) => here.json(`${kind}.json`).records.map(({ key }) => `${kind} ${key}`)).sort()

/** Runs again in the folder as the killed run left it. Gives how many receipts it had to build on. */
export async function again(here: Place, undisturbed: Undisturbed): Promise<number> {
  const { requests } = here.box
  const { jobs, standing } = kept(here)
  const polls = requests.filter(({ path }) => path.endsWith('/job_statuses/show_many'))
  const known = new Set(jobs.map(({ job }) => job))
  assert.equal(
    without(
      polls.flatMap(({ query }) => query['ids']!.split(',')),
      known,
    ),
    [],
    'waited for, not on disk',
  )
  if (requests.some(({ system }) => system === 'salesforce')) {
    const earlier = [...undisturbed.outcomes.keys()].filter((one) => !/^delete/.test(one) && !neverDone.includes(one))
    assert.equal(without(earlier, standing), [], 'without a receipt when removals are begun')
  }

  const before = requests.length
  const outcomes = await finished(here, undisturbed)
  assert.equal([...outcomes.keys()], [...undisturbed.outcomes.keys()])
  for (const [one, outcome] of standing) assert.is(outcomes.get(one), outcome, `the receipt of ${one}`)
  const resent = sent(here, requests.slice(before)).filter((one) => standing.has(one))
  assert.equal(resent, [], 'sent again although there is a receipt')
  const noted = new Set(jobs.flatMap(({ keys, kind }) => keys.map((key) => `${kind} ${key}`)))
  const doubled = inTwoJobs(here).filter((one) => noted.has(one))
  assert.equal(doubled, [], 'sent again although its job was known')
  const done = [...outcomes].filter(([, outcome]) => outcome !== 'failed')
  assert.equal([...kept(here).standing].sort(), done.sort(), 'the journal at the end')
  return standing.size
}

/** Begins anew: the folder is gone, and only the two remotes know what was done. */
export async function anew(here: Place, undisturbed: Undisturbed): Promise<number> {
  rmSync(here.folder, { recursive: true, force: true })
  const most = new Set(left(here.box.world)) // a job may be at work while users are gathered
  await compared(here)
  const planned = plannedIn(here)
  assert.equal(without(planned, most), [], 'planned although it was done')
  assert.equal(without(left(here.box.world), new Set(planned)), [], 'left to do and not planned')
  const outcomes = await finished(here, undisturbed)
  assert.equal([...outcomes.keys()].sort(), planned)
  return 0
}

/** A whole sync; each outcome is that of the undisturbed run, or `unchanged` where that has `applied`. */
async function finished(here: Place, undisturbed: Undisturbed): Promise<Map<string, unknown>> {
  const { code, line } = await synced(here)
  assert.is(code, undisturbed.code, line)
  const outcomes = outcomesOf(here)
  const other = [...outcomes].filter(([one, outcome]) => {
    const wanted = undisturbed.outcomes.get(one)
    return outcome !== wanted && !(wanted === 'applied' && outcome === 'unchanged')
  })
  assert.equal(other, [], 'outcomes')
  return outcomes
}

/** What has to be true at the end, whatever happened on the way. */
export async function settled(here: Place, undisturbed: Undisturbed, updates: Map<number, number>): Promise<void> {
  const { world } = here.box
  const state = stateOf(world)
  assert.equal(without(state, new Set(undisturbed.state)), [], 'the final state')
  assert.is(state.length, undisturbed.state.length)
  assert.equal(twice(world), [], 'an address or external id that is there twice')
  assert.equal(
    [...updates].filter(([, n]) => n > 1),
    [],
    'updated_at changed twice',
  )
  await compared(here)
  assert.equal(plannedIn(here), [...neverDone].sort(), 'the plan of a new gather')
  assert.is(here.json('held.json').count, 0)
}

/** Where nothing was late and no job at work, whoever is done is seen to be done before anything is sent. */
export function sentOnce(here: Place): void {
  assert.equal(refused(here), [], 'created although the user was there')
  assert.equal(inTwoJobs(here), [], 'sent again although it was done')
}

const without = (all: string[], some: { has(one: string): boolean }) => all.filter((one) => !some.has(one))
