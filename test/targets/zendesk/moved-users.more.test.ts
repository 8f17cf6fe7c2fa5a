// The memberships of users that move: one walk over all of them, or a request each.

import * as assert from 'uvu/assert'
import type { Options } from '../../../lib/sandbox/options.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const moved = suite('zendesk: moved users')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

interface Plan extends Options {
  moves?: number
  equal?: number
  /** Users who have organization 902 too. */
  several?: number[]
}

/** A plan that moves users from the organization before their own. */
const planned = ({ moves = 20, equal = 60, several = [], ...options }: Plan, work: (here: Place) => Promise<void>) => {
  const people = range(1000, 1000 + moves)
  const world = worldOf({
    equal,
    contacts: people.map((n) => contactOf(n, { AccountId: contactOf(0).AccountId })),
    users: people.map((n) => userOf(n, { organization_id: 901 })),
  })
  const memberships = several.map((n) => ({ user_id: 5000 + n, organization_id: 902, default: false }))
  Object.assign(world.zendesk, { organization_memberships: memberships })
  return at(
    world,
    async (here) => {
      here.settings(({ limits }) => {
        Object.assign(limits, { update: { count: 500, share: 1, moves: { count: 500, share: 1 } } })
      })
      await compared(here)
      here.box.requests.length = 0
      await work(here)
    },
    options,
  )
}

const walks = ({ box }: Place) =>
  box.requests.filter(({ path, query }) => path === '/api/v2/organization_memberships' && 'page[size]' in query).length
const alone = ({ box }: Place) =>
  box.requests
    .filter(({ path }) => /\/users\/\d+\/organization_memberships$/.test(path))
    .map(({ path }) => Number(/\d{3,}/.exec(path)![0]) - 5000)
    .sort()

moved('more moves than pages of memberships: one walk, and no request for a user with one membership', () =>
  planned({ moves: 20, equal: 100 }, async (here) => {
    const { line } = await synced(here)
    assert.is(line, 'update 20 applied')
    assert.equal([walks(here), alone(here)], [2, []])
    const homes = here.box.world.zendesk.organization_memberships.filter(({ user_id }) => user_id >= 6000)
    assert.equal(new Set(homes.map(({ organization_id }) => organization_id)), new Set([900]))
  }),
)

moved('no more moves than pages: a request each, and no walk', () =>
  planned({ moves: 2, equal: 130 }, async (here) => {
    assert.is((await synced(here)).line, 'update 2 applied')
    assert.equal([walks(here), alone(here)], [0, [1000, 1001]])
  }),
)

moved('a user with several memberships is read alone, and none of them is dropped', () =>
  planned({ several: [1003] }, async (here) => {
    assert.is((await synced(here)).line, 'update 19 applied, 1 conflict')
    assert.equal([walks(here), alone(here)], [1, [1003]])
    const homes = here.box.world.zendesk.organization_memberships.filter(({ user_id }) => user_id === 6003)
    assert.equal(homes.map(({ organization_id }) => organization_id).sort(), [901, 902])
    assert.match(String(receipts(here, 'update')[3]!['error']), 'has several organizations')
  }),
)

moved('a user whose organization is not the one of the walk is read alone', () =>
  planned({}, async (here) => {
    here.interfere((_, { path, query }) => {
      if (path !== '/api/v2/organization_memberships' || !query.has('page[size]')) return undefined
      const rows = here.box.world.zendesk.organization_memberships.map((one, n) => ({
        id: 7_000 + n,
        ...one,
        ...(one.user_id === 6005 && { organization_id: 902 }),
      }))
      return { body: { organization_memberships: rows, meta: { has_more: false, after_cursor: null } } }
    })
    assert.is((await synced(here)).line, 'update 20 applied')
    assert.equal(alone(here), [1005])
  }),
)

for (const [what, body] of [
  ['has fewer rows than Zendesk counts', { organization_memberships: [], meta: { has_more: false } }],
  ['says nothing of its end', { organization_memberships: [] }],
  ['has a row without a user', { organization_memberships: [{ id: 1 }], meta: { has_more: false } }],
] as const)
  moved(`a list that ${what} proves nothing: a request each`, () =>
    planned({}, async (here) => {
      here.interfere((_, { path, query }) =>
        path === '/api/v2/organization_memberships' && query.has('page[size]') ? { body } : undefined,
      )
      const { line, said } = await synced(here)
      assert.is(line, 'update 20 applied')
      assert.is(alone(here).length, 20)
      assert.ok(
        said.some((one) => one.includes('list of memberships is not proven whole')),
        said.join(),
      )
    }),
  )

moved('an account that does not show the list is asked for each user', () =>
  planned({}, async (here) => {
    here.interfere((_, { path }) =>
      path === '/api/v2/organization_memberships' ? { status: 403, body: { error: 'Forbidden' } } : undefined,
    )
    assert.is((await synced(here)).line, 'update 20 applied')
    assert.is(alone(here).length, 20)
  }),
)

moved.run()
