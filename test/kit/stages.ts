// The stages in this process, over real HTTP: quicker than scripts, where it is not the script that is tested.

import { join } from 'node:path'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import type { Done, Run } from '../../lib/cli/stage.ts'
import { type Instance, instances } from '../../lib/config/config.ts'
import { type Exit, exit, Failure } from '../../lib/errors/failure.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import type { Place } from './pipeline.ts'

export interface Outcome {
  code: Exit
  /** The stage's line, or the message of what stopped it. */
  line: string
  /** What it said besides. */
  said: string[]
}

interface With {
  flags?: Run['flags']
  words?: string[]
  person?: string
  now?: Date
  interrupted?: () => boolean
  /** Changes the instance, for connectors that only a test has. */
  instance?: (instance: Instance) => Instance
}

/** Runs the work of one stage for the one instance of a place. */
export async function stageIn(place: Place, work: (run: Run) => Promise<Done>, how: With = {}): Promise<Outcome> {
  const [found] = instances({ file: place.config, data: place.data, environment: place.environment() })
  const chosen = how.person ? { ...found!, folder: join(found!.folder, 'person') } : found!
  const said: string[] = []
  const run: Run = {
    instance: how.instance ? how.instance(chosen) : chosen,
    person: how.person ?? null,
    flags: how.flags ?? {},
    words: how.words ?? [],
    now: how.now ?? new Date(),
    interrupted: how.interrupted ?? (() => false),
    ...progressCounts(),
    say: (text) => said.push(text),
  }
  try {
    const { line, code = exit.done } = await work(run)
    return { code, line, said }
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, line: error.message, said }
    throw error
  }
}

const GATHERS = {
  'gather-organizations': gatherOrganizations,
  'gather-users': gatherUsers,
  'gather-contacts': gatherContacts,
}

/** What each of the five stages does. */
export const WORK = { ...GATHERS, compare: makePlan, sync: applyPlan }

/** The gathers, or some of them; each has to end well. */
export async function gathered(place: Place, ...names: (keyof typeof GATHERS)[]): Promise<void> {
  const chosen = names.length > 0 ? names : (Object.keys(GATHERS) as (keyof typeof GATHERS)[])
  for (const name of chosen) await well(place, GATHERS[name])
}

/** The gathers and compare. */
export async function compared(place: Place): Promise<void> {
  await gathered(place)
  await well(place, makePlan)
}

export const synced = (place: Place, how: With = {}) => stageIn(place, applyPlan, how)

async function well(place: Place, work: (run: Run) => Promise<Done>): Promise<void> {
  const { code, line } = await stageIn(place, work)
  if (code !== exit.done) throw new Error(`ended with ${code}: ${line}`)
}
