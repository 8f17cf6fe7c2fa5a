// From one SCIM service to another: members of managed groups are put in and taken out one by one.

import * as assert from 'uvu/assert'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { oddly } from '../../kit/scim-odd.ts'
import { between, membersAt, patched, personOf, routes, services, userAt, usersNamed } from '../../kit/service.ts'
import { compared, gathered, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const groups = suite('SCIM: groups')

const of = (...ids: string[]) => ids.map((value) => ({ value }))

/** Two managed groups and one that is not; u0 stays in Support, u1 leaves it, u2 joins both, 50 and 51 are new. */
const world = () =>
  services({
    people: [50, 51].map((n) => personOf(n)),
    users: [{ id: 'boss', userName: 'boss@acme.test' }],
    groups: {
      there: [
        { id: 't1', displayName: 'Support', members: of('d0', 'd2', 'd50') },
        { id: 't2', displayName: 'Sales', members: of('d2', 'd50', 'd51') },
        { id: 't3', displayName: 'Chess', members: of('d0', 'd1') },
      ],
      here: [
        { id: 'g1', displayName: 'Support staff', members: of('boss', 'u0', 'u1') },
        { id: 'g2', displayName: 'Sales force', members: of('u0') },
        { id: 'g3', displayName: 'Chess', members: of('boss', 'u2') },
      ],
    },
  })

const managed = { groups: { Support: 'Support staff', Sales: 'g2' } }

/** Members in the order of their names. */
const namesIn = (here: Place, group: string) =>
  membersAt(here, group)
    .map((id) => userAt(here, id)!.userName.split('@')[0])
    .sort()

groups('the managed groups are in groups.json, by name and by id', () =>
  between(
    world(),
    async (here) => {
      await gathered(here, 'gather-organizations')
      assert.equal(here.json('groups.json').records, [
        { id: 'g2', key: 'Sales', name: 'Sales force' },
        { id: 'g1', key: 'Support', name: 'Support staff' },
      ])
      assert.equal(here.json('organizations.json').records, [])
    },
    { target: managed },
  ),
)

groups('who is made gets their groups, who changes is put in and taken out, and everybody else stays', () =>
  between(
    world(),
    async (here) => {
      await compared(here)
      assert.equal(
        here.json('update.json').records.map(({ key, from, to }) => [key, from, to]),
        [
          ['person0@acme.test', { groups: ['g1', 'g2'] }, { groups: ['g1'] }],
          ['person1@acme.test', { groups: ['g1'] }, { groups: [] }],
          ['person2@acme.test', { groups: [] }, { groups: ['g1', 'g2'] }],
        ],
      )
      assert.is((await synced(here)).line, 'create 2 applied; update 3 applied')
      assert.equal(namesIn(here, 'g1'), ['boss', 'person0', 'person2', 'person50'])
      assert.equal(namesIn(here, 'g2'), ['person2', 'person50', 'person51'])
      assert.equal(namesIn(here, 'g3'), ['boss', 'person2'])
      await compared(here)
      assert.is((await synced(here)).line, 'nothing to do')
    },
    { target: managed },
  ),
)

groups('one PATCH a group changes all of a batch, member by member: no list of members is ever replaced', () =>
  between(
    world(),
    async (here) => {
      await compared(here)
      await synced(here, { words: ['update'] })
      assert.equal(
        patched(here).sort((a, b) => a.path.localeCompare(b.path)),
        [
          {
            path: '/Groups/g1',
            operations: [
              { op: 'add', path: 'members', value: of('u2') },
              { op: 'remove', path: 'members[value eq "u1"]' },
            ],
          },
          {
            path: '/Groups/g2',
            operations: [
              { op: 'add', path: 'members', value: of('u2') },
              { op: 'remove', path: 'members[value eq "u0"]' },
            ],
          },
        ],
      )
      assert.ok(routes(here).every((route) => /^(POST \/Users|PATCH \/Groups\/g[12])$/.test(route)))
    },
    { target: managed },
  ),
)

groups('in the dialect of Entra members are named in the value, and nobody else goes', () =>
  between(
    world(),
    async (here) => {
      await compared(here)
      assert.is((await synced(here)).line, 'create 2 applied; update 3 applied')
      assert.equal(namesIn(here, 'g1'), ['boss', 'person0', 'person2', 'person50'])
      const ops = patched(here).flatMap(({ operations }) => operations)
      assert.equal([...new Set(ops.map(({ op, path }) => `${op} ${path}`))].sort(), ['Add members', 'Remove members'])
    },
    { target: { ...managed, dialect: 'entra' } },
  ),
)

groups('a member that the service does not take is failed alone among kinds of change, and the person is made', () =>
  between(
    world(),
    async (here) => {
      await compared(here)
      here.interfere((_, { method, path }) =>
        method === 'PATCH' && path.endsWith('/Groups/g2') ? { status: 400, body: { detail: 'full' } } : undefined,
      )
      assert.is((await synced(here)).code, 3)
      assert.match(String(receipts(here, 'create')[0]!['error']), 'full')
      assert.equal(outcomes(here, 'update'), ['failed', 'applied', 'failed'])
      assert.is(usersNamed(here, 'person51@acme.test').length, 1)
      here.interfere(() => undefined)
      await synced(here)
      await compared(here)
      await synced(here)
      assert.equal(namesIn(here, 'g2'), ['person2', 'person50', 'person51'])
    },
    { target: managed },
  ),
)

groups('whoever shows groups that cannot be read is protected: what they are in is not known', () =>
  between(
    world(),
    async (here) => {
      oddly(here, 'scim', 'Users', (user) => (user['id'] === 'u1' ? { ...user, groups: [{ name: 'x' }] } : undefined))
      await compared(here)
      const user = here.json('users.json').records.find(({ id }) => id === 'u1')!
      assert.match(String(user['protected']), 'unreadable: groups[0] is an object with name and no text as value')
      assert.not.ok(here.json('update.json').records.some(({ id }) => id === 'u1'))
    },
    { target: managed },
  ),
)

groups.run()
