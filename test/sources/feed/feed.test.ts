// Batch files as a source: who is made, changed and removed by one feed after another, and what holds a feed back.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makePlan } from '../../../lib/scripts/compare.ts'
import {
  again,
  feedSource,
  INSTRUCTIONS,
  range,
  recordOf,
  toZendesk,
  userNamed,
  world,
  writeFeed,
} from '../../kit/feed-folder.ts'
import { at } from '../../kit/pipeline.ts'
import { FREE, SCIM_TARGET } from '../../kit/scim-settings.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { userOf } from '../../kit/worlds.ts'

const feed = suite('feed: source')

feed('one feed after another: leavers are marked, returners unmarked, the renamed renamed; others are left alone', () =>
  at(world([userOf(90, { external_id: null }), userOf(91, { external_id: 'crm:1' })]), async (here) => {
    toZendesk(here)
    writeFeed(
      here,
      range(1, 31).map((n) => recordOf(n)),
    )
    await again(here, 'create 30 applied')
    assert.is(userNamed(here, 'person1').external_id, 'feed:person1@acme.test')
    await again(here, 'nothing to do')

    const next = range(2, 31).map((n) => recordOf(n, n === 3 ? { nameLast: 'Renamed' } : {}))
    writeFeed(here, next)
    await again(here, 'update 1 applied; delete 1 applied')
    assert.equal(
      [userNamed(here, 'person1').user_fields?.['not_in_sfdc'], userNamed(here, 'person3').name],
      [true, 'Person Renamed'],
    )

    writeFeed(here, [...next, recordOf(1, { username: ' PERSON1@acme.test' })])
    await again(here, 'update 1 applied')
    assert.is(userNamed(here, 'person1').user_fields?.['not_in_sfdc'], false)
    assert.ok([90, 91].every((n) => !userNamed(here, `person${n}`).user_fields?.['not_in_sfdc']))
  }),
)

feed('who was made elsewhere is never altered, also when the feed has them; with another scope they are', () =>
  at(world([userOf(90, { name: 'Old', external_id: null }), userOf(91, { external_id: 'crm:1' })]), async (here) => {
    toZendesk(here)
    writeFeed(here, [recordOf(90), recordOf(1)])
    await again(here, 'create 1 applied')
    assert.equal(
      here.json('held.json').records.map(({ reason, users }) => [reason, users]),
      [['protected', ['5090']]],
    )
    here.settings((one) =>
      Object.assign(one, { source: feedSource(here), scope: 'end-users', protect: [], limits: FREE }),
    )
    await again(here, 'update 1 applied; delete 1 applied')
    assert.is(userNamed(here, 'person90').name, 'Person 90')
  }),
)

feed('a record that is there but broken, or there twice, is held, and its owner is not removed', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(
      here,
      range(1, 31).map((n) => recordOf(n)),
    )
    await again(here, 'create 30 applied')
    const broken = [recordOf(1, { nameFirst: '' }), recordOf(2), recordOf(2, { username: 'Person2@ACME.test' })]
    const unnamed = recordOf(3, { username: '' })
    writeFeed(here, [...broken, unnamed, ...range(5, 31).map((n) => recordOf(n))])
    await compared(here)
    assert.equal(
      here.json('delete.json').records.map(({ key }) => key),
      ['person4@acme.test'],
    )
    assert.equal(
      here.json('held.json').records.map(({ reason, users }) => [reason, (users as string[]).length]),
      [
        ['claims', 1],
        ['problem', 1],
        ['problem', 1],
      ],
    )
  }),
)

feed(
  'a file that grew by more than a tenth holds every kind, says why, and is good once a person has approved it',
  () =>
    at(world(), async (here) => {
      toZendesk(here)
      const state = join(here.folder, 'state', 'feed.json')
      writeFeed(
        here,
        range(1, 31).map((n) => recordOf(n)),
      )
      await again(here, 'create 30 applied')
      const good = readFileSync(state, 'utf8')

      writeFeed(
        here,
        range(1, 40).map((n) => recordOf(n, n === 1 ? { nameLast: 'New' } : {})),
      )
      await compared(here)
      const { doubt, plan } = here.json('create.json')
      assert.match(String(doubt), /^the feed is not like the last good one: users grew from \d+ to \d+ bytes/)
      const held = await synced(here)
      assert.is(held.code, 4)
      assert.match(held.said.join('\n'), 'create waits for approval: the feed is not like the last good one')
      assert.match(held.said.join('\n'), 'update waits for approval: the feed is not like the last good one')
      assert.is(readFileSync(state, 'utf8'), good, 'a feed that waits is not the last good one')

      const approve = `${plan.slice(0, 12)}:create=9,update=1`
      assert.is((await synced(here, { flags: { approve } })).line, 'create 9 applied; update 1 applied')
      assert.is.not(readFileSync(state, 'utf8'), good)
      await gathered(here)
      assert.is((await stageIn(here, makePlan)).code, 0)
      assert.is(here.json('create.json')['doubt'], null)
    }),
)

feed('a record that fails does not keep a feed from being the last good one; one that waits does', () =>
  at(world(), async (here) => {
    toZendesk(here)
    const state = join(here.folder, 'state', 'feed.json')
    writeFeed(
      here,
      range(1, 31).map((n) => recordOf(n)),
    )
    await compared(here)
    await synced(here, { words: ['update', 'delete'] })
    assert.not.ok(existsSync(state))
    here.interfere((_, { method, body }) =>
      method === 'POST' && JSON.stringify(body).includes('person7@') ? { status: 422, body: {} } : undefined,
    )
    assert.is((await synced(here)).line, 'create 29 applied, 1 failed')
    assert.ok(existsSync(state))
  }),
)

feed('a mistake in the control file, or a surplus file, ends the run before anything is read or removed', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, [recordOf(1)], { instructions: INSTRUCTIONS, files: { people: { read: 'json' } } })
    await gathered(here, 'gather-organizations')
    const { gatherContacts } = await import('../../../lib/scripts/gather-contacts.ts')
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 7)
    assert.match(line, 'people is missing; "users" is not in the control file')
    assert.not.ok(existsSync(join(here.folder, 'contacts.json')))
  }),
)

feed('people of a feed go to a SCIM service, where user names need be no addresses and addresses may be shared', () =>
  at({ scim: { users: [] } }, async (here) => {
    here.settings((one) =>
      Object.assign(one, {
        source: feedSource(here),
        target: SCIM_TARGET,
        scope: 'managed',
        protect: [],
        limits: FREE,
      }),
    )
    const people = range(1, 31).map((n) => recordOf(n, { username: `person.${n}`, email: 'office@acme.test' }))
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    await again(here, 'nothing to do')
    writeFeed(here, people.slice(1))
    await again(here, 'delete 1 applied')
    assert.is(here.box.world.scim.users.find(({ userName }) => userName === 'person.1')!.active, false)
  }),
)

feed.run()
