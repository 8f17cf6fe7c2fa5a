// The other side of the wire: what the sandbox answers, held against what was recorded.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { convert } from '../lib/sandbox/convert.ts'
import { counts, generate } from '../lib/sandbox/generate.ts'
import { id18, madeId } from '../lib/sandbox/salesforce-id.ts'
import { type Options, type Sandbox, sandbox } from '../lib/sandbox/server.ts'
import { addressesOf, readWorld, type World } from '../lib/sandbox/world.ts'
import { sample } from './kit/samples.ts'

interface Reply {
  status: number
  headers: Headers
  /** The part of the body at a path: `users.0.id`. */
  at: (path: string) => unknown
}

const account = madeId('001', 5)
const other = madeId('001', 6)

/** Three people in two organizations, and a third organization. */
const small = () =>
  readWorld({
    zendesk: {
      organizations: [
        { id: 90, name: 'Acme', organization_fields: { salesforce_id: account } },
        { id: 91, name: 'Globex', organization_fields: { salesforce_id: other } },
        { id: 92 },
      ],
      users: [
        { id: 1, name: 'Ann', email: 'Ann@acme.test', organization_id: 90, identities: [{ value: 'ann@home.test' }] },
        { id: 2, name: 'Ben', email: 'ben@acme.test', organization_id: 90, external_id: 'salesforce:X1' },
        { id: 3, name: 'Cat', email: 'cat@globex.test', organization_id: 91, active: false },
        { id: 4, name: 'Dan', email: 'dan@globex.test', organization_id: 91 },
      ],
      organization_memberships: [{ user_id: 1, organization_id: 91 }],
    },
    salesforce: {
      accounts: [{ Id: account, Name: 'Acme' }, { Id: other }],
      contacts: [
        { Id: madeId('003', 1), Name: 'Ann', Email: 'ann@acme.test', AccountId: account },
        {
          Id: madeId('003', 2),
          Name: "Bo O'Hara",
          Email: 'bo@acme.test',
          AccountId: account,
          Role__c: 'Billing;Gitlab Admin',
        },
        { Id: madeId('003', 3), Name: 'Cy', Email: 'cy@acme.test', AccountId: account, Role__c: 'Billing' },
        { Id: madeId('003', 4), Name: 'Di', Email: '', AccountId: account },
        { Id: madeId('003', 5), Name: 'Ed', Email: 'ed@acme.test', AccountId: account, Inactive_Contact__c: true },
        { Id: madeId('003', 6), Name: 'Flo', Email: 'flo@nowhere.test' },
        { Id: madeId('003', 7), Name: 'Gus', Email: 'gus@globex.test', AccountId: other },
      ],
    },
  })

/** Runs `work` against a sandbox and ends it. */
async function against(world: World, options: Options, work: (box: Sandbox) => Promise<void>) {
  const box = await sandbox(world, { speed: 5000, ...options })
  try {
    await work(box)
  } finally {
    await box.close()
  }
}

async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  const body: unknown = text === '' ? null : JSON.parse(text)
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], body)
  return { status: response.status, headers: response.headers, at: (path) => (path === '' ? body : at(path)) }
}

const json = (body: unknown, token = '') => ({
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
})

/** Zendesk with a token: `zendesk('GET /users/1')`. */
async function signedIn({ zendesk, env }: Sandbox) {
  const client = { client_id: env['ZENDESK_CLIENT_ID'], client_secret: env['ZENDESK_CLIENT_SECRET'] }
  const grant = json({ grant_type: 'client_credentials', ...client })
  const token = String((await send(`${zendesk.url}/oauth/tokens`, { method: 'POST', ...grant })).at('access_token'))
  return (route: string, body?: unknown) => {
    const [method = '', path = ''] = route.split(' ')
    const init = body === undefined ? { headers: { authorization: `Bearer ${token}` } } : json(body, token)
    return send(path.startsWith('http') ? path : `${zendesk.url}/api/v2${path}`, { method, ...init })
  }
}

type Desk = Awaited<ReturnType<typeof signedIn>>

