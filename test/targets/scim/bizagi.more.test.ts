// Salesforce to Bizagi: what is special about it, from the first creation to a leaver who comes back.

import * as assert from 'uvu/assert'
import type { Options } from '../../../lib/sandbox/options.ts'
import { bizagiOf, contact, type More, PROPERTIES, source, target, twice, user } from '../../kit/bizagi.ts'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { fromSalesforce, patched, routes, userAt, usersNamed, watching, writes } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { accounts, contactId } from '../../kit/worlds.ts'

const bizagi = suite('Bizagi')

async function planned(here: Place): Promise<number[]> {
  await compared(here)
  return ['create', 'update', 'delete', 'held'].map((kind) => here.json(`${kind}.json`).count)
}

bizagi('people are made with the parts of their names, their mark, and what Bizagi needs', () =>
  bizagiOf({ contacts: [contact(1)] }, async (here) => {
    await twice(here, 'create 1 applied')
    assert.equal(writes(here)[0]!.body, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'person1@acme.test',
      active: true,
      name: { givenName: 'Person', familyName: 'Number 1' },
      emails: [{ value: 'person1@acme.test', type: 'work', primary: true }],
      [PROPERTIES]: { enabledForAssignation: true, syncId: `salesforce:${contactId(1)}` },
    })
  }),
)

bizagi('a life: made, renamed, shut out, back as the same user; each run twice, and all of it by paths', () =>
  bizagiOf({ contacts: [contact(1), contact(2)] }, async (here) => {
    await twice(here, 'create 2 applied')
    const { id } = usersNamed(here, 'person1@acme.test')[0]!
    const { contacts } = here.box.world.salesforce
    const ann = contacts[0]!
    Object.assign(ann, { LastName: 'Ek', Name: 'Person Ek' })
    await twice(here, 'update 1 applied')
    assert.equal(userAt(here, id)!['name'], { givenName: 'Person', familyName: 'Ek' })
    contacts.shift()
    await twice(here, 'delete 1 applied')
    assert.is(userAt(here, id)!.active, false)
    contacts.push({ ...ann, LastName: 'Lee' })
    await twice(here, 'update 1 applied')
    assert.equal(
      [userAt(here, id)!.active, userAt(here, id)!['name'], here.box.world.scim.users.length],
      [true, { givenName: 'Person', familyName: 'Lee' }, 2],
    )
    assert.equal(
      patched(here).flatMap(({ operations }) => operations),
      [
        { op: 'replace', path: 'name.familyName', value: 'Ek' },
        { op: 'replace', path: 'active', value: false },
        { op: 'replace', path: 'active', value: true },
        { op: 'replace', path: 'name.familyName', value: 'Lee' },
      ],
    )
    const counts = here.box.requests.flatMap(({ system, query }) => (system === 'scim' ? (query['count'] ?? []) : []))
    assert.ok(counts.length > 0 && counts.every((count) => Number(count) <= 500))
    const others = here.box.requests.filter(({ system, path }) => system === 'scim' && !/\/(Users|token)/.test(path))
    assert.equal(others, [], 'nothing is asked that Bizagi does not have')
  }),
)

const number = { phone: 'MobilePhone' } as const
const phones = { attributes: { ...target.attributes, phone: 'phoneNumbers[type eq "mobile"].value' } }
const limits: [what: string, changes: object, said: string, more?: More][] = [
  ['a sign-in name of more than 25 characters', { Email: 'a.long.name.of.26@acme.test' }, 'longer than 25 characters'],
  ['no part of a name', { FirstName: null, LastName: null, Name: 'Whole Name' }, 'a given or a family name'],
  [
    'a number without a blank after the country code',
    { MobilePhone: '+15550100' },
    'a blank after the country code',
    { settings: phones, attributes: number },
  ],
  [
    'a number of more than 20 characters',
    { MobilePhone: '+1 55501005550100555010' },
    'no number longer than 20',
    { settings: phones, attributes: number },
  ],
  ['an assignation that is no boolean', { Title: 'yes' }, 'to be true or false', { attributes: { assign: 'Title' } }],
]
for (const [what, changes, said, more] of limits) {
  bizagi(`${what} is held as a problem, and nothing is sent`, () =>
    bizagiOf(
      { contacts: [contact(1, changes)], users: [user(9)] },
      async (here) => {
        const { salesforce } = here.box.world
        assert.equal(await planned(here), [0, 0, 1, 1])
        assert.is(here.json('held.json').records[0]!['reason'], 'problem')
        assert.match(String(here.json('contacts.json').records[0]!['problem']), said)
        await synced(here, { words: ['create', 'update'] })
        assert.equal([writes(here), salesforce.contacts.length], [[], 1])
      },
      more,
    ),
  )
}

bizagi('a number as Bizagi wants it goes there', () =>
  bizagiOf(
    { contacts: [contact(1, { MobilePhone: '+1 5550100' }), contact(2)] },
    async (here) => {
      await twice(here, 'create 2 applied')
      const [made] = usersNamed(here, 'person1@acme.test')
      assert.equal(made!['phoneNumbers'], [{ value: '+1 5550100', type: 'mobile', primary: true }])
    },
    { settings: phones, attributes: number },
  ),
)

