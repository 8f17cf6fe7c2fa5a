// Real input: public sample data of Salesforce, expected numbers counted from the files.

import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { convert } from '../../lib/sandbox/salesforce/npsp.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { at } from '../kit/pipeline.ts'
import { sample } from '../kit/samples.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const real = suite('real input')

const expected = {
  'npsp-rd2': {
    create: 2_000,
    reasons: { missing: 2_000, 'different-accounts': 0, merged: 0 },
    held: 0,
    returned: 2_000,
    without: 0,
  },
  'npsp-1k': {
    create: 454,
    reasons: { missing: 454, 'different-accounts': 3, merged: 10 },
    held: 3,
    returned: 470,
    without: 554,
  },
}

for (const [name, { create, reasons, held, returned, without }] of Object.entries(expected)) {
  real(`${name}: ${create} creations, over the limit until approved; the second run plans nothing`, async () => {
    const [accounts, contacts] = ['Account', 'Contact'].map((what) =>
      sample(name, 'salesforce', `${name}.${what}.json`),
    )
    if (!accounts || !contacts) return
    const [accountRows, contactRows] = [accounts, contacts].map((file) => JSON.parse(readFileSync(file, 'utf8')))
    await at(readWorld(convert(accountRows, contactRows)), async (here) => {
      await compared(here)
      assert.is(here.json('contacts.json').count, returned)
      assert.is(contactRows.length - returned, without)
      const plan = here.json('create.json')
      assert.equal([plan.count, here.json('update.json').count, here.json('delete.json').count], [create, 0, 0])
      for (const [row, count] of Object.entries(reasons)) assert.is(plan.reasons[row], count, row)
      assert.is(here.json('held.json').count, held)

      const stopped = await synced(here)
      assert.is(stopped.code, 4, stopped.line)
      assert.is(here.box.world.zendesk.users.length, 1, 'only the admin')
      const approve = `${plan.plan.slice(0, 12)}:create=${create}`
      assert.match(stopped.said.join('\n'), `--approve ${approve}`)
      const done = await synced(here, { flags: { approve } })
      assert.is(done.code, 0, done.line)
      assert.is(here.json('created.json').records.filter(({ outcome }) => outcome === 'applied').length, create)

      await gathered(here)
      const again = await stageIn(here, makePlan)
      assert.match(again.line, new RegExp(`^Plan: 0 to create, 0 to update, 0 to delete, ${held} held`))
    })
  })
}

real.run()
