// What sync holds of few people: nearly all of them removed, moved to another organization, or of a rule nobody can
// check.

import * as assert from 'uvu/assert'
import type { Instance } from '../../lib/config/config.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, userAt, writes } from '../kit/receipts.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const moves = suite('sync: few and moved')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** So many of `n` users whom no contact has. */
const leaving = (leavers: number, n: number) => {
  const world = worldOf({ equal: n - leavers, users: range(100, 100 + leavers).map((one) => userOf(one)) })
  return world
}

const AT = 'set in: sync.config.json, instances.us-gov.limits'

moves('18 of 19 are over the limit of removals, and a share of 1 opens it', () =>
  at(leaving(18, 19), async (here) => {
    await compared(here)
    const held = await synced(here)
    assert.is(held.code, 4)
    assert.match(held.said.join(), 'delete waits for approval: 18 people, 95% of 19 active, unprotected users in scope')
    assert.equal(writes(here), [])
    here.settings(({ limits }) => Object.assign(limits.delete, { share: 1, organizations: 9 }))
    assert.is((await synced(here)).code, 0)
    assert.is(outcomes(here, 'delete').filter((one) => one === 'applied').length, 18)
  }),
)

moves('two of three are removed: so few are looked at one by one', () =>
  at(leaving(2, 3), async (here) => {
    await compared(here)
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'delete'), ['applied', 'applied'])
  }),
)

/** So many people, of thirty others, whose contact is of the account of organization 901, and who are in 900. */
const moving = (n: number) => {
  const of = range(0, n).map((one) => 100 + 3 * one)
  return worldOf({
    contacts: of.map((one) => contactOf(one)),
    users: of.map((one) => userOf(one, { organization_id: 900 })),
  })
}

moves('three of 33 who change to another organization are over the limit of moves: the message names it', () =>
  at(moving(3), async (here) => {
    await compared(here)
    const { code, said } = await synced(here)
    assert.is(code, 4)
    const [message = ''] = said
    assert.match(
      message,
      'update waits for approval: 3 people change from one organization to another, 9.1% of 33 people',
    )
    assert.match(message, 'the limit is 50 and 5.0%')
    assert.match(message.replace(here.config, 'sync.config.json'), `${AT}.update.moves`)
    assert.match(message, 'the largest of the moves: 3 from 900 to 901')
    assert.is(userAt(here, 5100).organization_id, 900)
    const approve = /--approve (\S+)/.exec(message)![1]!
    assert.match(approve, /:update=3$/)
    assert.is((await synced(here, { flags: { approve } })).code, 0)
    assert.is(userAt(here, 5100).organization_id, 901)
  }),
)

moves('two who change are sent', () =>
  at(moving(2), async (here) => {
    await compared(here)
    assert.is((await synced(here)).code, 0)
    assert.is(userAt(here, 5100).organization_id, 901)
  }),
)

const generous = (here: Place) =>
  here.settings(({ limits }) => Object.assign(limits.update, { share: 1, moves: { count: 500, share: 1 } }))

moves('all active users of an organization who would move to one other are held, whatever the settings', () => {
  const world = worldOf({
    contacts: range(0, 3).map((n) => contactOf(100 + 3 * n)),
    users: range(0, 3).map((n) => userOf(100 + 3 * n, { organization_id: 990 })),
  })
  world.zendesk.organizations.push({ id: 990, name: 'Old', organization_fields: { salesforce_id: '' } })
  return at(world, async (here) => {
    generous(here)
    await compared(here)
    assert.equal(here.json('update.json')['moves'], {
      people: 3,
      largest: [{ from: '990', people: 3, to: '901' }],
      whole: [{ from: '990', people: 3, to: '901' }],
    })
    const { code, said } = await synced(here)
    assert.is(code, 4)
    assert.match(
      said.join(),
      'update waits for approval: no active user of organization 990 would stay: 3 would move to organization 901',
    )
    assert.equal(writes(here), [])
    const approve = /--approve (\S+)/.exec(said.join())![1]!
    assert.is((await synced(here, { flags: { approve } })).code, 0)
    assert.is(userAt(here, 5100).organization_id, 901)
  })
})

/** A target that shows nothing of what a rule of `protect` looks at. */
const unseeing = (one: Instance): Instance => ({
  ...one,
  target: async (progress) => ({ ...(await one.target(progress)), uncheckable: () => ['tag:admin'] }),
})

moves('a rule of protect that cannot be checked holds removals, and nothing else', () =>
  at(changing(), async (here) => {
    await gathered(here)
    const words = 'protect rule `tag:admin` cannot be checked: the service shows no roles'
    assert.match((await stageIn(here, gatherUsers, { instance: unseeing })).said.join(), words)
    assert.equal(here.json('users.json')['uncheckable'], ['tag:admin'])
    await stageIn(here, makePlan)
    assert.equal(here.json('delete.json')['uncheckable'], ['tag:admin'])
    const { code, said } = await synced(here)
    assert.is(code, 4)
    assert.match(said.join(), `delete waits for approval: ${words}`)
    assert.equal([outcomes(here, 'update')[0], outcomes(here, 'delete')], ['applied', ['not-sent']])
    assert.is(here.json('deleted.json').records[0]!['error'], 'waits for approval: a protect rule cannot be checked')
    const approve = /--approve (\S+)/.exec(said.join())![1]!
    assert.is((await synced(here, { flags: { approve } })).code, 0)
    assert.equal(outcomes(here, 'delete'), ['applied'])
  }),
)

moves.run()