/** Polls until the job that `reply` tells of is completed. */
async function completed(desk: Desk, reply: Reply): Promise<Record<string, unknown>[]> {
  const id = reply.at('job_status.id')
  for (;;) {
    const { at } = await desk(`GET /job_statuses/show_many?ids=${id}`)
    if (at('job_statuses.0.status') === 'completed') return at('job_statuses.0.results') as Record<string, unknown>[]
  }
}

async function force({ salesforce, env }: Sandbox, options: Record<string, string> = {}) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: env['SALESFORCE_CLIENT_ID']!,
    client_secret: env['SALESFORCE_CLIENT_SECRET']!,
  })
  const login = await send(`${salesforce.url}/services/oauth2/token`, { method: 'POST', body: form })
  const headers = { authorization: `Bearer ${login.at('access_token')}`, ...options }
  return (what: string) => {
    const path = what.startsWith('/') ? what : `/services/data/v62.0/query?q=${encodeURIComponent(what)}`
    return send(`${login.at('instance_url')}${path}`, { headers })
  }
}

/** The query of the main job. */
const real = (ids: string[]) =>
  `SELECT Id, Name, Email, Account.Account_ID_18__c FROM Contact WHERE Inactive_Contact__c = false AND Role__c INCLUDES ('Gitlab Admin') AND Name != '' AND Email != '' AND Account.Account_ID_18__c IN ('${ids.join("','")}') ORDER BY Id`

const names = (reply: Reply) => (reply.at('records') as { Name: string }[]).map(({ Name }) => Name)

const lists = suite('sandbox: lists')

async function walk(desk: Desk, path: string, name: string) {
  const ids: number[] = []
  let pages = 0
  for (let url: unknown = path, more = true; more; pages++) {
    const { at } = await desk(`GET ${url}`)
    ids.push(...(at(name) as { id: number }[]).map(({ id }) => id))
    more = at('meta.has_more') === true
    url = at('links.next')
  }
  return { ids, pages }
}

lists('every user is met once, in pages that end with cursors still filled', () =>
  against(small(), { pageSize: 2 }, async (box) => {
    const desk = await signedIn(box)
    const all = await walk(desk, '/users.json?page[size]=100', 'users')
    const active = box.world.zendesk.users.filter((user) => user.active).map(({ id }) => id)
    assert.equal(all, { ids: active, pages: 2 })
    const last = await desk('GET /users?page[size]=2')
    assert.type(last.at('meta.after_cursor'), 'string')
    assert.is(last.at('count'), undefined)
  }),
)

lists('with the other end of list an empty page without cursors follows', () =>
  against(small(), { pageSize: 2, endOfList: 'empty-page' }, async (box) => {
    const desk = await signedIn(box)
    const all = await walk(desk, '/organizations?page[size]=100', 'organizations')
    assert.equal(all, { ids: [90, 91, 92], pages: 3 })
  }),
)

lists('a cursor has the recorded form', () =>
  against(small(), {}, async (box) => {
    box.world.zendesk.users.push({ ...box.world.zendesk.users[3]!, id: 6130869168922, email: null })
    box.world.zendesk.users = box.world.zendesk.users.filter(({ id }) => id <= 6130869168922)
    const desk = await signedIn(box)
    const { at } = await desk('GET /users?page[size]=100')
    assert.is(at('meta.after_cursor'), 'eyJvIjoiaWQiLCJ2IjoiYVJwclIzU1RCUUFBIn0=')
  }),
)

lists('without page[size] pages are numbered, and end at ten thousand rows', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const first = await desk('GET /users?per_page=2')
    assert.is(first.at('count'), 4)
    assert.match(String(first.at('next_page')), 'page=2')
    const deep = await desk('GET /users?page=101')
    assert.is(deep.at('errors.0.code'), 'InvalidPaginationDepth')
  }),
)

