// The SCIM simulator: its lists, and how users and groups come and go.

import * as assert from 'uvu/assert'
import { readWorld } from '../../../lib/sandbox/worlds/world-file.ts'
import {
  ENTERPRISE,
  filtered,
  GROUP,
  idsIn,
  said,
  scimOf,
  scimSample,
  scimWorld,
  service,
  USER,
} from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against } from '../../kit/wire.ts'

const lists = suite('sandbox: SCIM lists')

lists('a page starts at startIndex, counted from one, and tells how many there are', () =>
  against(scimWorld(), { scim: { maxResults: 2 } }, async (box) => {
    const ask = scimOf(box)
    const page = async (query: string) => {
      const reply = await ask(`GET /Users?${query}`)
      const numbers = ['startIndex', 'itemsPerPage', 'totalResults'].map((name) => reply.at(name))
      return [idsIn(reply), ...numbers]
    }
    assert.equal(await page(''), ['u1 u2', 1, 2, 3], 'capped')
    assert.equal(await page('startIndex=3&count=2'), ['u3', 3, 1, 3])
    assert.equal(await page('startIndex=0&count=1'), ['u1', 1, 1, 3])
    assert.equal(await page('count=-3'), ['', 1, 0, 3])
    assert.is((await ask('GET /Users?startIndex=4')).at('Resources'), undefined)
    assert.equal(said(await ask('GET /Users?count=all')), [400, 'invalidValue'])
    assert.is(idsIn(await ask('GET /Users?sortBy=title')), 'u2 u1')
  }),
)

lists('a filter knows where case counts, joins and nests', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const cases = {
      'userName eq "ANN@ACME.TEST"': 'u1',
      'USERNAME Eq "ann@acme.test"': 'u1',
      [`${USER}:userName sw "bo@"`]: 'u2',
      'externalId eq "SALESFORCE:X1"': '',
      'externalId eq "salesforce:X1"': 'u1',
      'userName eq "acme\\\\cy \\"c\\""': 'u3',
      'emails[type eq "work" and value ew "@acme.test"]': 'u1',
      'emails[type eq "home" and value ew "@acme.test"]': '',
      'emails.value co "HOME"': 'u1',
      'emails eq "ann@home.test"': 'u1',
      'title pr or emails pr': 'u1 u2',
      'not (title pr) and (active eq true or displayName eq "Bo")': 'u1 u3',
      'displayName eq "Bo" or displayName eq "Cy" and active eq false': 'u2',
      'active ne true': 'u2',
      'title ne "Clerk"': 'u1 u3',
      'title eq null': 'u1 u3',
      'meta.lastModified gt "2025-01-01T00:00:00Z"': 'u3',
      [`${ENTERPRISE}:organization eq "acme"`]: 'u1',
      'groups.value eq "g1"': 'u1 u2',
      'shoeSize eq 44': '',
      'userName eq mark': '400 invalidFilter',
      'userName like "a"': '400 invalidFilter',
      '(userName pr': '400 invalidFilter',
      'active gt true': '400 invalidFilter',
    }
    for (const [filter, ids] of Object.entries(cases)) assert.is(await filtered(ask, filter), ids, filter)
  }),
)

lists('attributes and excludedAttributes choose what is shown, and an id is always there', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const few = await ask(
      `GET /Users/u1?attributes=name.givenName,name.familyName,emails.type,${ENTERPRISE}:organization`,
    )
    assert.equal(few.at(''), {
      schemas: [USER, ENTERPRISE],
      id: 'u1',
      name: { givenName: 'Ann', familyName: 'Lee' },
      emails: [{ type: 'work' }, { type: 'home' }],
      [ENTERPRISE]: { organization: 'Acme' },
    })
    const rest = await ask(`GET /Users?excludedAttributes=id,emails,meta,name.givenName,groups,${ENTERPRISE}`)
    assert.equal(rest.at('Resources.0'), {
      schemas: [USER, ENTERPRISE],
      id: 'u1',
      userName: 'Ann@acme.test',
      externalId: 'salesforce:X1',
      displayName: 'Ann Lee',
      name: { familyName: 'Lee' },
      active: true,
    })
  }),
)

lists.run()

const writes = suite('sandbox: SCIM users and groups')

writes('who is made has a place and a version, and what nobody knows is left out', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const said = { schemas: [USER], id: 'mine', userName: 'di@acme.test', shoeSize: 44, groups: [{ value: 'g1' }] }
    const made = await ask('POST /Users', { ...said, emails: [{ value: 'di@acme.test', colour: 'red' }], TITLE: 'Dr' })
    const location = `${box.scim.url}/Users/${made.at('id')}`
    assert.equal([made.status, made.headers.get('location'), made.at('meta.location')], [201, location, location])
    assert.is(made.headers.get('content-type'), 'application/scim+json; charset=utf-8')
    assert.is(made.headers.get('etag'), made.at('meta.version'))
    const { id, meta, ...rest } = made.at('') as Record<string, unknown>
    assert.is.not(id, 'mine')
    const emails = [{ value: 'di@acme.test' }]
    assert.equal(rest, { schemas: [USER], userName: 'di@acme.test', emails, title: 'Dr', active: true })
    assert.equal((await ask(`GET /Users/${id}`)).at(''), { id, meta, ...rest })
    assert.is(box.world.scim.users[3]?.userName, 'di@acme.test')
  }),
)

