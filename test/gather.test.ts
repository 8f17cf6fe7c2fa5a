// The gathers: what is kept, what is counted, and every read that is not proven whole.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatherContacts, gatherOrganizations, gatherUsers } from '../lib/gather.ts'
import { madeId } from '../lib/sandbox/salesforce-id.ts'
import type { Answer, Asked } from '../lib/sandbox/serve.ts'
import type { Options } from '../lib/sandbox/server.ts'
import { soql } from '../lib/sources/salesforce.ts'
import { at, type Place } from './kit/pipeline.ts'
import { gathered, stageIn } from './kit/stages.ts'
import { account, accounts, contactOf, organizations, userOf, worldOf } from './kit/worlds.ts'

const gather = suite('gather')

gather('an account id of 15 characters becomes 18, blanks are cut, and what is no id is counted and left out', () => {
  const world = worldOf()
  const stored = (salesforce_id: string | null, n: number) => ({
    id: 990 + n,
    name: `Odd ${n}`,
    organization_fields: { salesforce_id },
  })
  const short = madeId('001', 77).slice(0, 15)
  world.zendesk.organizations.push(
    ...[stored(short, 1), stored(`  ${account(0)} `, 2), stored('n/a', 3), stored(null as unknown as string, 4)].map(
      (one) => one as (typeof world.zendesk.organizations)[number],
    ),
  )
  return at(world, async (here) => {
    const { line } = await stageIn(here, gatherOrganizations)
    assert.is(line, '5 organizations, 2 without an account id')
    const kept = here.json('organizations.json').records.map(({ id, key }) => `${id} ${key}`)
    assert.ok(kept.includes(`991 ${madeId('001', 77)}`))
    assert.ok(kept.includes(`900 ${account(0)}`) && kept.includes(`992 ${account(0)}`))
  })
})

for (const endOfList of ['full-cursor', 'empty-page'] as const) {
  gather(`every page is walked to the remote's own end of the list (${endOfList})`, () =>
    at(
      worldOf(),
      async (here) => {
        await gathered(here)
        assert.is(here.json('users.json').count, 31) // thirty people, and the admin the credential belongs to
        assert.is(here.json('contacts.json').count, 30)
        assert.ok(Number(here.json('users.json')['pages']) >= 7)
      },
      { endOfList, pageSize: 5 },
    ),
  )
}

gather('a user has its secondary addresses, its reason for protection, and only external ids of ours', () => {
  const users = [
    userOf(100, { identities: [{ type: 'email', value: 'Second@acme.test' }], external_id: 'crm-1' }),
    userOf(101, { suspended: true }),
    userOf(102, { role: 'agent' }),
    userOf(103, { identities: [{ type: 'email', value: 'me@gitlab.com' }] }),
    userOf(104, { email: null }),
    userOf(105, { name: '  An  n\u0065\u0301e ', email: 'UPPER@acme.test' }),
  ]
  return at(worldOf({ users, equal: 0 }), async (here) => {
    const { line } = await stageIn(here, gatherUsers)
    assert.match(line, '1 without an address')
    const found = new Map(here.json('users.json').records.map((user) => [user['id'], user]))
    assert.equal(found.get('5100')!['otherEmails'], ['Second@acme.test'])
    assert.is(found.get('5100')!['externalId'], null)
    assert.is(found.get('5101')!['protected'], 'suspended')
    assert.is(found.get('5102')!['protected'], 'role agent')
    assert.is(found.get('5103')!['protected'], 'address rule *@gitlab.com')
    assert.not.ok(found.has('5104'))
    assert.is((found.get('5105')!['person'] as { name: string }).name, 'An n\u00e9e')
    assert.is(found.get('5105')!['key'], 'upper@acme.test')
  })
})

gather('asks Salesforce exactly the documented query, in chunks, with a bare comma between ids', () =>
  at(worldOf(), async (here) => {
    here.settings(({ source }) => Object.assign(source, { chunk: 2 }))
    await gathered(here)
    const asked = here.box.requests.filter(({ path }) => path.endsWith('/query')).map(({ query }) => query['q'])
    const head =
      "SELECT Id, Name, Email, Account.Account_ID_18__c FROM Contact WHERE Inactive_Contact__c = false AND Role__c INCLUDES ('Gitlab Admin') AND Name != '' AND Email != '' AND Account.Account_ID_18__c IN ("
    const ids = [account(0), account(1), account(2)].sort()
    assert.equal(
      asked.sort(),
      [`${head}'${ids[0]}','${ids[1]}') ORDER BY Id`, `${head}'${ids[2]}') ORDER BY Id`].sort(),
    )
  }),
)

gather('lets nothing into a query that is no account id', () => {
  const settings = { accountField: 'Account.Account_ID_18__c', where: "Name != ''" }
  for (const id of ["x') OR Name LIKE '%", account(1).slice(0, 15), '', `${account(1)}'`]) {
    assert.throws(() => soql(settings, [account(0), id]), /is no Salesforce account id/)
  }
})