lists('identities lie beside the users of show_many, and beside a list only where that is switched on', async () => {
  for (const includeOnList of [false, true]) {
    await against(small(), { includeOnList }, async (box) => {
      const desk = await signedIn(box)
      const { at } = await desk('GET /users/show_many?ids=1,2&include=identities')
      const found = at('identities') as { value: string; primary: boolean; user_id: number }[]
      assert.equal(
        found.map(({ value, primary, user_id }) => [user_id, value, primary]),
        [
          [1, 'Ann@acme.test', true],
          [1, 'ann@home.test', false],
          [2, 'ben@acme.test', true],
        ],
      )
      const list = await desk('GET /users?page[size]=100&include=identities')
      assert.is(Array.isArray(list.at('identities')), includeOnList)
    })
  }
})

lists('show_many finds external ids without regard to case, and a hundred at most', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    assert.is((await desk('GET /users/show_many?external_ids=SALESFORCE:x1')).at('users.0.id'), 2)
    const ids = Array.from({ length: 101 }, (_, n) => n + 1)
    assert.is((await desk(`GET /users/show_many?ids=${ids}`)).at('error'), 'TooManyValues')
  }),
)

lists('a search by address is exact and knows secondary ones; words are found anywhere', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const found = async (query: string) => {
      const { at } = await desk(`GET /users/search?query=${encodeURIComponent(query)}`)
      return (at('users') as { id: number }[]).map(({ id }) => id)
    }
    assert.equal(await found('email:ANN@home.test'), [1])
    assert.equal(await found('email:"acme.test"'), [])
    assert.equal(await found('acme.test'), [1, 2])
    assert.equal(await found('external_id:salesforce:x1'), [2])
  }),
)

lists.run()

const writes = suite('sandbox: writes')

const fieldErrors = (reply: Reply, field: string) =>
  (reply.at(`details.${field}`) as { description: string; error?: string }[]).map(({ error }) => error)

writes('an address that anyone has, also as a secondary one, refuses a creation', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    for (const email of ['ANN@acme.test', 'ann@HOME.test']) {
      const reply = await desk('POST /users.json', { user: { name: 'New', email } })
      assert.is(reply.status, 422)
      assert.is(reply.at('error'), 'RecordInvalid')
      assert.equal(fieldErrors(reply, 'email'), ['DuplicateValue'])
    }
    const freed = await desk('POST /users', { user: { name: 'New', email: 'cat@globex.test' } })
    assert.is(freed.status, 201, 'the address of a deleted user is free again')
  }),
)

writes('a creation is refused with the fields named', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const user = { name: ' ', email: 'ann at acme', organization_id: 77, external_id: 'SALESFORCE:X1' }
    const reply = await desk('POST /users', { user })
    assert.equal(Object.keys(reply.at('details') as object).sort(), ['email', 'external_id', 'name', 'organization_id'])
    assert.equal(fieldErrors(reply, 'external_id'), ['DuplicateValue'])
  }),
)

writes('what is created is stored lower-cased, in its organization, without fields the account does not know', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const user_fields = { not_in_sfdc: true, unheard_of: 1 }
    const sent = { name: 'New', email: ' New@Acme.test', organization_id: 91, user_fields, skip_verify_email: true }
    const { at, status, headers } = await desk('POST /users', { user: sent })
    assert.is(status, 201)
    assert.is(headers.get('location'), at('user.url'))
    assert.is(at('user.email'), 'new@acme.test')
    assert.equal(at('user.user_fields'), { not_in_sfdc: true })
    const memberships = await desk(`GET /users/${at('user.id')}/organization_memberships`)
    assert.is(memberships.at('organization_memberships.0.organization_id'), 91)
  }),
)

writes(
  'an update adds an address, replaces memberships, merges fields, and is dated only when it changed something',
  () =>
    against(small(), { userFields: ['not_in_sfdc', 'level'] }, async (box) => {
      const desk = await signedIn(box)
      const ann = box.world.zendesk.users[0]!
      ann.user_fields = { level: 'gold' }
      const entry = {
        id: 1,
        email: 'ann.lee@acme.test',
        organization_id: 90,
        user_fields: { not_in_sfdc: true, no: 1 },
      }
      const same = { id: 2, name: 'Ben', organization_id: 90 }
      const before = box.world.zendesk.users[1]!.updated_at
      const results = await completed(desk, await desk('PUT /users/update_many', { users: [entry, same] }))
      assert.equal(results[0], { id: 1, action: 'update', status: 'Updated', success: true })
      assert.is(ann.email, 'Ann@acme.test')
      assert.equal(addressesOf(ann), ['ann@acme.test', 'ann@home.test', 'ann.lee@acme.test'])
      assert.equal(ann.user_fields, { level: 'gold', not_in_sfdc: true })
      const memberships = await desk('GET /users/1/organization_memberships')
      assert.is(memberships.at('count'), 1)
      assert.is(box.world.zendesk.users[1]!.updated_at, before)
      assert.is.not(ann.updated_at, before)
    }),
)

