// The world that ships: what `npm start` shows.

import * as assert from 'uvu/assert'
import { reasonNames } from '../../lib/artifacts/records.ts'
import { generate } from '../../lib/sandbox/worlds/generate.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { at } from '../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const shipped = suite('the shipped world')

shipped('has people in every row of the table, trips two limits, and plans nothing once it is approved', () =>
  at(structuredClone(generate()), async (here) => {
    await compared(here)
    const { reasons, plan } = here.json('delete.json')
    assert.equal(
      reasonNames.filter((row) => !reasons[row]),
      ['drift', 'refused'], // drift is corrected here, and nothing is refused for good
    )
    const held = await synced(here)
    assert.is(held.code, 4, held.line)
    assert.equal(
      held.said.flatMap((text) => [...text.matchAll(/: (\w+) waits for approval/g)].map(([, kind]) => kind)),
      ['update', 'delete'],
    )
    const counts = ['update', 'delete'].map((kind) => `${kind}=${here.json(`${kind}.json`).count}`)
    const approve = `${plan.slice(0, 12)}:${counts.join(',')}`
    assert.is((await synced(here, { flags: { approve } })).code, 0)
    for (const file of ['created.json', 'updated.json', 'deleted.json']) {
      const other = here.json(file).records.filter(({ outcome }) => outcome !== 'applied')
      assert.equal(other, [], file)
    }
    await gathered(here)
    assert.match((await stageIn(here, makePlan)).line, /^Plan: 0 to create, 0 to update, 0 to delete/)
  }),
)

shipped('needs no request more than it has to', () =>
  at(structuredClone(generate()), async (here) => {
    const requests = () => here.box.requests.splice(0).length
    await gathered(here, 'gather-organizations')
    assert.is(requests(), 1 + 1 + 3) // a token, how many there are; 300 organizations
    await gathered(here, 'gather-users')
    // a token, the mark's field, who am I, how many; 2,500 users, their addresses, 99 users a request;
    // two halves of one whose list of identities may be cut
    assert.is(requests(), 1 + 1 + 1 + 1 + 25 + 26 + 2)
    await gathered(here, 'gather-contacts')
    assert.is(requests(), 1 + 2) // a token; two pages of 290 accounts
  }),
)

shipped.run()
