// Salesforce to a SCIM server that is not ours: what becomes of people there, and that its ways disturb nothing.

import * as assert from 'uvu/assert'
import { foreign } from '../../kit/foreign.ts'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes } from '../../kit/receipts.ts'
import { SCIM_SOURCE, scimUserOf as userOf } from '../../kit/scim-settings.ts'
import type { Scimmy } from '../../kit/scimmy.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactId, contactOf, worldOf } from '../../kit/worlds.ts'

const target = suite('SCIM, a server that is not ours')

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

const writes = ({ requests }: Scimmy) => requests.filter(({ method }) => method !== 'GET')
const named = ({ users }: Scimmy, userName: string) => [...users.values()].find((user) => user['userName'] === userName)

/** A plan that is carried out, and another one after it that finds nothing to do. */
async function twice(here: Place, server: Scimmy, line: string): Promise<void> {
  await compared(here)
  const { code, line: said } = await synced(here)
  assert.equal([code, said], [0, line])
  await compared(here)
  const before = writes(server).length
  assert.is((await synced(here)).line, 'nothing to do')
  assert.is(writes(server).length, before)
}

target('more people than a page are created, each once, with name, address and external id', () =>
  foreign(worldOf({ equal: 230 }), {}, async (here, server) => {
    await twice(here, server, 'create 230 applied')
    assert.is(server.users.size, 230)
    const { displayName, active, emails, externalId } = named(server, 'person7@acme.test')!
    assert.equal(
      [displayName, active, emails, externalId],
      ['Person 7', true, [{ value: 'person7@acme.test', type: 'work', primary: true }], `salesforce:${contactId(7)}`],
    )
    const pages = server.requests.filter(({ path, query }) => path === '/Users' && query.includes('startIndex=200'))
    assert.ok(pages.length > 0, 'the list was longer than a page')
  }),
)

target('a name, an address and a sign-in name that changed are updated, and nothing else', () => {
  const users = [
    userOf(0, { displayName: 'Old Name', nickName: 'kept' }),
    userOf(1, {
      userName: 'old1@acme.test',
      emails: [
        { value: 'old1@acme.test', type: 'work', primary: true },
        { value: 'home1@acme.test', type: 'home' },
      ],
    }),
    userOf(2, { emails: [{ value: 'old2@acme.test', type: 'work' }] }),
    userOf(3, { userName: 'PERSON3@acme.test' }),
  ]
  return foreign(worldOf({ equal: 4 }), { users }, async (here, server) => {
    await compared(here)
    assert.equal(
      here.json('update.json').records.map(({ key, reason, to }) => [key, reason, to]),
      [
        ['person0@acme.test', 'differs', { name: 'Person 0' }],
        ['person1@acme.test', 'address-changed', { email: 'person1@acme.test', key: 'person1@acme.test' }],
        ['person2@acme.test', 'differs', { email: 'person2@acme.test' }],
      ],
    )
    await twice(here, server, 'update 3 applied')
    assert.equal([server.users.get('u0')!['displayName'], server.users.get('u0')!['nickName']], ['Person 0', 'kept'])
    assert.equal(
      [server.users.get('u1')!['userName'], server.users.get('u1')!['emails']],
      [
        'person1@acme.test',
        [
          { value: 'person1@acme.test', type: 'work', primary: true },
          { value: 'home1@acme.test', type: 'home' },
        ],
      ],
    )
    assert.is(server.users.get('u3')!['userName'], 'PERSON3@acme.test')
  })
})

target('a leaver is deactivated by a PATCH of that alone, and comes back as the same user', () =>
  foreign(worldOf({ equal: 30 }), { users: range(31).map((n) => userOf(n)) }, async (here, server) => {
    await twice(here, server, 'delete 1 applied')
    const [patch] = writes(server)
    assert.equal(
      [patch!.path, (patch!.body as { Operations: unknown }).Operations],
      ['/Users/u30', [{ op: 'replace', path: 'active', value: false }]],
    )
    here.box.world.salesforce.contacts.push(contactOf(30) as never)
    await twice(here, server, 'update 1 applied')
    assert.equal([server.users.size, server.users.get('u30')!['active']], [31, true])
  }),
)

target('who was shut out by somebody else is held, and users made elsewhere are left alone', () => {
  const users = [
    userOf(0, { active: false, externalId: 'hr:7' }),
    userOf(1, { active: false, externalId: undefined }),
    userOf(2),
    userOf(40, { externalId: undefined }),
  ]
  return foreign(worldOf({ equal: 3 }), { users }, async (here, server) => {
    await compared(here)
    assert.equal(
      here.json('held.json').records.map(({ reason, users }) => [reason, users]),
      [
        ['protected', ['u0']],
        ['protected', ['u1']],
      ],
    )
    assert.is((await synced(here)).line, 'nothing to do')
    assert.equal(writes(server), [])
  })
})

