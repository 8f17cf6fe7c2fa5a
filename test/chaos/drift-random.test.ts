// Random histories with "drift": "keep": where nobody changes anything by hand, nothing is ever kept wrongly.

import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import { keep } from '../kit/drift.ts'
import { recordOf, world, writeFeed } from '../kit/feed-folder.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { FREE } from '../kit/scim-settings.ts'
import { type Outcome, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account } from '../kit/worlds.ts'
import { type Chance, chance } from './kit/chance.ts'
import { SEED } from './kit/seed.ts'
import { runsOf } from './kit/size.ts'

const histories = suite('drift: random histories')

const RUNS = runsOf({ usual: 10, long: 100 })
const STEPS = 12
const PEOPLE = 12
const PLANNED = [gatherOrganizations, gatherUsers, gatherContacts, makePlan]

type Feed = Map<number, ReturnType<typeof recordOf> & { [field: string]: unknown }>

/** What becomes of somebody in the source. */
const fates: ((feed: Feed, n: number, random: Chance) => void)[] = [
  (feed, n) => feed.delete(n),
  (feed, n) => feed.set(n, recordOf(n)),
  (feed, n, { below }) => feed.set(n, recordOf(n, { nameLast: `L${below(2)}` })),
  (feed, n, { below }) => feed.set(n, recordOf(n, { account: account(below(3)) })),
  (feed, n) => feed.set(n, recordOf(n, { nameFirst: '' })),
  (feed, n) => feed.set(n, recordOf(n, { account: 'nobody knows it' })),
]

/** The stages up to the plan; whether all ended well. */
async function planned(here: Place, person?: string): Promise<boolean> {
  for (const stage of PLANNED) if ((await stageIn(here, stage, person ? { person } : {})).code !== 0) return false
  return true
}

/** What happens to a run of sync, and what it came to. */
const runs: ((here: Place, random: Chance) => Promise<Outcome>)[] = [
  (here) => stageIn(here, applyPlan),
  (here, { of }) => stageIn(here, applyPlan, { words: [of(['create', 'update', 'delete'])] }),
  async (here, { below }) => {
    here.interfere((_, { method }) =>
      method !== 'GET' && below(3) === 0 ? { status: below(2) ? 422 : 500, body: {} } : undefined,
    )
    return stageIn(here, applyPlan)
  },
  (here, { below }) => {
    let asked = below(6)
    return stageIn(here, applyPlan, { interrupted: () => asked-- <= 0 })
  },
  // a kill: the folder is as it was at one of the writes
  async (here, { below }) => {
    const copy = `${here.folder}.killed`
    let left = 1 + below(4)
    here.interfere((_, { method }) => {
      if (method !== 'GET' && --left === 0) cpSync(here.folder, copy, { recursive: true })
      return undefined
    })
    const ended = await stageIn(here, applyPlan)
    if (left > 0) return ended
    rmSync(here.folder, { recursive: true })
    cpSync(copy, here.folder, { recursive: true })
    for (const gone of [copy, join(here.folder, 'sync.lock')]) rmSync(gone, { recursive: true, force: true })
    return ended
  },
]

const held = { count: 0, share: 0 }
const settings = [
  { duplicates: 'hold', limits: FREE },
  { duplicates: 'first', limits: FREE },
  { duplicates: 'hold', limits: { ...FREE, delete: held } },
  { duplicates: 'hold', limits: { ...FREE, create: held, update: held } },
]

async function step(here: Place, feed: Feed, random: Chance): Promise<void> {
  for (let n = random.below(4); n > 0; n--) random.of(fates)(feed, 1 + random.below(PEOPLE), random)
  if (feed.size === 0) feed.set(1, recordOf(1))
  writeFeed(here, [...feed.values()])
  if (random.below(5) === 0) keep(here, random.of(settings))
  if (random.below(10) === 0) rmSync(join(here.folder, 'state'), { recursive: true, force: true })
  const person = random.below(6) === 0 ? `person${1 + random.below(PEOPLE)}@acme.test` : undefined
  if (person !== undefined) {
    if (await planned(here, person)) await stageIn(here, applyPlan, { person })
    return
  }
  await planned(here)
  const { said } = await random.of(runs)(here, random)
  here.interfere(() => undefined)
  await approved(here, said, random.below(2) === 0)
  if (random.below(3) === 0) await stageIn(here, applyPlan)
}

async function approved(here: Place, said: string[], isSo: boolean): Promise<void> {
  const [, approve] = /--approve (\S+)/.exec(said.join(' ')) ?? []
  if (isSo && approve !== undefined) await stageIn(here, applyPlan, { flags: { approve } })
}

/** Everybody who is there, by number: name and account. */
const inTarget = ({ box }: Place) =>
  box.world.zendesk.users
    .filter(({ email, user_fields }) => /^person/.test(email ?? '') && user_fields?.['not_in_sfdc'] !== true)
    .map(({ email, name, organization_id }) => {
      const home = box.world.zendesk.organizations.find(({ id }) => id === organization_id)
      return `${email} ${name} ${home?.organization_fields['salesforce_id']}`
    })
    .sort()

for (let n = 0; n < RUNS; n++)
  histories(`history ${n} (CHAOS_SEED=${SEED}) ends with the target as the source says`, () =>
    at(world(), async (here) => {
      const random = chance(`drift ${n}`)
      const feed: Feed = new Map(Array.from({ length: PEOPLE }, (_, index) => [index + 1, recordOf(index + 1)]))
      keep(here)
      for (let steps = 0; steps < STEPS; steps++) await step(here, feed, random)

      keep(here)
      for (const [person, { account: home, nameFirst }] of feed)
        if (nameFirst === '' || !/^0/.test(home)) feed.set(person, recordOf(person))
      writeFeed(here, [...feed.values()])
      for (let quiet = 0; quiet < 3; quiet++) {
        assert.ok(await planned(here))
        await approved(here, (await stageIn(here, applyPlan)).said, true)
      }
      const wanted = [...feed.values()].map(
        ({ account: home, email, nameLast }) => `${email} Person ${nameLast} ${home}`,
      )
      assert.equal(inTarget(here), wanted.sort())
    }),
  )

histories.run()
