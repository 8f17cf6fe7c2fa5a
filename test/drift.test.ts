// What somebody changed in the target by hand: corrected, or kept as long as the source says nothing new.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Instance } from '../lib/config.ts'
import { gatherContacts } from '../lib/gather.ts'
import { makePlan } from '../lib/planner.ts'
import type { Found } from '../lib/sources/source.ts'
import { drifted, file, keep, open, people, settledIn, without3 } from './kit/drift.ts'
import { again, recordOf, userNamed, world, writeFeed } from './kit/feed-folder.ts'
import { at } from './kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from './kit/stages.ts'

const drift = suite('drift')

drift('is corrected unless the settings say otherwise, and then nothing is kept in mind', () =>
  at(world(), async (here) => {
    await drifted(here)
    assert.ok(existsSync(file(here)))
    keep(here, { drift: 'correct' })
    await again(here, 'create 1 applied; update 1 applied; delete 1 applied')
    assert.is(userNamed(here, 'person1').name, 'Person 1')
    assert.not.ok(existsSync(file(here)))
  }),
)

drift('is kept as long as the source says the same: renamed, gone or brought back by hand', () =>
  at(world(), async (here) => {
    await drifted(here)
    await again(here, 'nothing to do')
    assert.is(here.json('create.json').rows['drift'], 3)
  }),
)

drift('ends with the next change in the source: what it says then is compared with the target in full', () =>
  at(world(), async (here) => {
    await drifted(here)
    writeFeed(here, without3({ 1: { nameLast: 'One' }, 2: { nameLast: 'Two' } }))
    await again(here, 'create 1 applied; update 1 applied')
    writeFeed(here, [...without3({ 1: { nameLast: 'One' }, 2: { nameLast: 'Two' } }), recordOf(3)])
    await again(here, 'nothing to do')
    writeFeed(here, without3({ 1: { nameLast: 'One' }, 2: { nameLast: 'Two' } }))
    await again(here, 'delete 1 applied')
  }),
)

drift('who was removed and is back as they were is brought back', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    writeFeed(here, people.slice(1))
    await again(here, 'delete 1 applied')
    assert.is(settledIn(here).count, 29)
    writeFeed(here, people)
    await again(here, 'update 1 applied')
  }),
)

drift('what failed is compared again, and a removal that was not made is planned again', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    await compared(here)
    writeFeed(here, [recordOf(2, { nameLast: 'New' }), ...people.slice(2)])
    await compared(here)
    const { id } = userNamed(here, 'person2')
    Object.assign(userNamed(here, 'person2'), { name: 'By Hand' })
    assert.is(
      (await synced(here, { words: ['update'] })).line,
      'update 1 conflict; delete 1 not-sent (not asked for in this run)',
    )
    assert.equal(open(here), ['person2@acme.test'])
    assert.is(settledIn(here).count, 30, 'who is to be removed is known')
    // the source as it was before the plan that came to nothing
    writeFeed(here, people.slice(1))
    await compared(here)
    assert.equal(
      ['update.json', 'delete.json'].map((name) => here.json(name).records.map(({ key }) => key)),
      [['person2@acme.test'], ['person1@acme.test']],
    )
    assert.is(here.json('update.json').records[0]!['id'], String(id))
  }),
)

drift('who is held, or said not to be active, is compared again until that ends', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    const states = () => new Map(settledIn(here).records.map(({ contact, key }) => [key, contact]))
    const before = states()
    writeFeed(here, [recordOf(1, { nameFirst: '' }), ...people.slice(1), recordOf(40, { nameFirst: '' })])
    await gathered(here)
    // as a source that says who is not active would have it
    const inactive: (instance: Instance) => Instance = (instance) => ({
      ...instance,
      source: async (progress) => {
        const source = await instance.source(progress)
        return { ...source, contacts: (asked) => left(source.contacts(asked)) }
      },
    })
    await stageIn(here, gatherContacts, { instance: inactive })
    await stageIn(here, makePlan)
    assert.is((await synced(here, { instance: inactive })).line, 'delete 1 conflict')
    const after = states()
    assert.is(after.get('person1@acme.test'), before.get('person1@acme.test'), 'held: as it was')
    assert.is(after.get('person40@acme.test'), null, 'held: never applied')
    assert.is(after.get('person2@acme.test'), null, 'not active')
  }),
)

async function* left(contacts: AsyncIterable<Found>): AsyncGenerator<Found> {
  for await (const contact of contacts) {
    const active = contact.key !== 'person2@acme.test'
    yield { ...contact, person: { ...contact.person, active } }
  }
}

drift('a run that is killed leaves open what it was about to send', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    writeFeed(here, [recordOf(1, { nameLast: 'New' }), ...people.slice(1)])
    await compared(here)
    let seen: string[] = []
    here.interfere((_, { method }) => {
      if (method === 'PUT') seen = open(here)
      return undefined
    })
    await synced(here)
    assert.equal(seen, ['person1@acme.test'])
    assert.equal(open(here), [])
  }),
)

drift('is corrected once when other settings were in force, or another target: what stands there is not known', () =>
  at(world(), async (here) => {
    await drifted(here)
    keep(here, { duplicates: 'first' })
    await gathered(here)
    assert.match((await stageIn(here, makePlan)).line, '1 to create, 1 to update, 1 to delete')
  }),
)

drift('a plan that waits for a person is the same when it is made again', () =>
  at(world(), async (here) => {
    keep(here, { limits: { create: { count: 0 }, update: { count: 0 }, delete: { count: 0 } } })
    writeFeed(here, people)
    await compared(here)
    const { code, said } = await synced(here)
    assert.is(code, 4)
    const [, approve] = /--approve (\S+)/.exec(said.join())!
    const { plan } = here.json('create.json')
    await stageIn(here, makePlan)
    assert.is(here.json('create.json').plan, plan)
    assert.is((await synced(here, { flags: { approve: approve! } })).line, 'create 30 applied')
    assert.equal(open(here), [])
  }),
)

drift('a damaged file is refused, and without one everybody is compared with the target', () =>
  at(world(), async (here) => {
    await drifted(here)
    const whole = readFileSync(file(here), 'utf8')
    writeFileSync(file(here), whole.replace('person1', 'person0'))
    await gathered(here)
    const { code, line } = await stageIn(here, makePlan)
    assert.is(code, 7)
    assert.match(line, 'settled.json is damaged. Delete it: everybody is compared with the target then')
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