writes('a completed job may hold entries that failed, each at its place', () =>
  against(small(), { failing: new Set([4]) }, async (box) => {
    const desk = await signedIn(box)
    const users = [
      { id: 3, name: 'x' },
      { external_id: 'salesforce:x1', name: 'Benny' },
      { id: 4, name: 'x' },
      { id: 1, name: '' },
    ]
    const results = await completed(desk, await desk('PUT /users/update_many.json', { users }))
    assert.equal(
      results.map(({ id, index, error, success }) => [id, index, error, success]),
      [
        [3, 0, 'UserUpdateError', undefined],
        [2, undefined, undefined, true],
        [4, 2, 'UserUpdateError', undefined],
        [1, 3, 'UserUpdateError', undefined],
      ],
    )
    assert.is(box.world.zendesk.users[1]!.name, 'Benny')
    assert.is(box.world.zendesk.users[3]!.name, 'Dan')
  }),
)

writes('a job is queued, then works entry by entry, then is completed', () =>
  against(small(), { speed: 100 }, async (box) => {
    const desk = await signedIn(box)
    const started = performance.now()
    const reply = await desk('PUT /users/update_many', {
      users: [
        { id: 1, name: 'A' },
        { id: 2, name: 'B' },
      ],
    })
    assert.equal(
      ['status', 'total', 'progress', 'message', 'results'].map((key) => reply.at(`job_status.${key}`)),
      ['queued', 2, null, null, null],
    )
    const seen = new Set<unknown>()
    for (let status: unknown; status !== 'completed'; seen.add(status)) {
      const { at } = await desk(`GET /job_statuses/${reply.at('job_status.id')}.json`)
      status = at('job_status.status')
      if (status === 'working') assert.match(String(at('job_status.message')), /^Updating user #[12]$/)
    }
    assert.equal(
      [...seen].filter((status) => status !== 'queued'),
      ['working', 'completed'],
    )
    assert.ok(performance.now() - started >= 50, 'one entry takes 5 s at speed 1')
  }),
)

writes('a thirty-first job is refused with the ids of the others', () =>
  against(small(), { speed: 1 }, async (box) => {
    const desk = await signedIn(box)
    const update = () => desk('PUT /users/update_many', { users: [{ id: 1, name: 'A' }] })
    for (let n = 0; n < 30; n++) assert.is((await update()).status, 200)
    const refused = await update()
    assert.is(refused.at('error'), 'TooManyJobs')
    assert.is((refused.at('current_job_ids') as string[]).length, 30)
  }),
)

writes('deletion is soft, by job, and the deleted leave the lists', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const results = await completed(desk, await desk('DELETE /users/destroy_many?ids=1,3'))
    assert.equal(
      results.map(({ id, status, error }) => [id, status ?? error]),
      [
        [1, 'Deleted'],
        [3, 'UserDestroyError'],
      ],
    )
    assert.is((await desk('GET /users/1')).at('user.active'), false)
    assert.is((await desk('GET /users/count')).at('count.value'), 3)
    const ids = Array.from({ length: 101 }, (_, n) => ({ id: n + 1, name: 'x' }))
    assert.is((await desk('PUT /users/update_many', { users: ids })).status, 400)
  }),
)

writes.run()

const signs = suite('sandbox: sign-in')

