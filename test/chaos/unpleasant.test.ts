// The main job on a bad day: limits, conflicts, resets, short tokens and other people's jobs, and the right end.

import * as assert from 'uvu/assert'
import { receiptFiles } from '../../lib/artifacts/files.ts'
import { kinds } from '../../lib/artifacts/records.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { unpleasant } from '../../lib/sandbox/unpleasant.ts'
import { generate } from '../../lib/sandbox/worlds/generate.ts'
import type { User } from '../../lib/sandbox/zendesk/store.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const bad = suite('a bad day')

/** What Zendesk holds of everyone, by address. */
const people = ({ box }: Place) =>
  box.world.zendesk.users.map(({ email, name, organization_id, external_id, user_fields, suspended }) =>
    JSON.stringify({ email, name, organization_id, external_id, user_fields, suspended }),
  )

/** The main job as a person runs it: the same line sends what failed again, and approves a kind over its limit. */
async function mainJob(here: Place): Promise<void> {
  await compared(here)
  if ((await sent(here)) === 3) await sent(here)
  const held = (['update', 'delete'] as const).filter((kind) => here.json(`${kind}.json`).count > 0)
  const counts = held.map((kind) => `${kind}=${here.json(`${kind}.json`).count}`)
  const flags = { approve: `${here.json('delete.json').plan.slice(0, 12)}:${counts.join(',')}` }
  if (held.length > 0 && (await sent(here, { flags })) === 3) await sent(here, { flags })
}

async function sent(...how: Parameters<typeof synced>): Promise<number> {
  const { code, line } = await synced(...how)
  assert.ok([0, 3, 4].includes(code), `sync ended with ${code}: ${line}`)
  return code
}

/** A receipt is true when what it says stands in Zendesk. */
function provenReceipts(here: Place): void {
  const { users } = here.box.world.zendesk
  const byId = new Map(users.map((user) => [String(user.id), user]))
  const byExternalId = new Map(users.map((user) => [user.external_id, user]))
  for (const kind of kinds) {
    const receipts = new Map(
      here
        .json(receiptFiles[kind].file)
        .records.map((one) => [`${one['key']} ${kind === 'delete' ? one['id'] : ''}`, one]),
    )
    for (const entry of here.json(`${kind}.json`).records as unknown as Planned[]) {
      const receipt = receipts.get(`${entry.key} ${kind === 'delete' ? entry.id : ''}`)!
      const user = kind === 'create' ? byExternalId.get(entry.to.externalId!) : byId.get(entry.id)
      const isDone = user !== undefined && isAs(user, entry.to)
      const isSaid = ['applied', 'unchanged'].includes(String(receipt['outcome']))
      assert.is(isSaid, isDone, `${kind} ${entry.id}: ${JSON.stringify(receipt)}`)
      if (kind === 'create' && isDone) assert.is(receipt['id'], String(user.id))
    }
  }
}

interface Planned {
  id: string
  key: string
  to: { externalId?: string; name?: string; organization?: string; active?: boolean }
}

const isAs = (user: User, { name, organization, active }: Planned['to']) =>
  (name === undefined || user.name === name) &&
  (organization === undefined || String(user.organization_id) === organization) &&
  (active === undefined || user.user_fields['not_in_sfdc'] !== active)

const shapes = {
  'identities apart, an empty page at the end': {},
  'identities with the list, cursors to the end': { includeOnList: true, endOfList: 'full-cursor' as const },
}

/** Everyone after the main job on a good day. */
async function goodDay(): Promise<Set<string>> {
  let end = new Set<string>()
  await at(structuredClone(generate()), async (here) => {
    here.settings(() => undefined)
    await mainJob(here)
    end = new Set(people(here))
  })
  return end
}

function unpleasantly(options: Options['zendesk']): Options {
  const day = unpleasant()
  return { ...day, speed: 50, zendesk: { ...day.zendesk, ...options } }
}

const badDay = (options: Options['zendesk'], good: Promise<Set<string>>) =>
  at(
    structuredClone(generate()),
    async (here) => {
      // a batch whose answer is lost is given a 40th of this: on a busy machine jobs take longer than the sandbox says
      here.settings(({ target }) => Object.assign(target, { jobDeadline: 60 }))
      await mainJob(here)
      provenReceipts(here)
      await mainJob(here)
      provenReceipts(here)
      const end = await good
      const odd = people(here).filter((one) => !end.has(one))
      assert.equal([odd, people(here).length], [[], end.size])

      await gathered(here)
      assert.match((await stageIn(here, makePlan)).line, /^Plan: 0 to create, 0 to update, 0 to delete/)
      const { zendesk, salesforce } = here.box.stats
      assert.is(zendesk.early + salesforce.early, 0, 'requests sooner than allowed')
      assert.ok(zendesk.mostJobs <= 30, `${zendesk.mostJobs} jobs`)
      const { zendesk: desk, salesforce: force } = here.box.faults
      const unmet = [...desk.list(), ...force.list()].filter(({ played }) => played === 0)
      assert.equal(unmet, [], 'a fault that was not met')
    },
    unpleasantly(options),
  )

/** Side by side: most of a bad day is waiting. */
const days = new Map<string, Promise<unknown>>()
bad.before(() => {
  const good = goodDay()
  for (const [shape, options] of Object.entries(shapes)) {
    days.set(
      shape,
      badDay(options, good).catch((error: unknown) => error),
    )
  }
})

for (const shape of Object.keys(shapes)) {
  bad(
    `the main job, twice, ends as on a good day, its receipts are true, and it is never rude (${shape})`,
    async () => {
      const error = await days.get(shape)
      if (error) throw error
    },
  )
}

bad.run()
