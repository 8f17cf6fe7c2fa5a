// What a SCIM server that is not ours does, and a client of it has to survive.

import * as assert from 'uvu/assert'
import { type Options, type Scimmy, scimmy } from '../../kit/scimmy.ts'
import { suite } from '../../kit/suite.ts'
import { json, type Reply, send } from '../../kit/wire.ts'

type Ask = (route: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const people = ['Ann', 'bo', 'cy'].map((name) => ({ id: name, userName: `${name}@acme.test` }))

const bearing =
  ({ url, token }: Scimmy): Ask =>
  (route, body, headers) => {
    const [method = '', path = ''] = route.split(' ')
    const init = body === undefined ? { headers: { authorization: `Bearer ${token}` } } : json(body, token)
    return send(url + path, { method, ...init, headers: { ...init.headers, ...headers } })
  }

async function against(options: Options, work: (ask: Ask, server: Scimmy) => Promise<void>) {
  const server = await scimmy({ users: people, ...options })
  try {
    await work(bearing(server), server)
  } finally {
    await server.close()
  }
}

const patch = (...operations: object[]) => ({ schemas: [PATCH], Operations: operations })
const where = (filter: string) => `filter=${encodeURIComponent(filter)}`
const ids = ({ at }: Reply) => (at('Resources') as { id: string }[]).map(({ id }) => id)

const users = suite('scimmy: users')

users('what is created has its place in the body, and no Location', () =>
  against({}, async (ask, { url, users }) => {
    const made = await ask('POST /Users', { userName: 'dan@acme.test', nickname: 'Dan', shoeSize: 44 })
    assert.is(made.status, 201)
    assert.is(made.headers.get('location'), null)
    assert.is(made.at('meta.location'), `${url}/Users/${made.at('id')}`)
    assert.is(made.at('nickName'), 'Dan')
    assert.is(users.get(String(made.at('id')))?.['shoeSize'], undefined)
  }),
)

users('a userName is taken in whatever case, and found in its own alone', () =>
  against({}, async (ask) => {
    const again = await ask('POST /Users', { userName: 'ANN@acme.test' })
    assert.equal([again.status, again.at('status'), again.at('scimType')], [409, '409', 'uniqueness'])
    assert.equal(ids(await ask(`GET /Users?${where('username EQ "Ann@acme.test"')}`)), ['Ann'])
    assert.equal(ids(await ask(`GET /Users?${where('userName eq "ann@acme.test"')}`)), [])
  }),
)

users('a PATCH answers 200 where it changed something, and else an empty 204', () =>
  against({}, async (ask, { users }) => {
    const leave = patch({ op: 'replace', path: 'active', value: false })
    const first = await ask('PATCH /Users/bo', leave)
    assert.equal([first.status, first.at('active')], [200, false])
    const after = users.get('bo')
    const second = await ask('PATCH /Users/bo', leave)
    assert.equal([second.status, second.text], [204, ''])
    assert.equal(users.get('bo'), after)
    const words = await ask('PATCH /Users/bo', patch({ op: 'Replace', path: 'active', value: 'True' }))
    assert.equal([words.status, words.at('scimType')], [400, 'invalidValue'])
  }),
)

users('If-Match is not looked at, and the ETag is of the body', () =>
  against({}, async (ask) => {
    const read = await ask('GET /Users/cy')
    assert.match(read.headers.get('etag') ?? '', /^W\/"/)
    assert.is(read.at('meta.version'), undefined)
    const wrong = { 'if-match': 'W/"of another version"' }
    assert.is((await ask('PUT /Users/cy', { userName: 'cyd@acme.test' }, wrong)).status, 200)
    assert.is((await ask('DELETE /Users/cy', undefined, wrong)).status, 204)
    assert.is((await ask('GET /Users/cy')).status, 404)
  }),
)

users('a filter on emails fails as soon as one user has none', () =>
  against({ users: [{ id: 'Ann', userName: 'Ann', emails: [{ value: 'ann@acme.test' }] }] }, async (ask) => {
    for (const filter of ['emails.value eq "ann@acme.test"', 'emails[value eq "ann@acme.test"]']) {
      assert.equal(ids(await ask(`GET /Users?${where(filter)}`)), ['Ann'])
      const { at } = await ask('POST /Users', { userName: filter })
      const failed = await ask(`GET /Users?${where(filter)}`)
      assert.equal([failed.status, failed.at('scimType')], [400, 'invalidValue'])
      await ask(`DELETE /Users/${at('id')}`)
    }
  }),
)

users('a filter on an extension or an unknown attribute finds nobody', () => {
  const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  const ann = { id: 'Ann', userName: 'Ann', [extension]: { department: 'Sales' } }
  return against({ users: [ann] }, async (ask) => {
    assert.equal((await ask('GET /Users/Ann')).at('schemas'), ['urn:ietf:params:scim:schemas:core:2.0:User', extension])
    assert.equal(ids(await ask(`GET /Users?${where(`${extension}:department eq "Sales"`)}`)), [])
    assert.equal(ids(await ask(`GET /Users?${where('shoeSize eq 44')}`)), [])
  })
})

users.run()

const lists = suite('scimmy: lists')

lists('beyond the end the first ones come again', () =>
  against({}, async (ask) => {
    assert.equal(ids(await ask('GET /Users?startIndex=3&count=2')), ['cy'])
    const beyond = await ask('GET /Users?startIndex=4&count=2')
    assert.equal(ids(beyond), ['Ann', 'bo'])
    assert.equal([beyond.at('startIndex'), beyond.at('totalResults')], [4, 3])
  }),
)

lists('itemsPerPage is what was asked for, not what came', () =>
  against({}, async (ask) => {
    const { at } = await ask('GET /Users?count=500')
    assert.equal([at('itemsPerPage'), at('totalResults'), at('Resources.length')], [500, 3, 3])
    assert.is((await ask('GET /Users')).at('itemsPerPage'), 20)
    assert.equal(ids(await ask('GET /Users?count=0')), [])
  }),
)

lists.run()

const groups = suite('scimmy: groups')

groups('a member can be added twice, and is removed as often', () =>
  against({ groups: [{ id: 'staff', displayName: 'Staff', members: [{ value: 'bo' }] }] }, async (ask) => {
    const add = patch({ op: 'add', path: 'members', value: [{ value: 'cy' }] })
    await ask('PATCH /Groups/staff', add)
    assert.equal((await ask('PATCH /Groups/staff', add)).at('members'), [
      { value: 'bo' },
      { value: 'cy' },
      { value: 'cy' },
    ])
    assert.equal((await ask('GET /Users/cy')).at('groups'), [{ value: 'staff', display: 'Staff', type: 'direct' }])
    const remove = patch({ op: 'remove', path: 'members[value eq "cy"]' })
    assert.equal((await ask('PATCH /Groups/staff', remove)).at('members'), [{ value: 'bo' }])
    assert.is((await ask('PATCH /Groups/staff', remove)).status, 204)
    assert.is((await ask('GET /Users/cy')).at('groups'), undefined)
  }),
)

groups.run()

const servers = suite('scimmy: servers')

servers('several at once keep their own users and places', () =>
  against({}, (one, { url }) =>
    against({ users: [] }, async (two, other) => {
      const names = Array.from({ length: 20 }, (_, n) => `user-${n}`)
      const made = (ask: Ask) => Promise.all(names.map((userName) => ask('POST /Users', { userName })))
      const [here, there] = await Promise.all([made(one), made(two)])
      const isOf = (base: string) => (reply: Reply) => String(reply.at('meta.location')).startsWith(`${base}/Users/`)
      assert.ok(here.every(isOf(url)) && there.every(isOf(other.url)))
      assert.equal([(await one('GET /Users')).at('totalResults'), other.users.size], [23, 20])
    }),
  ),
)

servers('a token is asked for, and can end', () =>
  against({ tokenLife: 1 }, async (ask, server) => {
    assert.is((await ask('GET /Users', undefined, { authorization: 'Bearer other' })).status, 401)
    assert.is((await ask('GET /Users/bo?attributes=userName')).status, 200)
    const ended = await ask('GET /Users')
    assert.equal([ended.status, ended.at('status')], [401, '401'])
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'api' })
    const authorization = `Basic ${btoa(`client:${server.token}`)}`
    const next = await send(server.tokenUrl, { method: 'POST', body, headers: { authorization } })
    const renewed = { authorization: `Bearer ${next.at('access_token')}` }
    assert.is((await ask('PATCH /Users/bo', patch({ op: 'remove', path: 'title' }), renewed)).status, 204)
    assert.equal(
      server.requests.map(({ method, path, query, status }) => [method, path, query, status]),
      [
        ['GET', '/Users', '', 401],
        ['GET', '/Users/bo', 'attributes=userName', 200],
        ['GET', '/Users', '', 401],
        ['POST', '/token', '', 200],
        ['PATCH', '/Users/bo', '', 204],
      ],
    )
    assert.equal(server.requests.at(-1)?.body, patch({ op: 'remove', path: 'title' }))
  }),
)

servers.run()