signs('both systems refuse those without a token, each in its own words', () =>
  against(small(), {}, async (box) => {
    const desk = await send(`${box.zendesk.url}/api/v2/users`)
    assert.equal([desk.status, desk.at('error')], [401, "Couldn't authenticate you"])
    const sales = await send(`${box.salesforce.url}/services/data/v62.0/query?q=x`)
    assert.equal([sales.status, sales.at('0.errorCode')], [401, 'INVALID_SESSION_ID'])
    const wrong = json({ grant_type: 'client_credentials', client_id: 'user-sync', client_secret: 'no' })
    const refused = await send(`${box.zendesk.url}/oauth/tokens`, { method: 'POST', ...wrong })
    assert.equal([refused.status, refused.at('error')], [401, 'invalid_client'])
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'no', client_secret: 'no' })
    const turned = await send(`${box.salesforce.url}/services/oauth2/token`, { method: 'POST', body: form })
    assert.equal([turned.status, turned.at('error')], [400, 'invalid_client_id'])
  }),
)

signs('a world without an admin gets one, for the credential to act as', () =>
  against(small(), {}, async (box) => {
    const { at } = await (await signedIn(box))('GET /users/me.json')
    assert.equal([at('user.role'), at('user.name')], ['admin', 'Sync service'])
  }),
)

signs('a test may answer in place of a system, and read what was asked', () =>
  against(
    small(),
    { respond: (_, { path }) => (path.endsWith('/users') ? { status: 302, body: '{}' } : undefined) },
    async (box) => {
      const desk = await signedIn(box)
      assert.is((await desk('GET /users')).status, 302)
      assert.is((await desk('GET /nothing')).status, 404)
      const paths = box.requests.map(({ system, method, path, status }) => `${system} ${method} ${path} ${status}`)
      assert.equal(paths.slice(1), ['zendesk GET /api/v2/users 302', 'zendesk GET /api/v2/nothing 404'])
    },
  ),
)

signs.run()

const soql = suite('sandbox: SOQL')

soql("the main job's query finds who may administer, with the nested account", () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const reply = await ask(real([account]))
    assert.equal(names(reply), ['Ann', "Bo O'Hara"])
    assert.equal(reply.at('records.0'), {
      attributes: { type: 'Contact', url: `/services/data/v62.0/sobjects/Contact/${madeId('003', 1)}` },
      Id: madeId('003', 1),
      Name: 'Ann',
      Email: 'ann@acme.test',
      Account: {
        attributes: { type: 'Account', url: `/services/data/v62.0/sobjects/Account/${account}` },
        Account_ID_18__c: account,
      },
    })
    assert.equal([reply.at('totalSize'), reply.at('done')], [2, true])
  }),
)

soql('conditions are evaluated as Salesforce does', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const found = async (where: string) =>
      names(await ask(`SELECT Name FROM Contact WHERE ${where} ORDER BY Id`)).join(' ')
    assert.is(await found("Email = ''"), 'Di')
    assert.is(await found('Email = null OR Account.Name = null'), 'Di Flo Gus')
    assert.is(await found("Name = 'ANN'"), 'Ann', 'text has no case')
    assert.is(await found("Name = 'Bo O\\'Hara'"), "Bo O'Hara")
    assert.is(
      await found("(NOT Name LIKE '%o%') AND (Role__c EXCLUDES ('Billing') OR Name = 'Cy')"),
      'Ann Cy Di Ed Gus',
    )
    assert.is(await found("Role__c INCLUDES ('Gitlab Admin;Billing')"), "Bo O'Hara")
    assert.is(await found(`AccountId IN ('${other.slice(0, 15)}')`), 'Gus', 'an id has two forms')
    assert.is(await found(`Account.Account_ID_18__c IN ('${other.slice(0, 15)}')`), '', 'a text has one')
    assert.is(await found(`Account.Account_ID_18__c IN ('${other.toLowerCase()}')`), 'Gus')
    assert.is(await found("Name NOT IN ('Ann','Cy') AND Inactive_Contact__c = true"), 'Ed')
    assert.equal(names(await ask('SELECT Name FROM Contact ORDER BY Name DESC LIMIT 2')), ['Gus', 'Flo'])
  }),
)

soql('a contact without an account has null in its place', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const { at } = await ask("SELECT Id, Account.Account_ID_18__c FROM Contact WHERE Name = 'Flo'")
    assert.is(at('records.0.Account'), null)
  }),
)

