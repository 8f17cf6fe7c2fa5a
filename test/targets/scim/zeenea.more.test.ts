// Zeenea by its SCIM: one page, groups told by the users, deletions, and what the service refuses.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { outcomes } from '../../kit/receipts.ts'
import { FREE, SCIM_SOURCE, scimUserOf } from '../../kit/scim-settings.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { zeeneaUserOf } from '../../kit/zeenea-settings.ts'

const zeenea = suite('Zeenea by SCIM')

const NAMES = { given: 'name.givenName', family: 'name.familyName' }

const target = {
  use: 'scim',
  dialect: 'zeenea',
  removal: 'delete',
  url: '$ZEENEA_SCIM_URL',
  token: '$ZEENEA_API_SECRET',
  attributes: NAMES,
  groups: { support: 'Data Steward', all: 'Explorer' },
  network: { deadline: 60, tries: 4, firstWait: 0.01 },
}

const person = (n: number, family = String(n)) =>
  scimUserOf(n, { externalId: undefined, name: { givenName: 'Person', familyName: family } })

const members = (...ids: string[]) => ids.map((value) => ({ value }))

const SETS = [
  { id: 'admin', name: 'Super Admin' },
  { id: 'explorer', name: 'Explorer' },
  { id: 'steward', name: 'Data Steward' },
  { id: 'other', name: 'Finance' },
]

const between = (world: object, work: (here: Place) => Promise<void>, options = {}) =>
  at(
    world,
    (here) => {
      here.settings((one) => {
        const source = { ...SCIM_SOURCE, attributes: NAMES }
        Object.assign(one, { source, target, protect: [], scope: 'end-users', limits: FREE })
      })
      return work(here)
    },
    options,
  )

const directory = (people: object[], support: string[], all: string[]) => ({
  users: people,
  groups: [
    { id: 'd1', displayName: 'support', members: members(...support) },
    { id: 'd2', displayName: 'all', members: members(...all) },
  ],
})

zeenea(
  'people are made, renamed, put into groups and taken out of them, and deleted; then there is nothing to do',
  () =>
    between(
      {
        directory: directory([person(1), person(2, 'New'), person(3), person(4)], ['u1', 'u4'], ['u1', 'u2', 'u4']),
        zeenea: {
          permissionSets: SETS,
          users: [
            { ...zeeneaUserOf(1), permissionSets: ['explorer', 'other'] },
            zeeneaUserOf(2),
            zeeneaUserOf(3),
            zeeneaUserOf(9),
            { ...zeeneaUserOf(99), permissionSets: ['admin'] },
          ],
        },
      },
      async (here) => {
        await compared(here)
        assert.equal(
          [await synced(here)].map(({ code, line }) => [code, line]),
          [[0, 'create 1 applied; update 3 applied; delete 1 applied']],
        )
        const users = here.box.world.zeenea.users
        const sets = Object.fromEntries(users.map(({ email, permissionSets }) => [email, [...permissionSets].sort()]))
        assert.equal(sets, {
          'person1@acme.test': ['explorer', 'other', 'steward'],
          'person2@acme.test': ['explorer'],
          'person3@acme.test': [],
          'person4@acme.test': ['explorer', 'steward'],
          'person99@acme.test': ['admin'],
        })
        assert.is(users.find(({ id }) => id === 'z2')!.lastName, 'New')
        await compared(here)
        assert.is((await synced(here)).line, 'nothing to do')
        const lists = here.box.requests.filter(({ path, method }) => method === 'GET' && path === '/api/scim/v2/Users')
        assert.ok(lists.every(({ query }) => !('startIndex' in query) && query['count'] === '1000'))
      },
    ),
)

zeenea('whom the service has to keep is protected, and everybody else goes on', () =>
  between(
    {
      directory: directory([person(1)], [], ['u1']),
      zeenea: {
        permissionSets: SETS,
        users: [
          zeeneaUserOf(1),
          { ...zeeneaUserOf(7), curator: true },
          zeeneaUserOf(8),
          { ...zeeneaUserOf(99), permissionSets: ['admin'] },
        ],
      },
    },
    async (here) => {
      await compared(here)
      const { code } = await synced(here)
      assert.is(code, 0)
      assert.equal(outcomes(here, 'delete').sort(), ['applied', 'protected'])
      assert.ok(
        here.box.world.zeenea.users.some(({ id }) => id === 'z99'),
        'a Super Admin is nobody to delete',
      )
    },
  ),
)

zeenea('a list that is longer than its one page is refused', () => {
  const users = Array.from({ length: 1_001 }, (_, n) => zeeneaUserOf(n))
  const admin = { ...zeeneaUserOf(2_000), permissionSets: ['admin'] }
  const world = {
    directory: directory([person(1)], [], ['u1']),
    zeenea: { permissionSets: SETS, users: [...users, admin] },
  }
  return between(world, async (here) => {
    await gathered(here, 'gather-organizations')
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, 'it hands out 1000 of them, and no second page; the read is not proven whole')
  })
})

zeenea('a Super Admin is protected, also where users do not tell the names of their groups', () =>
  between(
    {
      directory: directory([person(1)], [], ['u1']),
      zeenea: {
        permissionSets: SETS,
        users: [zeeneaUserOf(1), ...[98, 99].map((n) => ({ ...zeeneaUserOf(n), permissionSets: ['admin'] }))],
      },
    },
    async (here) => {
      const headers = { authorization: `Bearer ${here.env['ZEENEA_API_SECRET']}`, passed: 'yes' }
      const unnamed = (key: string, value: unknown) => (key === 'display' ? undefined : value)
      here.interfere(async (system, one) => {
        if (system !== 'zeenea' || !one.path.includes('/Users') || one.method !== 'GET' || one.headers['passed'])
          return undefined
        const query = new URLSearchParams(one.query as unknown as Record<string, string>)
        const answer = await fetch(`${new URL(one.path, here.env['ZEENEA_SCIM_URL'])}?${query}`, { headers })
        return { status: answer.status, body: JSON.parse(await answer.text(), unnamed) }
      })
      await compared(here)
      assert.is((await synced(here)).line, 'nothing to do')
    },
  ),
)

for (const isTold of [true, false])
  zeenea(`what it says of itself is asked for, and ${isTold ? 'read' : 'done without'}`, () =>
    between(
      {
        zeenea: { permissionSets: SETS, users: [zeeneaUserOf(1), { ...zeeneaUserOf(9), permissionSets: ['admin'] }] },
        directory: directory([person(1), person(2)], [], ['u1', 'u2']),
      },
      async (here) => {
        const asked: string[] = []
        here.interfere((system, { path }) => {
          if (system !== 'zeenea' || !/\/(ServiceProviderConfig|Me|Schemas)$/.test(path)) return undefined
          asked.push(path.split('/').at(-1)!)
          return isTold ? undefined : { status: 500, body: {} }
        })
        await compared(here)
        assert.is((await synced(here)).code, 0)
        assert.ok(asked.includes('ServiceProviderConfig'))
        assert.ok(here.box.world.zeenea.users.some(({ email }) => email === 'person2@acme.test'))
      },
    ),
  )

zeenea.run()
