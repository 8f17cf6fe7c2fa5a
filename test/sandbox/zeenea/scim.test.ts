// The Zeenea simulator's SCIM: the same people and sets, one page, few filters.

import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { sample } from '../../kit/samples.ts'
import { idsIn, operations, said, USER } from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, send } from '../../kit/wire.ts'
import { fileOf, graphqlOf, zeeneaFaults, zeeneaScimOf, zeeneaWith, zeeneaWorld } from '../../kit/zeenea.ts'

const service = suite('sandbox: SCIM of Zeenea')

service('the key is a bearer token, and X-API-SECRET is none', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const url = `${box.env['ZEENEA_SCIM_URL']}/Users`
    const refused = await send(url, { headers: { 'x-api-secret': box.env['ZEENEA_API_SECRET']! } })
    assert.equal([refused.status, refused.at('detail')], [401, 'Invalid bearer'])
    assert.is((await zeeneaScimOf(box)('GET /Users')).status, 200)
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
      assert.is((await zeeneaScimOf(box)(`GET ${path}`)).status, 200, path)
      assert.is((await zeeneaScimOf(box, 'Bearer other')(`GET ${path}`)).status, 401, path)
    }
    const [location] = [(await zeeneaScimOf(box)('GET /ResourceTypes')).at('Resources.0.meta.location')]
    assert.is(location, `${box.env['ZEENEA_SCIM_URL']}/ResourceTypes/User`)
  }),
)

service('a user has the shape that was observed, a phone and sets where there are any', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = zeeneaScimOf(box)
    const ann = (await ask('GET /Users/u2')).at('') as object
    assert.equal(ann, {
      schemas: [USER],
      id: 'u2',
      userName: 'Ann@acme.test',
      name: { familyName: 'Lee, "Jr."\nof York', givenName: 'Ann' },
      active: true,
      emails: [{ value: 'Ann@acme.test' }],
      phones: [{ value: '+49 228 1' }],
      groups: [
        { value: 'steward', display: 'Data Steward' },
        { value: 'explorer', display: 'Explorer' },
      ],
    })
    const file = sample('observed SCIM user', 'zeenea', 'scim-user.observed.json')
    if (file !== null) {
      const seen = JSON.parse(readFileSync(file, 'utf8'))
      assert.equal(Object.keys((await ask('GET /Users/u1')).at('') as object), Object.keys(seen))
    }
    assert.is((await ask('GET /Users/u4')).at('groups'), undefined)
    assert.is((await ask('GET /Users/u9')).status, 404)
  }),
)

service('a list is its first page: a hundred, a thousand at most, whatever startIndex says', () => {
  const users = Array.from({ length: 1100 }, (_, n) => ({
    id: `u${n}`,
    email: `u${n}@acme.test`,
    permissionSets: ['a'],
  }))
  return against(zeeneaWorld({ permissionSets: [{ id: 'a', name: 'Super Admin' }], users }), {}, async (box) => {
    const ask = zeeneaScimOf(box)
    const page = async (query: string) => {
      const { at } = await ask(`GET /Users?${query}`)
      return ['totalResults', 'itemsPerPage', 'startIndex', 'Resources.0.id'].map(at)
    }
    assert.equal(await page(''), [1100, 100, 1, 'u0'])
    assert.equal(await page('count=5000'), [1100, 1000, 1, 'u0'])
    assert.equal(await page('count=2&startIndex=101'), [1100, 2, 1, 'u0'])
    assert.equal(await page('count=1&sortBy=userName&sortOrder=descending'), [1100, 1, 1, 'u9'])
    assert.equal(said(await ask('GET /Users?count=all')), [400, 'invalidValue'])
  })
})

service('users are filtered by four names and joined by `and`; groups by their name alone', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = zeeneaScimOf(box)
    const found = async (kind: string, filter: string) => {
      const reply = await ask(`GET /${kind}?filter=${encodeURIComponent(filter)}`)
      return reply.status === 200 ? idsIn(reply) : `${reply.status} ${reply.at('scimType')}`
    }
    const cases = {
      'userName eq "ANN@ACME.TEST"': 'u2',
      'externalId eq "ann@acme.test"': 'u2',
      'email sw "ann" and displayName co "\\"Jr.\\""': 'u2',
      'displayName ew " 王"': 'u4',
      'userName pr': 'u1 u2 u3 u4',
      'userName eq "a" or userName eq "b"': '400 invalidFilter',
      'userName ne "a"': '400 invalidFilter',
      'not (userName pr)': '400 invalidFilter',
      'name.givenName eq "Ann"': '400 invalidFilter',
    }
    for (const [filter, ids] of Object.entries(cases)) assert.is(await found('Users', filter), ids, filter)
    assert.is(await found('Groups', 'displayName eq "explorer"'), 'explorer explorer2')
    assert.is(await found('Groups', 'not (displayName eq "Explorer") or displayName gt "z"'), 'admin steward')
    assert.is(await found('Groups', 'externalId eq "DS"'), '400 invalidFilter')
  }),
)