soql('five hundred ids fit one request', () =>
  against(small(), {}, async (box) => {
    const ids = Array.from({ length: 499 }, (_, n) => madeId('001', 1000 + n))
    assert.is((await (await force(box))(real([...ids, account]))).at('totalSize'), 2)
  }),
)

soql('pages add up to the total, whatever happens to the rows meanwhile', () =>
  against(small(), { pageSize: 3 }, async (box) => {
    const ask = await force(box)
    let reply = await ask('SELECT Id, Name FROM Contact ORDER BY Id')
    box.world.salesforce.contacts.length = 0
    const found = names(reply)
    for (; reply.at('done') === false; found.push(...names(reply)))
      reply = await ask(String(reply.at('nextRecordsUrl')))
    assert.is(found.join(' '), "Ann Bo O'Hara Cy Di Ed Flo Gus")
    assert.equal([reply.at('totalSize'), reply.at('nextRecordsUrl')], [7, undefined])
    const lost = await ask('/services/data/v62.0/query/0r8000000000000000-3')
    assert.is(lost.at('0.errorCode'), 'INVALID_QUERY_LOCATOR')
  }),
)

soql('without ORDER BY the order is another one at every call', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const orders = new Set<string>()
    for (let n = 0; n < 3; n++) orders.add(names(await ask("SELECT Name FROM Contact WHERE Name != 'Gus'")).join())
    assert.ok(orders.size > 1)
  }),
)

soql('a query that is not one is refused with its code', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const cases = {
      'SELECT Id FORM Contact': 'MALFORMED_QUERY',
      "SELECT Id FROM Contact WHERE Name = 'a' AND Email = 'b' OR Id != null": 'MALFORMED_QUERY',
      'SELECT Ids FROM Contact': 'INVALID_FIELD',
      "SELECT Id FROM Contact WHERE Inactive_Contact__c = 'false'": 'INVALID_FIELD',
      "SELECT Id FROM Contact WHERE AccountId = 'n/a'": 'INVALID_QUERY_FILTER_OPERATOR',
      'SELECT Id FROM Lead': 'INVALID_TYPE',
    }
    for (const [query, code] of Object.entries(cases)) {
      const reply = await ask(query)
      assert.equal([reply.status, reply.at('0.errorCode')], [400, code], query)
      assert.match(String(reply.at('0.message')), /^\n/)
    }
  }),
)

soql.run()

const worlds = suite('sandbox: worlds')

worlds('a hand-written world may leave out most', () => {
  const { zendesk, salesforce } = small()
  assert.is(zendesk.organizations[2]?.name, 'Organization 92')
  assert.equal(
    zendesk.organization_memberships
      .filter(({ user_id }) => user_id === 1)
      .map(({ organization_id }) => organization_id),
    [91, 90],
  )
  assert.is(salesforce.contacts[5]?.AccountId, null)
  assert.equal(readWorld({}), {
    zendesk: { organizations: [], users: [], organization_memberships: [] },
    salesforce: { accounts: [], contacts: [] },
  })
  assert.equal(readWorld(JSON.parse(JSON.stringify(small()))), small(), 'what is saved is read again')
})

worlds('a world that could not be is refused with the place', () => {
  const user = { id: 1, name: 'A', email: 'a@x.test' }
  const refused = (zendesk: object, words: RegExp) => assert.throws(() => readWorld({ zendesk }), words)
  refused({ users: [{ ...user, emial: 1 }] }, /zendesk\.users\.0: .*emial/)
  refused(
    { users: [{ ...user, organization_id: 5 }] },
    /zendesk\.(users\.0|organization_memberships\.0): there is no 5/,
  )
  refused(
    { users: [user, { id: 2, identities: [{ value: 'A@x.test' }] }] },
    /zendesk\.users\.1: a@x\.test is there twice/,
  )
  assert.throws(() => readWorld({ salesforce: { accounts: [{ Id: 'short' }] } }), /salesforce\.accounts\.0\.Id/)
})

