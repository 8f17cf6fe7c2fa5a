// Requests of the main job on the shipped world, stage by stage, against the least possible, on a good and a bad day:
// npm run bench -- requests

import type { Done, Run } from '../../lib/cli/stage.ts'
import { unpleasant } from '../../lib/sandbox/unpleasant.ts'
import { generate } from '../../lib/sandbox/worlds/generate.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { type Outcome, stageIn } from '../kit/stages.ts'

const PAGE = 100
const pages = (n: number) => Math.ceil(n / PAGE)

interface Counted {
  requests: number
  seconds: number
  tooMany: number
}

/** The stages one after the other, and the approved removals; what each asked for. */
async function mainJob(here: Place): Promise<Record<string, Counted>> {
  here.settings(() => undefined)
  const counted: Record<string, Counted> = {}
  const one = async (name: string, work: (run: Run) => Promise<Done>, flags = {}): Promise<Outcome> => {
    here.box.requests.length = 0
    const started = performance.now()
    const outcome = await stageIn(here, work, { flags })
    const tooMany = here.box.requests.filter(({ status }) => status === 429).length
    counted[name] = { requests: here.box.requests.length, seconds: (performance.now() - started) / 1000, tooMany }
    return outcome
  }
  await one('gather-organizations', gatherOrganizations)
  await one('gather-users', gatherUsers)
  await one('gather-contacts', gatherContacts)
  await one('compare', makePlan)
  await one('sync', applyPlan)
  const [update, removal] = [here.json('update.json'), here.json('delete.json')]
  const counts = `update=${update.count},delete=${removal.count}`
  await one('sync --approve', applyPlan, { approve: `${removal.plan.slice(0, 12)}:${counts}` })
  return counted
}

/**
 * Token, who am I, the mark's field; pages, identities where the list has none; for each batch before, job and after,
 * and one poll.
 */
function least({ box, json }: Place): Record<string, number> {
  const { organizations, users } = box.world.zendesk
  const batches = (file: string) => pages(json(file).count)
  const created = json('create.json').count
  const moved = json('update.json').records.filter(({ to }) => 'organization' in (to as object)).length
  return {
    'gather-organizations': 1 + pages(organizations.length),
    'gather-users': 3 + 2 * pages(users.length - created),
    'gather-contacts': 1 + 2,
    compare: 0,
    sync: 2 + 1 + batches('create.json') + created + moved + 3 * batches('update.json') + 1,
    'sync --approve': 2 + 1 + 3 * batches('delete.json') + 1,
  }
}

let good: Record<string, Counted> = {}
let bad: Record<string, Counted> = {}
let lowest: Record<string, number> = {}
await at(structuredClone(generate()), async (here) => {
  good = await mainJob(here)
  lowest = least(here)
})
await at(
  structuredClone(generate()),
  async (here) => {
    bad = await mainJob(here)
  },
  { ...unpleasant(), speed: 50 },
)
const said = ({ requests, seconds, tooMany }: Counted) =>
  `${String(requests).padStart(5)} requests ${String(tooMany).padStart(2)} x 429 ${seconds.toFixed(1).padStart(5)} s`
process.stdout.write(
  'Requests, 429 answers and seconds of each stage; the good day is the first, and loads the code.\n',
)
process.stdout.write(`${'stage'.padEnd(22)}least    good day${' '.repeat(22)}bad day\n`)
for (const [stage, one] of Object.entries(good)) {
  process.stdout.write(`${stage.padEnd(22)}${String(lowest[stage]).padStart(5)} ${said(one)}   ${said(bad[stage]!)}\n`)
}