/** Answers without ids: the sign-in name is all there is. */
function withoutIds(here: Place): void {
  watching(here, async ({ method, path, query, headers, body }) => {
    if (!path.includes('/Users') || headers['x-test']) return undefined
    const { authorization = '', 'content-type': type = '' } = headers as Record<string, string>
    const answer = await fetch(`${new URL(here.box.scim.url).origin}${path}?${query}`, {
      method,
      headers: { authorization, 'x-test': '1', ...(type && { 'content-type': type }) },
      ...(body !== null && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const shown = (name: string, value: unknown) => (['id', 'location'].includes(name) ? undefined : value)
    return { status: answer.status, ...(text !== '' && { body: JSON.parse(text, shown) }) }
  })
}

bizagi('users without an id are reached by their sign-in names, percent-encoded', () => {
  const users = [
    user(1, { name: { givenName: 'Person', familyName: 'Old' } }),
    user(2, { userName: 'acme\\person2', emails: [{ value: 'other@acme.test', type: 'work', primary: true }] }),
  ]
  return bizagiOf({ contacts: [contact(1), contact(3)], users }, async (here) => {
    withoutIds(here)
    await twice(here, 'create 1 applied; update 1 applied; delete 1 applied')
    assert.equal(
      here.json('users.json').records.map(({ id }) => id),
      ['acme\\person2', 'person1@acme.test', 'person3@acme.test'],
    )
    assert.equal([...new Set(routes(here))].sort(), [
      'PATCH /Users/acme%5Cperson2',
      'PATCH /Users/person1%40acme.test',
      'POST /Users',
    ])
    assert.equal([userAt(here, 'b2')!.active, userAt(here, 'b1')!['name']], [false, user(1).name])
  })
})

bizagi('a sign-in name that stands in a path is in no message', () => {
  const users = [
    user(2, { userName: 'acme\\person2', emails: [{ value: 'other@acme.test', type: 'work', primary: true }] }),
  ]
  return bizagiOf({ contacts: [contact(1)], users }, async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'server-error', method: 'PATCH', count: 'always' })
    const { code, line, said } = await synced(here)
    assert.is(code, 3)
    assert.match(said.join(), 'PATCH <secret>/Users/...')
    assert.not.match(`${line} ${said.join()}`, 'person2')
  })
})

bizagi('a sign-in name that changes is followed, where it is all there is', () => {
  const emails = [{ value: 'old@acme.test', type: 'work', primary: true }]
  return bizagiOf({ contacts: [contact(1)], users: [user(1, { userName: 'old@acme.test', emails })] }, async (here) => {
    withoutIds(here)
    await twice(here, 'update 1 applied')
    assert.equal([userAt(here, 'b1')!.userName, here.box.world.scim.users.length], ['person1@acme.test', 1])
  })
})

bizagi('"removal": "delete" deactivates, because nobody is ever gone, and that is applied', () =>
  bizagiOf(
    { contacts: [contact(1)], users: [user(1), user(2)] },
    async (here) => {
      await twice(here, 'delete 1 applied')
      assert.equal(routes(here), ['DELETE /Users/b2'])
      assert.equal([receipts(here, 'delete').length, userAt(here, 'b2')!.active], [0, false])
    },
    { settings: { removal: 'delete' } },
  ),
)

bizagi('tokens that end on the way are renewed, and nobody is made twice', () => {
  // each request takes a millisecond of the time of Bizagi, and a token lives for thirty
  let time = 0
  const options: Options = { clock: () => time, speed: 1_000, scim: { tokenLife: 30 } }
  return bizagiOf(
    { contacts: Array.from({ length: 40 }, (_, n) => contact(n)) },
    async (here) => {
      watching(here, () => {
        time++
        return undefined
      })
      await twice(here, 'create 40 applied')
      assert.is(here.box.world.scim.users.length, 40)
      assert.ok(here.box.requests.some(({ system, status }) => system === 'scim' && status === 401))
    },
    { options },
  )
})

bizagi('without a property that keeps the id: people are made, everybody is in scope, the inactive are held', () => {
  const { externalId: _, ...settings } = target
  const users = [user(1), user(2, { active: false }), user(3)]
  return fromSalesforce(
    { salesforce: { accounts: accounts(3), contacts: [contact(1), contact(2), contact(4)] }, scim: { users } },
    async (here) => {
      assert.equal(await planned(here), [1, 0, 1, 1])
      assert.equal(
        [here.json('held.json').records[0]!['reason'], here.json('held.json').records[0]!['users']],
        ['protected', ['b2']],
      )
      assert.is((await synced(here)).line, 'create 1 applied; delete 1 applied')
      assert.ok(here.json('users.json').records.every(({ externalId }) => externalId === null))
      const [made] = usersNamed(here, 'person4@acme.test')
      assert.equal(made![PROPERTIES], { enabledForAssignation: true })
      await compared(here)
      assert.is((await synced(here)).line, 'nothing to do')
      assert.equal([userAt(here, 'b3')!.active, outcomes(here, 'create')], [false, []])
    },
    { target: settings, source, scope: 'end-users', options: { scim: { dialect: 'bizagi' } } },
  )
})

bizagi.run()