worlds('the three characters after an id of 15 say which are capitals', () => {
  assert.is(id18('0032F00000UClK3'), '0032F00000UClK3QAL')
  assert.is(id18('0032F00000UClKA'), '0032F00000UClKAQA1')
  assert.match(madeId('001', 1223), /^0010{9}\w{6}$/)
})

worlds('the world that ships is the same for the same seed, and could be', () => {
  const bytes = JSON.stringify(generate(1))
  // Compared as a whole and by `ok`: a diff of a megabyte takes minutes.
  assert.ok(JSON.stringify(generate(1)) === bytes)
  assert.ok(JSON.stringify(generate(2)) !== bytes)
  assert.ok(JSON.stringify(readWorld(JSON.parse(bytes))) === bytes)
})

worlds('the world that ships has as many of each as it says', () => {
  const { zendesk, salesforce } = generate()
  const { people } = counts
  assert.is(zendesk.users.length, 2500)
  assert.is(zendesk.organizations.length, 300)
  assert.ok(salesforce.contacts.length > 2350 && salesforce.contacts.length < 2500)

  const idOf = (text: unknown) => /^\w{15}(\w{3})?$/.exec(String(text).trim())?.[0]
  const organizations = zendesk.organizations.map((one) => ({
    ...one,
    account: idOf(one.organization_fields['salesforce_id']),
  }))
  const accounts = organizations.flatMap(({ account }) => (account ? [id18(account)] : []))
  assert.is(organizations.length - accounts.length, counts.organizations.withoutId + counts.organizations.garbageId)
  assert.is(accounts.length - new Set(accounts).size, counts.organizations.twins)

  const asked = salesforce.contacts.filter(
    ({ AccountId, Email, Role__c, Inactive_Contact__c }) =>
      AccountId &&
      accounts.includes(AccountId) &&
      Email &&
      Role__c?.split(';').includes('Gitlab Admin') &&
      !Inactive_Contact__c,
  )
  assert.is(
    salesforce.contacts.length - asked.length,
    people.inactive + people.otherRole + people.withoutEmail + people.withoutAccount + people.elsewhere,
  )

  const addresses = new Set(asked.map(({ Email }) => Email!.trim().toLowerCase()))
  const externalIds = new Set(asked.map(({ Id }) => `salesforce:${Id}`))
  const matched = zendesk.users.filter(
    (user) => addressesOf(user).some((one) => addresses.has(one)) || externalIds.has(user.external_id ?? ''),
  )
  const absent = zendesk.users.filter((user) => !matched.includes(user))
  const gitlab = (email: string | null) => email?.endsWith('@gitlab.com') ?? false
  const removable = absent.filter(
    ({ role, suspended, email, user_fields }) =>
      role === 'end-user' && !suspended && email && !gitlab(email) && user_fields['not_in_sfdc'] !== true,
  )
  assert.is(removable.length, people.absent + people.inactive)
  assert.ok(removable.length > 200, 'more than the limit that ships')
  assert.is(absent.filter(({ user_fields }) => user_fields['not_in_sfdc'] === true).length, people.marked)
  assert.is(matched.filter(({ user_fields }) => user_fields['not_in_sfdc'] === true).length, people.returned)
  assert.is(absent.filter(({ suspended }) => suspended).length, people.suspended)
  assert.is(matched.filter(({ suspended }) => suspended).length, people.suspendedAndRenamed)
  assert.is(zendesk.users.filter(({ role }) => role !== 'end-user').length, people.staff)
  assert.is(zendesk.users.filter(({ email }) => email === null).length, people.withoutAddress)

  const times = new Map<string, number>()
  for (const { Email } of asked) {
    const key = Email!.trim().toLowerCase()
    times.set(key, (times.get(key) ?? 0) + 1)
  }
  const shared = [...times.values()].filter((n) => n > 1).length
  assert.is(shared, people.folded + people.foldedNew + people.torn + people.tornNew)
})