gather('puts a condition with OR in brackets, or it would let other accounts in', () => {
  const query = soql({ accountField: 'A', where: "Role__c = 'x' OR Role__c = 'y'" }, [account(0)])
  assert.match(query, "WHERE (Role__c = 'x' OR Role__c = 'y') AND A IN")
})

gather('a contact that cannot be used has a problem, and one of no known organization is counted and left out', () => {
  const world = worldOf({
    contacts: [
      contactOf(100, { Email: 'ann at acme.test' }),
      contactOf(101, { Email: ' Person101@ACME.test ' }),
      contactOf(102, { Email: 'me@gitlab.com' }),
      contactOf(103, { Email: 'odd@acme.test_' }),
      contactOf(104, { AccountId: account(5) }),
      contactOf(105, { AccountId: account(2), Email: 'two@acme.test' }),
      contactOf(106, { Name: ' \u00a0 ' }),
    ],
    equal: 2,
  })
  world.salesforce.accounts.push(...accounts(6).slice(3))
  world.zendesk.organizations.push(
    { id: 990, name: 'The same', organization_fields: { salesforce_id: account(2) } },
    { ...organizations(4)[3]!, id: 991 },
  )
  return at(world, async (here) => {
    await gathered(here)
    const found = new Map(here.json('contacts.json').records.map((one) => [String(one['externalId']).slice(11), one]))
    const problem = (n: number) => found.get(contactOf(n).Id)?.['problem']
    assert.is(problem(100), 'no usable address')
    assert.is(found.get(contactOf(100).Id)!['key'], `?salesforce:${contactOf(100).Id}`)
    assert.is(problem(101), 'organization ambiguous: 902, 990 carry one account')
    assert.is(found.get(contactOf(101).Id)!['key'], 'person101@acme.test')
    assert.is(problem(102), 'its own address is protected by the rule *@gitlab.com')
    assert.is(problem(103), 'Zendesk takes no address with such a domain')
    assert.is(found.has(contactOf(104).Id), false)
    assert.is(problem(106), 'no usable name')
    assert.is(problem(0), null)
  })
})

const page = (body: unknown): Answer => ({ status: 200, body })
const when = (match: RegExp, answer: Answer, from = 1): NonNullable<Options['respond']> =>
  (() => {
    let times = 0
    return (_, { path }) => (match.test(path) && ++times >= from ? answer : undefined)
  })()

const bad: Record<string, Answer> = {
  'HTML where JSON should be': { status: 200, body: '<html>Down for maintenance</html>' },
  'a redirect': { status: 302, headers: { location: 'http://127.0.0.1:9/login' }, body: 'moved' },
  'an empty body': { status: 200, body: '' },
  'JSON cut off in the middle': {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"users":[{"id"',
  },
  'JSON of another shape': page({ hello: 'world' }),
}

for (const [what, answer] of Object.entries(bad)) {
  gather(`${what} is exit 9 for Zendesk and for Salesforce, and leaves the old files`, () =>
    at(worldOf(), async (here) => {
      await gathered(here)
      const old = [here.text('users.json'), here.text('contacts.json')]
      here.interfere(when(/\/api\/v2\/users$|\/query$/, answer))
      assert.is((await stageIn(here, gatherUsers)).code, 9)
      assert.is((await stageIn(here, gatherContacts)).code, 9)
      assert.ok(here.text('users.json') === old[0] && here.text('contacts.json') === old[1])
    }),
  )
}

const cursors: Record<string, Answer> = {
  'a page that says there is more and names no cursor': page({
    users: [],
    meta: { has_more: true, after_cursor: null },
  }),
  'a cursor that comes twice': page({ users: [], meta: { has_more: true, after_cursor: 'same' } }),
  'a page without meta': page({ users: [] }),
}
for (const [what, answer] of Object.entries(cursors)) {
  gather(`${what} is a read that is not proven whole: exit 9`, () =>
    at(
      worldOf(),
      async (here) => {
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 9)
        assert.match(line, 'not proven whole')
        assert.not.ok(existsSync(join(here.folder, 'users.json')))
      },
      { respond: when(/\/api\/v2\/users$/, answer) },
    ),
  )
}

const partialShows: Record<string, (body: { users: unknown[]; identities: unknown[] }) => unknown> = {
  'no identities at all': (body) => ({ ...body, identities: [] }),
  'fewer identities than users': (body) => ({ ...body, identities: body.identities.slice(1) }),
  'no list of identities': ({ users }) => ({ users }),
}
for (const [what, change] of Object.entries(partialShows)) {
  gather(`${what} is not proven whole: protection and matches would vanish with them`, () =>
    at(
      worldOf({ users: [userOf(100, { identities: [{ type: 'email', value: 'boss@gitlab.com' }] })] }),
      async (here) => {
        here.interfere(async (_, { path, query, headers }: Asked) => {
          if (!path.endsWith('/users/show_many') || headers['x-test']) return undefined
          const real = await fetch(`${here.box.zendesk.url}${path}?${query}`, {
            headers: { authorization: String(headers['authorization']), 'x-test': '1' },
          })
          return { body: change((await real.json()) as Parameters<typeof change>[0]) }
        })
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 9)
        assert.match(line, 'not proven whole')
      },
    ),
  )
}

