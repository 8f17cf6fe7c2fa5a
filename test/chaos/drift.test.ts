// What is kept of changes made by hand, with the scripts as they are.

import * as assert from 'uvu/assert'
import { drifted, without3 } from '../kit/drift.ts'
import { again, world, writeFeed } from '../kit/feed-folder.ts'
import { at } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'

const drift = suite('drift, as processes')

drift('explain says that something is kept, also once the plan was applied', () =>
  at(world(), async (here) => {
    await drifted(here)
    await again(here, 'nothing to do')
    const kept = (await here.run('explain', ['person1@acme.test'])).said
    assert.match(kept, 'decision        the source as when it was last applied, the target otherwise')
    assert.match(kept, 'plan            in none of its files\ncurrent ')
    writeFeed(here, without3({ 1: { nameLast: 'One' } }))
    await again(here, 'update 1 applied')
    const changed = (await here.run('explain', ['person1@acme.test'])).said
    assert.match(changed, 'plan            update.json (differs)\ncurrent ')
    assert.match(changed, 'receipt         applied')
  }),
)

drift.run()