service('a user is made without a group, renamed by a PATCH, and leaves a contact', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = zeeneaScimOf(box)
    const post = (userName: unknown) =>
      ask('POST /Users', {
        schemas: [USER],
        userName,
        name: { givenName: 'Bo', familyName: 'Ek' },
        phones: [{ value: '1' }],
      })
    const made = await post('bo@acme.test')
    assert.equal([made.status, made.at('groups'), made.at('phones.0.value')], [201, undefined, '1'])
    for (const [userName, status, why] of [
      ['BO@acme.test', 409, 'uniqueness'],
      ['past@acme.test', 409, 'uniqueness'],
      ['bo', 400, 'invalidValue'],
      [undefined, 400, 'invalidValue'],
    ] as const) {
      assert.equal(said(await post(userName)), [status, why], userName)
    }
    const bare = { method: 'POST', headers: { authorization: `Bearer ${box.env['ZEENEA_API_SECRET']}` }, body: '{}' }
    assert.is((await send(`${box.env['ZEENEA_SCIM_URL']}/Users`, bare)).status, 415)
    const patch = (operation: object) => ask('PATCH /Users/u2', operations(operation))
    const named = await patch({ op: 'replace', value: { name: { familyName: 'Doe', givenName: 'John' } } })
    assert.equal(
      [named.status, named.at('name'), named.at('phones.0.value')],
      [200, { familyName: 'Doe', givenName: 'John' }, '+49 228 1'],
    )
    assert.is((await patch({ op: 'remove', path: 'phones' })).at('phones'), undefined)
    for (const [path, value] of [
      ['userName', 'new@acme.test'],
      ['emails', [{ value: 'new@acme.test' }]],
      ['active', false],
      ['groups', []],
    ]) {
      assert.equal(said(await patch({ op: 'replace', path, value })), [400, 'mutability'], String(path))
    }
    assert.is((await ask('DELETE /Users/u2')).status, 204)
    assert.is(box.world.zeenea.contacts.at(-1)?.email, 'Ann@acme.test')
    assert.equal([(await ask('DELETE /Users/u1')).status, (await ask('DELETE /Users/u3')).status], [403, 403])
  }),
)

service('a contact may become a user, where the instance lets it', () =>
  against(zeeneaWorld(), zeeneaWith({ scimTakesContacts: true }), async (box) => {
    const made = await zeeneaScimOf(box)('POST /Users', { schemas: [USER], userName: 'past@acme.test' })
    assert.equal([made.status, box.world.zeenea.contacts.length], [201, 1])
  }),
)

service('groups are permission sets: members come and go, in both ways of saying it', () =>
  against(zeeneaWorld(), zeeneaWith({ scimMembers: true }), async (box) => {
    const ask = zeeneaScimOf(box)
    const groups = await ask('GET /Groups')
    assert.equal(groups.at('Resources.1'), {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      id: 'steward',
      displayName: 'Data Steward',
      externalId: 'DS',
      members: [{ value: 'u2' }, { value: 'u3' }],
    })
    const patch = (id: string, op: string, value: string, path = 'members') =>
      ask(`PATCH /Groups/${id}`, operations({ op, path, value: [{ value }] }))
    const sets = () => box.world.zeenea.users[3]?.permissionSets
    assert.is((await patch('explorer', 'add', 'u4')).status, 204)
    assert.is((await patch('steward', 'add', 'u4')).status, 204)
    assert.equal(sets(), ['explorer', 'steward'])
    assert.is((await patch('explorer', 'remove', 'u4')).status, 204)
    assert.equal(sets(), ['steward'])
    await ask('PATCH /Groups/steward', operations({ op: 'remove', path: 'members[value eq "u4"]' }))
    assert.equal(sets(), [])
    assert.equal(said(await patch('steward', 'add', 'u9')), [400, 'invalidValue'])
    assert.is((await patch('admin', 'add', 'u4')).status, 403)
    const named = await ask('PATCH /Groups/explorer2', operations({ op: 'replace', path: 'displayName', value: null }))
    assert.equal(said(named), [400, 'invalidValue'])
    assert.is((await patch('nothing', 'add', 'u4')).status, 404)
    await patch('explorer', 'add', 'u2')
    const { text } = await send(await fileOf(graphqlOf(box)))
    assert.match(text, /"\+49 228 1","steward"/)
  }),
)

service('members are not shown unless that is wanted, and no group is made, replaced or deleted', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = zeeneaScimOf(box)
    assert.is((await ask('GET /Groups')).at('Resources.1.members'), undefined)
    for (const route of [
      'POST /Groups',
      'PUT /Groups/steward',
      'DELETE /Groups/steward',
      'PUT /Users/u2',
      'POST /Me',
    ]) {
      assert.is((await ask(route, {})).status, 405, route)
    }
  }),
)

service('faults: no bearer, and a list that lacks people though it tells their number', () =>
  against(zeeneaWorld(), zeeneaFaults({ kind: 'unauthorized' }, { kind: 'missing-rows' }), async (box) => {
    const ask = zeeneaScimOf(box)
    assert.is((await ask('GET /Users')).at('detail'), 'Invalid bearer')
    const short = await ask('GET /Users')
    assert.equal([idsIn(short), short.at('totalResults')], ['u1 u2', 4])
  }),
)

service.run()