for (const [what, users] of Object.entries({ 'nobody at all': [], 'users without id or name': [{}, {}] })) {
  gather(`a list with ${what} is exit 9`, () =>
    at(worldOf(), async (here) => assert.is((await stageIn(here, gatherUsers)).code, 9), {
      respond: when(/\/api\/v2\/users$/, page({ users, meta: { has_more: false, after_cursor: null } })),
    }),
  )
}

gather('rows that do not add up to totalSize are read once more, then refused', () => {
  const short = page({ totalSize: 3, done: true, records: [] })
  const run = (until: number) => {
    let times = 0
    return at(
      worldOf(),
      async (here) => {
        const done = await stageIn(here, gatherOrganizations)
        assert.is(done.code, 0)
        assert.is((await stageIn(here, gatherContacts)).code, until === 1 ? 0 : 9)
      },
      { respond: (_, { path }) => (path.endsWith('/query') && ++times <= until ? short : undefined) },
    )
  }
  return run(1).then(() => run(2))
})

const walks: Record<string, unknown> = {
  'a page that is not the last and names no next one': { totalSize: 1, done: false, records: [] },
  'a next page on another host': { totalSize: 1, done: false, records: [], nextRecordsUrl: '//evil.test/next' },
  'a next page that is a whole address': {
    totalSize: 1,
    done: false,
    records: [],
    nextRecordsUrl: 'http://evil.test/x',
  },
  'a next page that was read already': {
    totalSize: 1,
    done: false,
    records: [],
    nextRecordsUrl: '/services/data/v62.0/query',
  },
}
for (const [what, body] of Object.entries(walks)) {
  gather(`${what} is exit 9`, () =>
    at(
      worldOf(),
      async (here) => {
        await gathered(here, 'gather-organizations')
        const { code, line } = await stageIn(here, gatherContacts)
        assert.is(code, 9)
        assert.match(line, /names (no next one|a next one that was read already)/)
      },
      { respond: when(/\/query$/, page(body)) },
    ),
  )
}

gather('no organization with an account id is exit 9, and so is a source without any contact', async () => {
  await at({ zendesk: { organizations: [], users: [] }, salesforce: { accounts: [], contacts: [] } }, async (here) => {
    const { code, line } = await stageIn(here, gatherOrganizations)
    assert.is(code, 9)
    assert.match(line, 'shows no organization with an account id')
  })
  await at({ ...worldOf(), salesforce: { accounts: accounts(3), contacts: [] } }, async (here) => {
    await gathered(here, 'gather-organizations', 'gather-users')
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'has no contact for 3 accounts')
    assert.not.ok(existsSync(join(here.folder, 'contacts.json')))
  })
})

gather('a sign-in that answers without a token, with HTML or with a redirect is exit 9', async () => {
  for (const answer of [page({}), bad['HTML where JSON should be']!, bad['a redirect']!]) {
    await at(
      worldOf(),
      async (here) => {
        assert.is((await stageIn(here, gatherUsers)).code, 9)
      },
      { respond: when(/\/oauth\/tokens$/, answer) },
    )
    await at(
      worldOf(),
      async (here) => {
        await gathered(here, 'gather-organizations')
        assert.is((await stageIn(here, gatherContacts)).code, 9)
      },
      { respond: when(/\/services\/oauth2\/token$/, answer) },
    )
  }
})

gather('a credential that is nobody, or no more than an end user, is exit 8', async () => {
  for (const user of [
    { id: null, role: null },
    { id: 5, role: 'end-user' },
  ]) {
    await at(
      worldOf(),
      async (here) => {
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 8)
        assert.match(line, 'has to belong to an admin')
      },
      { respond: when(/\/users\/me$/, page({ user })) },
    )
  }
})

gather('a token that is refused once is renewed once, and twice is exit 8', async () => {
  const refused: Answer = { status: 401, body: { error: "Couldn't authenticate you" } }
  for (const [times, code] of [
    [1, 0],
    [9, 8],
  ] as const) {
    let left: number = times
    await at(
      worldOf(),
      async (here: Place) => {
        assert.is((await stageIn(here, gatherOrganizations)).code, code)
      },
      {
        respond: (system, { path }) =>
          system === 'zendesk' && path.startsWith('/api') && left-- > 0 ? refused : undefined,
      },
    )
  }
})

gather.run()