target('"reactivate": "never" holds those whom this sync removed too', () =>
  foreign(
    worldOf({ equal: 2 }),
    { users: [userOf(0, { active: false }), userOf(1)] },
    async (here) => {
      await compared(here)
      assert.equal(
        here.json('held.json').records.map(({ reason }) => reason),
        ['protected'],
      )
    },
    { reactivate: 'never' },
  ),
)

target('a sign-in name that somebody took meanwhile is a conflict that names the owner', () =>
  foreign(worldOf({ equal: 3 }), { users: [userOf(0), userOf(1)] }, async (here, server) => {
    await compared(here)
    const meta = { created: '2026-01-01T00:00:00Z', lastModified: '2026-01-01T00:00:00Z' }
    const mine = { ...userOf(2, { id: 'x9', externalId: 'hr:1' }), meta }
    server.users.set('x9', mine)
    await synced(here)
    const [receipt] = here.json('created.json').records
    assert.equal([receipt!['outcome'], receipt!['id']], ['conflict', 'x9'])
    assert.match(String(receipt!['error']), 'belongs to user x9')
  }),
)

target('a user that vanished is a conflict for an update, and done for a removal', () =>
  foreign(
    worldOf({ equal: 3 }),
    { users: [userOf(0, { displayName: 'Old' }), userOf(1), userOf(2), userOf(30), userOf(31)] },
    async (here, server) => {
      await compared(here)
      server.users.delete('u0')
      server.users.delete('u30')
      await synced(here)
      assert.equal(
        [outcomes(here, 'update'), outcomes(here, 'delete').sort()],
        [['conflict'], ['applied', 'unchanged']],
      )
    },
  ),
)

target('"removal": "delete" deletes, "update": "replace" sends the whole user and loses nothing of it', () =>
  foreign(
    worldOf({ equal: 2 }),
    { users: [userOf(0, { displayName: 'Old', nickName: 'kept' }), userOf(1), userOf(30)] },
    async (here, server) => {
      await twice(here, server, 'update 1 applied; delete 1 applied')
      assert.equal(
        writes(server).map(({ method, path }) => `${method} ${path}`),
        ['PUT /Users/u0', 'DELETE /Users/u30'],
      )
      const { nickName, displayName, externalId } = server.users.get('u0')!
      assert.equal([nickName, displayName, externalId], ['kept', 'Person 0', `salesforce:${contactId(0)}`])
    },
    { removal: 'delete', update: 'replace' },
  ),
)

target('a group gets who is missing and loses who has left it; other members, other groups and names stay', () => {
  const people = range(4).map((n) => ({ ...userOf(n), externalId: undefined }))
  const members = (...ids: string[]) => ids.map((value) => ({ value }))
  const directory = {
    users: people,
    groups: [{ id: 'd1', displayName: 'support', members: members('u0', 'u1', 'u3') }],
  }
  const users = range(3).map((n) => userOf(n, { id: `t${n}`, externalId: `scim:u${n}` }))
  const groups = [
    { id: 'g1', displayName: 'Support staff', members: members('t1', 't2', 'stranger') },
    { id: 'g2', displayName: 'Night shift', members: members('t2') },
  ]
  const work = async (here: Place, server: Scimmy) => {
    await twice(here, server, 'create 1 applied; update 2 applied')
    const of = (id: string) =>
      (server.groups.get(id)!['members'] as { value: string }[]).map(({ value }) => value).sort()
    const made = named(server, 'person3@acme.test')!.id
    assert.equal([of('g1'), of('g2')], [['t0', 't1', 'stranger', made].sort(), ['t2']])
    const patches = writes(server).filter(({ path }) => path.startsWith('/Groups'))
    assert.equal(patches.length, 2, 'one for those who were created, one for those who changed')
    assert.not.match(JSON.stringify(patches), /"replace"/)
  }
  return foreign({ directory }, { users, groups }, work, { groups: { support: 'Support staff' } }, SCIM_SOURCE)
})

target('a token that ends in the middle is renewed, and nobody is created twice', () =>
  foreign(worldOf({ equal: 40 }), { tokenLife: 15 }, async (here, server) => {
    here.settings((one) => {
      const { url, tokenUrl } = server
      here.env['SCIMMY_SECRET'] = server.token
      const network = { deadline: 60, tries: 4, firstWait: 0.01 }
      const client = { tokenUrl, clientId: 'client', clientSecret: '$SCIMMY_SECRET' }
      const free = { count: 1_000, share: 1 }
      Object.assign(one, {
        target: { use: 'scim', url, ...client, network },
        scope: 'managed',
        limits: { create: free },
      })
    })
    await twice(here, server, 'create 40 applied')
    assert.is(server.users.size, 40)
    assert.ok(server.requests.some(({ status }) => status === 401))
  }),
)

target.run()
