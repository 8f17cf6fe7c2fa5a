// The files that sync needs with "drift": "keep": a damaged synced.json, and the contacts of the plan.

import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { makePlan } from '../../lib/scripts/compare.ts'
import { drifted, file, keep, people } from '../kit/drift.ts'
import { userNamed, world, writeFeed } from '../kit/feed-folder.ts'
import { at } from '../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const drift = suite('drift: files')

drift('a damaged file is refused, and without one everybody is compared with the target', () =>
  at(world(), async (here) => {
    await drifted(here)
    const whole = readFileSync(file(here), 'utf8')
    writeFileSync(file(here), whole.replace('person1', 'person0'))
    await gathered(here)
    const { code, line } = await stageIn(here, makePlan)
    assert.is(code, 7)
    assert.match(line, 'synced.json is damaged. Delete it: all people are compared with the target then')
    writeFileSync(file(here), whole)
    assert.match((await stageIn(here, makePlan)).line, '0 to create, 0 to update, 0 to delete')
  }),
)

drift('sync needs the contacts of its plan, and says so before anything is sent', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await compared(here)
    await gathered(here, 'gather-contacts')
    const { code, line } = await synced(here)
    assert.is(code, 5)
    assert.match(line, 'contacts.json is not the one of this plan')
    assert.is(userNamed(here, 'person1'), undefined)
  }),
)

drift.run()
