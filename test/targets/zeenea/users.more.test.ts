// A directory to Zeenea: who is created, changed and deleted, whose set is whose, and whom it does not let go.

import * as assert from 'uvu/assert'
import { receipts } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { zeeneaUserOf as userOf } from '../../kit/zeenea-settings.ts'
import {
  configure,
  emails,
  GROUPS,
  idle,
  personOf,
  refusing,
  SETS,
  toZeenea,
  twice,
  userNamed,
  watching,
  worldOf,
  writes,
} from '../../kit/zeenea-target.ts'

const users = suite('Zeenea: users')

const setsOf = (here: Parameters<typeof userNamed>[0], ...numbers: number[]) =>
  numbers.map((n) => userNamed(here, `person${n}@acme.test`)?.permissionSets.join(' '))

users('creates, renames, moves to another set and deletes; the second time there is nothing to do', () =>
  toZeenea(
    worldOf({
      equal: 2,
      people: [personOf(50), personOf(51), personOf(52)],
      users: [userOf(51, { firstName: 'Old' }), userOf(52, { permissionSets: ['explorer'] }), userOf(53)],
      groups: { stewards: [50, 52] },
    }),
    async (here) => {
      await twice(here, 'create 1 applied; update 2 applied; delete 1 applied')
      const { firstName, lastName, permissionSets } = userNamed(here, 'person50@acme.test')!
      assert.equal([firstName, lastName, permissionSets], ['Person', '50', ['steward']])
      assert.equal([userNamed(here, 'person51@acme.test')!.firstName, ...setsOf(here, 52)], ['Person', 'steward'])
      assert.is(userNamed(here, 'person53@acme.test'), undefined)
      assert.equal([userNamed(here, 'person51@acme.test')!.id, writes(here).length], ['z51', 4])
    },
    { target: { permissionSets: GROUPS.slice(0, 1) } },
  ),
)

users('of several groups the first in the list counts; who is in none gets the default, whatever they had', () => {
  const groups = { stewards: [50, 51], everyone: [50, 52] }
  const people = [50, 51, 52, 53, 54].map((n) => personOf(n))
  const sets = [...SETS, { id: 'reader', name: 'Reader' }]
  const world = worldOf({ sets, equal: 0, people, users: [userOf(54, { permissionSets: [] })], groups })
  return toZeenea(
    world,
    async (here) => {
      await twice(here, 'create 4 applied; update 1 applied')
      assert.equal(setsOf(here, 50, 51, 52, 53, 54), ['steward', 'steward', 'reader', 'explorer', 'explorer'])
      const permissionSets = [GROUPS[1]!, GROUPS[0]!].map((one, n) => ({ ...one, set: ['reader', 'steward'][n]! }))
      configure(here, { target: { permissionSets } })
      await twice(here, 'update 1 applied')
      assert.equal(setsOf(here, 50, 51, 52), ['reader', 'steward', 'reader'])
    },
    { target: { permissionSets: [GROUPS[0]!, { group: 'everyone', set: 'reader' }] } },
  )
})
users('who is in no group is held in words where there is no default, and is not deleted', () =>
  toZeenea(
    worldOf({ equal: 0, people: [personOf(50), personOf(51)], users: [userOf(51)], groups: { stewards: [] } }),
    async (here) => {
      await compared(here)
      assert.equal(
        here.json('contacts.json').records.map(({ problem }) => problem),
        Array(2).fill('in no group that has a permission set, and there is no default'),
      )
      assert.equal(
        here.json('held.json').records.map(({ reason }) => reason),
        ['problem', 'problem'],
      )
      assert.is((await synced(here)).line, 'nothing to do')
      assert.is(userNamed(here, 'person51@acme.test')!.id, 'z51')
    },
    { target: { permissionSets: GROUPS.slice(0, 1), default: undefined } },
  ),
)

users('who is in a group that is told and not mapped is held, whatever the default and their other groups', () => {
  const groups = [
    { id: 'p8', displayName: 'pilots', members: [{ value: 'd9' }] },
    { id: 'p9', displayName: 'stewards', members: [{ value: 'd9' }] },
    { id: 'p10', displayName: 'everyone', members: [] },
  ]
  const world = worldOf({ equal: 1, people: [personOf(9)] })
  return toZeenea(
    { ...world, directory: { ...world.directory, groups } },
    async (here) => {
      await compared(here)
      assert.equal(here.json('create.json').count, 0)
      const [held] = here.json('contacts.json').records.filter(({ problem }) => problem !== null)
      assert.equal(
        [held!['key'], held!['problem']],
        ['person9@acme.test', 'group pilots is not among the groups of the target'],
      )
    },
    { target: { permissionSets: GROUPS, default: 'Explorer' }, source: { groups: ['pilots'] } },
  )
})

