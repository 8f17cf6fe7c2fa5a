// What sync keeps in mind with "drift": "keep": of plans that fail, wait, come late, are killed, or are about one
// person.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Instance } from '../../lib/config/config.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import { type EndOfRead, EVERYONE, type ReceivedContact } from '../../lib/sources/source.ts'
import { drifted, file, keep, open, people, syncedIn, without3 } from '../kit/drift.ts'
import { again, recordOf, userNamed, world, writeFeed } from '../kit/feed-folder.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { FREE } from '../kit/scim-settings.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, userOf } from '../kit/worlds.ts'

const drift = suite('drift: memory')

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
    assert.equal(open(here), ['person1@acme.test', 'person2@acme.test'])
    assert.is(syncedIn(here).count, 30, 'who is to be removed is known')
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
    const states = () => new Map(syncedIn(here).records.map(({ applied, key }) => [key, applied]))
    const before = states()
    writeFeed(here, [recordOf(1, { nameFirst: '' }), ...people.slice(1), recordOf(40, { nameFirst: '', email: '' })])
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

async function* left(contacts: AsyncIterable<ReceivedContact>): AsyncGenerator<ReceivedContact, EndOfRead> {
  for await (const contact of contacts) {
    const active = contact.key !== 'person2@acme.test'
    yield { ...contact, person: { ...contact.person, active } }
  }
  return EVERYONE
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

/** Thirty people in Zendesk, and nothing known of how they came there. */
async function unknown(here: Place): Promise<void> {
  keep(here)
  writeFeed(here, people)
  await again(here, 'create 30 applied')
  rmSync(file(here))
}

for (const [how, words] of [
  ['not asked for', ['create', 'update']],
  ['refused', []],
] as const)
  drift(`a removal that is ${how} is planned again, also where nothing was known before`, () =>
    at(world(), async (here) => {
      await unknown(here)
      writeFeed(here, [...people.slice(1), recordOf(50)])
      await compared(here)
      here.interfere((_, { method }) => (method === 'PUT' ? { status: 422, body: {} } : undefined))
      await synced(here, { words: [...words] })
      here.interfere(() => undefined)
      await again(here, 'delete 1 applied')
    }),
  )

drift('a plan that comes late, after another one, is refused: what it was made of is not what stands there', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    writeFeed(here, [...people, recordOf(50)])
    await compared(here)
    const names = ['create', 'update', 'delete', 'held', 'contacts'].map((name) => join(here.folder, `${name}.json`))
    const late = names.map((name) => [name, readFileSync(name)] as const)
    writeFeed(here, [recordOf(1, { account: account(2) }), ...people.slice(1)])
    await again(here, 'update 1 applied')
    for (const [name, bytes] of late) writeFileSync(name, bytes)
    const { code, line } = await synced(here)
    assert.is(code, 5)
    assert.match(line, 'another plan was applied since this one was made')
    writeFeed(here, people)
    await again(here, 'update 1 applied')
  }),
)

drift('contacts that are gathered anew while sync runs take nothing from its receipts', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await compared(here)
    const contacts = join(here.folder, 'contacts.json')
    here.interfere((_, { method }) => {
      if (method === 'POST') writeFileSync(contacts, readFileSync(contacts))
      return undefined
    })
    assert.is((await synced(here)).line, 'create 30 applied')
    assert.equal(open(here), [])
  }),
)

const stages = [gatherOrganizations, gatherUsers, gatherContacts, makePlan, applyPlan]

drift('one person brought over by --person stands, and of all others what is known stays', () =>
  at(world(), async (here) => {
    await drifted(here)
    writeFeed(here, without3({ 1: { nameLast: 'One' } }))
    for (const stage of stages) assert.is((await stageIn(here, stage, { person: 'person1@acme.test' })).code, 0)
    assert.is(userNamed(here, 'person1').name, 'Person One')
    assert.equal([syncedIn(here).count, open(here)], [29, []])
    Object.assign(userNamed(here, 'person1'), { name: 'By Hand' })
    await again(here, 'nothing to do')
  }),
)

drift('a change that is not asked for in a run waits for the next: nobody takes it for done', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    writeFeed(here, [recordOf(1, { nameLast: 'New' }), ...people.slice(1), recordOf(50)])
    await compared(here)
    await synced(here, { words: ['create'] })
    await again(here, 'update 1 applied')
  }),
)

drift('users who are to be removed are known until they are: with an external id or without', () =>
  at(world([userOf(90, { external_id: null }), userOf(91, { external_id: 'feed:gone' })]), async (here) => {
    keep(here, { scope: 'end-users', limits: { ...FREE, delete: { count: 0 } } })
    writeFeed(here, people)
    await compared(here)
    await synced(here)
    assert.equal(open(here), ['person90@acme.test', 'person91@acme.test'])
    keep(here, { scope: 'end-users' })
    await compared(here)
    await synced(here)
    keep(here, { scope: 'end-users', limits: { ...FREE, delete: { count: 0 } } })
    await again(here, 'nothing to do')
    assert.equal(open(here), [])
  }),
)

drift('of one person alone, where nothing is known, nothing is kept in mind', () =>
  at(world(), async (here) => {
    await unknown(here)
    const person = 'person1@acme.test'
    for (const stage of stages) assert.is((await stageIn(here, stage, { person })).code, 0)
    assert.not.ok(existsSync(file(here)))
    writeFeed(here, people.slice(0, 29))
    await again(here, 'delete 1 applied')
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

drift.run()