writes("the RFC's own examples of a user are stored as they are", () =>
  against(scimWorld({}), {}, async (box) => {
    const ask = scimOf(box)
    for (const file of ['rfc7643-s8.1-01.json', 'rfc7643-s8.3-03.json']) {
      const example = scimSample('SCIM full user', 'rfc', file)
      if (!example) return
      const { id, meta, groups, password, ...kept } = example as Record<string, unknown>
      const made = await ask('POST /Users', { ...example, userName: `${kept['userName']}.${file}` })
      assert.is(made.status, 201, file)
      const { id: _, meta: __, active = true, ...rest } = made.at('') as Record<string, unknown>
      const manager = kept[ENTERPRISE] as { manager: { displayName?: string } } | undefined
      delete manager?.manager.displayName // read only
      assert.equal({ ...rest, active }, { active: true, ...kept, userName: `${kept['userName']}.${file}` }, file)
    }
  }),
)

writes('what cannot be stored is refused with its reason', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const user = { schemas: [USER], userName: 'new@acme.test' }
    const refused = async (body: unknown) => said(await ask('POST /Users', body))
    assert.equal(await refused({ ...user, userName: 'BO@acme.test' }), [409, 'uniqueness'])
    assert.equal(await refused({ ...user, userName: ' ' }), [400, 'invalidValue'])
    assert.equal(await refused({ userName: 'new@acme.test' }), [400, 'invalidSyntax'])
    assert.equal(await refused('{"schemas":'), [400, 'invalidSyntax'])
    assert.equal(await refused({ ...user, active: 'True' }), [400, 'invalidValue'])
    assert.equal(await refused({ ...user, displayName: 5 }), [400, 'invalidValue'])
    assert.equal(await refused({ ...user, emails: { value: 'a' } }), [400, 'invalidValue'])
    const emails = [1, 2].map((n) => ({ value: `${n}@acme.test`, primary: true }))
    assert.equal(await refused({ ...user, emails }), [400, 'invalidValue'])
    assert.is(box.world.scim.users.length, 3)
  }),
)

writes('PUT clears what it leaves out, minds the version and makes nobody', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const version = (await ask('GET /Users/u2')).headers.get('etag')!
    const body = { schemas: [USER], userName: 'bo@acme.test' }
    const put = await ask('PUT /Users/u2', body, { 'if-match': version })
    assert.equal([put.status, put.at('title'), put.at('active'), put.at('id')], [200, undefined, true, 'u2'])
    assert.is.not(put.headers.get('etag'), version)
    assert.equal(said(await ask('PUT /Users/u2', body, { 'if-match': version })), [412, null])
    assert.equal(said(await ask('PUT /Users/u9', body)), [404, null])
    assert.is((await ask('GET /Users/u2', undefined, { 'if-none-match': put.headers.get('etag')! })).status, 304)
  }),
)

writes('who is deleted is gone, from the groups too', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    assert.equal((await ask('GET /Users/u1')).at('groups.0.display'), 'Support')
    assert.equal([(await ask('DELETE /Users/u1')).status, (await ask('DELETE /Users/u1')).status], [204, 404])
    assert.is(idsIn(await ask('GET /Users')), 'u2 u3')
    assert.equal(box.world.scim.groups[0]?.members, [{ value: 'u2' }])
    assert.is((await ask('POST /Users', { schemas: [USER], userName: 'ann@acme.test' })).status, 201)
  }),
)

writes('groups have members that there are', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const members = [{ value: 'u3', display: 'a lie' }, { value: 'g1' }, { value: 'u3' }]
    const made = await ask('POST /Groups', { schemas: [GROUP], displayName: 'Billing', members })
    assert.equal(made.at('members'), [
      { value: 'u3', $ref: `${box.scim.url}/Users/u3`, display: 'Cy', type: 'User' },
      { value: 'g1', $ref: `${box.scim.url}/Groups/g1`, display: 'Support', type: 'Group' },
    ])
    assert.is((await ask('GET /Users/u3')).at('groups.0.value'), made.at('id'))
    const nobody = { schemas: [GROUP], displayName: 'None', members: [{ value: 'u9' }] }
    assert.equal(said(await ask('POST /Groups', nobody)), [400, 'invalidValue'])
    assert.equal(said(await ask('POST /Groups', { schemas: [GROUP] })), [400, 'invalidValue'])
    assert.is((await ask('GET /Groups?filter=displayName%20eq%20"billing"')).at('totalResults'), 1)
    assert.is((await ask('DELETE /Groups/g1')).status, 204)
    assert.is((await ask(`GET /Groups/${made.at('id')}`)).at('members.1'), undefined)
  }),
)

writes('a world with somebody twice, or a member who is nobody, is refused', () => {
  const { users, groups } = service()
  const refused = (scim: object, words: RegExp) => assert.throws(() => readWorld({ scim }), words)
  refused({ users: [...users, { id: 'u4', userName: 'BO@acme.test' }] }, /scim\.users\.3: bo@acme\.test is there twice/)
  refused({ users: [...users, { id: 'g1', userName: 'x' }], groups }, /scim\.4: g1 is there twice/)
  refused({ groups }, /scim\.groups\.0\.members\.0: there is no u1/)
})

writes.run()