users('Super Admins are left alone, unless a group is mapped to their set', async () => {
  const world = () => worldOf({ people: [personOf(50)], users: [userOf(50, { permissionSets: ['admin'] })] })
  await toZeenea(world(), async (here) => {
    await compared(here)
    const found = new Map(here.json('users.json').records.map((user) => [user['id'], user['protected']]))
    assert.equal([found.get('root'), found.get('z50'), found.get('z1')], ['Super Admin', 'Super Admin', null])
    assert.equal(
      here.json('held.json').records.map(({ reason, users }) => [reason, users]),
      [['protected', ['z50']]],
    )
    assert.is((await synced(here)).line, 'nothing to do')
  })
  for (const set of ['admin', 'Super Admin']) {
    const mapped = { ...world(), directory: worldOf({ people: [personOf(50)], groups: { admins: [1] } }).directory }
    const work = async (here: Parameters<typeof twice>[0]) => {
      await twice(here, 'update 2 applied; delete 1 applied')
      assert.equal([setsOf(here, 1, 50), userNamed(here, 'root@acme.test')], [['admin', 'explorer'], undefined])
    }
    await toZeenea(mapped, work, { target: { permissionSets: [{ group: 'admins', set }] } })
  }
})

users('the owner of the key, a curator and the last Super Admin cannot be deleted: protected, in its words', () =>
  toZeenea(
    worldOf({
      groups: { admins: [] },
      users: [userOf(50), userOf(51, { curator: true }), userOf(52)],
    }),
    async (here) => {
      await compared(here)
      const { code, line } = await synced(here)
      assert.equal([code, line], [0, 'delete 1 applied, 3 protected'])
      const why = new Map(receipts(here, 'delete').map(({ id, error }) => [id, String(error)]))
      assert.match(why.get('z50')!, 'this is your own user at deleteUserById (NOT_ALLOWED)')
      assert.match(why.get('z51')!, 'curator of at least one item')
      assert.match(why.get('root')!, 'there must be at least one Super Admin')
      assert.equal(emails(here), [1, 2, 50, 51].map((n) => `person${n}@acme.test`).concat('root@acme.test'))
    },
    {
      target: { permissionSets: [{ group: 'admins', set: 'admin' }] },
      options: { zeenea: { self: 'person50@acme.test' } },
    },
  ),
)

users('the last Super Admin who should get another set is failed, in its words, and stays', () =>
  toZeenea(
    worldOf({ people: [personOf(0, { emails: [{ value: 'root@acme.test' }] })], groups: { admins: [] } }),
    async (here) => {
      await compared(here)
      assert.is((await synced(here)).code, 3)
      assert.match(String(receipts(here, 'update')[0]!['error']), 'There must be at least one Super Admin')
      assert.equal(userNamed(here, 'root@acme.test')!.permissionSets, ['admin'])
    },
    { target: { permissionSets: [{ group: 'admins', set: 'admin' }] } },
  ),
)

users(
  'a returner is still a contact: a conflict that says so, and applied where an upsert takes contacts',
  async () => {
    for (const upsertTakesContacts of [false, true]) {
      await toZeenea(
        worldOf({ users: [userOf(50)] }),
        async (here) => {
          await twice(here, 'delete 1 applied')
          here.box.world.directory.users.push(personOf(50) as never)
          await compared(here)
          const { code, line } = await synced(here)
          assert.equal([code, line], [0, `create 1 ${upsertTakesContacts ? 'applied' : 'conflict'}`])
          const [receipt] = receipts(here, 'create')
          if (upsertTakesContacts) return idle(here)
          assert.match(String(receipt!['error']), /belongs to a contact .* an admin has to invite them/)
          assert.is((await synced(here, { flags: { strict: true } })).code, 3)
        },
        { options: { zeenea: { upsertTakesContacts } } },
      )
    }
  },
)

users('a refusal that only has the word contact in an address, or in a field, is no contact in the way', async () => {
  for (const [n, value] of ['contact@acme.test', 'person9@acme.test'].entries()) {
    const person = personOf(9, { emails: [{ value }] })
    await toZeenea(worldOf({ people: [person] }), async (here) => {
      const refusal = n === 0 ? `User ${value} may not be created` : 'contactInformation is not complete'
      await compared(here)
      watching(here, 'upsertUser', () => ({ body: refusing('upsertUser', refusal) }))
      assert.is((await synced(here)).code, 3)
      assert.match(String(receipts(here, 'create')[0]!['error']), refusal)
    })
  }
})

users('a changed address is another user, and the old one is deleted', () =>
  toZeenea(worldOf({ people: [personOf(50, { emails: [{ value: 'New@acme.test' }] })], users: [userOf(50)] }), (here) =>
    twice(here, 'create 1 applied; delete 1 applied').then(() => {
      assert.equal(emails(here), ['New@acme.test', 'person1@acme.test', 'person2@acme.test', 'root@acme.test'])
    }),
  ),
)

users('upper and lower case make no difference in an address', () =>
  toZeenea(worldOf({ people: [personOf(50)], users: [userOf(50, { email: 'PERSON50@Acme.test' })] }), idle),
)

users('a user in two sets is compared on the first alone, and keeps the other where that is right', () => {
  const two = (n: number, ...permissionSets: string[]) => userOf(n, { permissionSets })
  const users = [two(50, 'steward', 'explorer'), two(51, 'explorer', 'steward')]
  const world = worldOf({ people: [personOf(50), personOf(51)], users, groups: { stewards: [50, 51] } })
  const target = { permissionSets: GROUPS.slice(0, 1) }
  const work = async (here: Parameters<typeof twice>[0]) => {
    await twice(here, 'update 1 applied')
    assert.equal(setsOf(here, 50, 51), ['steward explorer', 'steward'])
  }
  return toZeenea(world, work, { target })
})

users.run()