worlds('in the world that ships every company keeps somebody, and who moves has one membership', () => {
  const { zendesk, salesforce } = generate()
  const contacts = new Set(
    salesforce.contacts.filter((one) => !one.Inactive_Contact__c).map(({ Email }) => Email?.trim().toLowerCase()),
  )
  const kept = new Set(
    zendesk.users.filter(({ email }) => contacts.has(email?.toLowerCase())).map((user) => user.organization_id),
  )
  const left = new Set(zendesk.users.map((user) => user.organization_id).filter((id) => id !== null && !kept.has(id)))
  assert.is(left.size, 0)
})

worlds.run()

const zendeskData = sample('recorded answers', 'zendesk')
const salesforceData = sample('recorded answers', 'salesforce')
const recorded = suite('sandbox: real data')
const read = (file: string): unknown => JSON.parse(readFileSync(join(zendeskData!, '..', file), 'utf8'))

if (zendeskData && salesforceData) {
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)
  const shape = (record: unknown) => Object.entries(record as object).map(([key, value]) => `${key}: ${kind(value)}`)

  recorded('a created user has the keys and types that were recorded, in their order', () =>
    against(small(), { userFields: [] }, async (box) => {
      const [first] = read('zendesk/zenpy-users-create.json') as { response: { body: { user: object } } }[]
      const made = await (await signedIn(box))('POST /users', { user: { name: 'testUser' } })
      assert.equal(shape(made.at('user')), shape(first!.response.body.user))
      assert.is(shape(made.at('user')).length, 37)
    }),
  )

  recorded('users/me, a job at each status and a 404 have the recorded keys', () =>
    against(small(), { speed: 50 }, async (box) => {
      const desk = await signedIn(box)
      const [me] = read('zendesk/zenpy-users-me.json') as { response: { body: { user: object } } }[]
      const keys = (record: unknown) => Object.keys(record as object).sort()
      assert.equal(keys((await desk('GET /users/me')).at('user')), keys(me!.response.body.user))

      const polls = read('zendesk/zenpy-job-statuses.json') as {
        response: { body: { job_status: Record<string, unknown> } }
      }[]
      const jobs = polls.map(({ response }) => response.body.job_status)
      let reply = await desk('PUT /users/update_many', {
        users: [
          { id: 1, name: 'A' },
          { id: 2, name: 'B' },
        ],
      })
      for (let status: unknown; status !== 'completed'; ) {
        const { job_type, ...job } = reply.at('job_status') as Record<string, unknown>
        status = job['status']
        const like = jobs.find(
          (one) =>
            one['status'] === status && !one['job_type'] && (status !== 'completed' || Array.isArray(one['results'])),
        )
        assert.type(job_type, 'string')
        assert.equal(shape(job), shape(like))
        reply = await desk(`GET /job_statuses/${job['id']}`)
      }
      assert.equal((await desk('GET /users/99')).at(''), { error: 'RecordNotFound', description: 'Not found' })
    }),
  )

  recorded('the sample data becomes worlds of the known size', () => {
    const rd2 = convert(read('salesforce/npsp-rd2.Account.json'), read('salesforce/npsp-rd2.Contact.json'))
    assert.is(rd2.salesforce.contacts.filter(({ Email }) => Email).length, 2000)
    assert.is(rd2.zendesk.organizations.length, 2000)
    const k1 = convert(read('salesforce/npsp-1k.Account.json'), read('salesforce/npsp-1k.Contact.json'))
    const reachable = k1.salesforce.contacts.filter(({ Email }) => Email)
    assert.is(k1.salesforce.contacts.length - reachable.length, 554)
    const people = new Map<string, Set<string | null>>()
    for (const { Email, AccountId } of reachable) {
      const key = Email!.trim().toLowerCase()
      people.set(key, (people.get(key) ?? new Set()).add(AccountId))
    }
    const torn = [...people.values()].filter(({ size }) => size > 1).length
    assert.equal([people.size - torn, torn, reachable.length - people.size - torn], [454, 3, 10])
    assert.is(k1.zendesk.users.length, 0)
  })

  recorded('an account that is not in the file is named', () => {
    const row = { id: 1, FirstName: 'A', LastName: 'B', Email: '', account_id: '7' }
    assert.throws(() => convert([], [row]), /row 1: there is no account 7/)
  })
}

recorded.run()
