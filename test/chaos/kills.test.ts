// kill -9 of a real sync, at its marked points (one in eight; each in the long form) and at seeded times, with its
// folder kept and with it deleted.

import pLimit from 'p-limit'
import * as assert from 'uvu/assert'
import type { LoggedRequest } from '../../lib/sandbox/log.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { again, anew, outcomesOf, sentOnce, settled, type Undisturbed } from './kit/aftermath.ts'
import { everyKind, failing, stateOf, unlimited } from './kit/everyone.ts'
import { type Calls, callsOf, fileMarks, killedAtCall, told } from './kit/files.ts'
import { killedAtRequest, requestMarks } from './kit/requests.ts'
import { SEED, SEED_NUMBER } from './kit/seed.ts'
import { inTwoJobs } from './kit/sent.ts'
import { partOf, runsOf } from './kit/size.ts'
import { killedAfter, moments, SPEEDS, timed } from './kit/times.ts'
import { countUpdates } from './kit/updated.ts'
import { type Over, victim } from './kit/victim.ts'

interface Context {
  undisturbed: Undisturbed & { requests: LoggedRequest[]; calls: Calls }
  /** Milliseconds from the first request to the end, by the speed of the sandbox. */
  took: Map<number, number>
}

const kills = suite<Context>('kills')

/** Places side by side: a sync waits more than it works. */
const AT_ONCE = 5
const TIMES = runsOf({ usual: 6, long: 50 })
/** A job is over with the next request, so that a test knows which ones are. */
const SETTLED: Options = { zendesk: { jobSeconds: 0 } }

/** A place in which everything is planned, so that a sync can begin. */
const planned = (options: Options, work: (here: Place) => Promise<void>) =>
  at(
    everyKind(),
    async (here) => {
      unlimited(here)
      await compared(here)
      here.box.requests.length = 0
      await work(here)
    },
    { ...options, zendesk: { failing, ...options.zendesk } },
  )

type Folder = 'kept' | 'deleted'
const total = { kept: 0, deleted: 0, killed: 0, ended: 0, resumed: 0, harm: 0, inTwoJobs: { kept: 0, deleted: 0 } }
const points: string[] = []

interface Kill {
  name: string
  options: Options
  /** What was sent may be carried out after the next run has looked. */
  isLate: boolean
  folders?: Folder[]
  kill(here: Place): Promise<{ over: Over; finish?: () => Promise<void> }>
}

/** One kill, and all that has to be true after it. */
async function survived({ name, options, isLate, kill }: Kill, folder: Folder, undisturbed: Undisturbed) {
  const work = async (here: Place) => {
    const updates = countUpdates(here.box.world)
    const { over, finish = async () => {} } = await kill(here)
    if (options === SETTLED) assert.is(over.signal, 'SIGKILL', `it never came to this point: ${over.said}`)
    const resumed = await (folder === 'kept' ? again : anew)(here, undisturbed)
    await finish()
    if (options === SETTLED && !isLate) sentOnce(here)
    const doubled = inTwoJobs(here).length
    await settled(here, undisturbed, updates)
    total[folder]++
    total[over.signal === null ? 'ended' : 'killed']++
    total.resumed += resumed
    total.inTwoJobs[folder] += doubled
  }
  await planned(options, work).catch((error: Error) => {
    error.message = `killed ${name}, folder ${folder}: ${error.message}`
    throw error
  })
}

/** All kills with both folders, some side by side; every one that did harm is told. */
async function allSurvived(what: string, all: Kill[], undisturbed: Undisturbed): Promise<void> {
  points.push(`${all.length} ${what}`)
  const limit = pLimit(AT_ONCE)
  const runs = all.flatMap((one) =>
    (one.folders ?? ['kept', 'deleted']).map((folder) => limit(() => survived(one, folder, undisturbed))),
  )
  const failures = (await Promise.allSettled(runs)).flatMap((run) => (run.status === 'rejected' ? [run.reason] : []))
  total.harm += failures.length
  if (failures.length === 0) return
  const [first] = failures
  first.message = `${failures.length} of ${runs.length} did harm:\n${failures.map(({ message }) => message).join('\n')}`
  throw first
}

kills.before(async (context) => {
  await planned(SETTLED, async (here) => {
    const { code, said } = await told(here).over
    assert.is(code, 3, said)
    const { requests, world } = here.box
    const outcomes = outcomesOf(here)
    context.undisturbed = { code, outcomes, state: stateOf(world), requests: [...requests], calls: callsOf(here) }
  })
  context.took = new Map()
  const time = (speed: number) =>
    planned({ speed }, async (here) => {
      context.took.set(speed, (await timed(here, victim(here))).took)
    })
  await Promise.all(SPEEDS.map(time))
})

kills('the undisturbed run has outcomes of every kind, so that a kill has something to spoil', ({ undisturbed }) => {
  const tally: Record<string, number> = {}
  for (const [one, outcome] of undisturbed.outcomes) {
    const row = `${one.split(' ')[0]} ${outcome}`
    tally[row] = (tally[row] ?? 0) + 1
  }
  assert.equal(tally, {
    'create applied': 12,
    'create conflict': 2,
    'update applied': 231,
    'update failed': 1,
    'delete applied': 5,
  })
})

kills('killed at any of its requests, it finishes without harm when it is run again', ({ undisturbed }) =>
  allSurvived(
    'requests',
    partOf('requests', requestMarks(undisturbed.requests)).map((mark) => ({
      name: `at ${mark.step} #${mark.nth}, ${mark.fate}`,
      options: SETTLED,
      isLate: mark.fate === 'late',
      kill: (here) => killedAtRequest(here, mark, victim(here)),
    })),
    undisturbed,
  ),
)

kills('killed at any change of its files, it finishes without harm when it is run again', ({ undisturbed }) =>
  allSurvived(
    'changes of files',
    partOf('changes of files', fileMarks(undisturbed.calls)).map((mark) => ({
      name: `at ${mark.call} #${mark.nth}${mark.torn ? ', torn' : ''}`,
      options: SETTLED,
      isLate: false,
      folders: mark.torn ? ['kept'] : ['kept', 'deleted'], // deleted, what is torn is as good as not written
      kill: async (here) => ({ over: await killedAtCall(here, mark).over }),
    })),
    undisturbed,
  ),
)

kills(`killed at ${TIMES} seeded times, it finishes without harm when it is run again`, ({ undisturbed, took }) =>
  allSurvived(
    'times',
    // One less than the seed: the default seed gives the times that were tried from the start.
    moments(TIMES, SEED_NUMBER - 1).map(({ part, speed }, n) => ({
      name: `at time ${n} of CHAOS_SEED=${SEED} (${(part * 100).toFixed(0)}%, speed ${speed})`,
      options: { speed },
      isLate: false,
      kill: async (here) => ({ over: await killedAfter(here, part * took.get(speed)!, victim(here)) }),
    })),
    undisturbed,
  ),
)

kills.after(() => {
  const { kept, deleted, killed, ended, resumed, inTwoJobs, harm } = total
  process.stdout.write(
    `kills at ${points.join(', ')} (CHAOS_SEED=${SEED}): ${kept} with the folder kept, ${deleted} with it deleted; ` +
      `${killed} in the middle, ${ended} after the end; ${resumed} receipts resumed; in a second job, without a change: ` +
      `${inTwoJobs.kept} people (kept), ${inTwoJobs.deleted} (deleted); harm ${harm}\n`,
  )
})

kills.run()
