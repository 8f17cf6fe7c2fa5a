// The SCIM simulator as Bizagi: other addresses, fewer attributes, short names, and nobody is ever gone.

import * as assert from 'uvu/assert'
import type { Options } from '../../../lib/sandbox/options.ts'
import { idsIn, operations, said, scimOf, scimWorld, USER } from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, send } from '../../kit/wire.ts'

const PROPERTIES = 'urn:ietf:params:scim:schemas:extension:bizagi:2.0:UserProperties'
const bizagi: Options = { scim: { dialect: 'bizagi' } }

const ann = {
  schemas: [USER],
  userName: 'ann@acme.test',
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ value: 'ann@acme.test', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+49 228123456', type: 'mobile', primary: true }],
  [PROPERTIES]: { enabledForAssignation: true, syncId: 'X1' },
}
const world = () =>
  scimWorld({
    users: [
      { id: 'b1', displayName: 'not shown', externalId: 'nor this', ...ann },
      { id: 'b2', userName: 'acme\\bo', name: { givenName: 'Bo' }, active: false },
    ],
  })

const service = suite('sandbox: Bizagi')

service('a user is addressed by id or by name, percent-encoded', () =>
  against(world(), bizagi, async (box) => {
    const ask = scimOf(box)
    for (const name of ['b1', 'ann@acme.test', 'ANN%40acme.test']) {
      assert.is((await ask(`GET /Users/${name}`)).at('id'), 'b1', name)
    }
    assert.is((await ask('GET /Users/acme%5Cbo')).at('id'), 'b2')
    assert.is((await ask('PATCH /Users/ann@acme.test', operations())).status, 204)
    assert.is((await ask('GET /Users/nobody@acme.test')).status, 404)
  }),
)

service('it knows its own attributes alone, has no versions, and tells only its schemas', () =>
  against(world(), bizagi, async (box) => {
    const ask = scimOf(box)
    const user = await ask('GET /Users/b1')
    assert.equal(Object.keys(user.at('') as object).sort(), [
      'active',
      'emails',
      'id',
      'meta',
      'name',
      'phoneNumbers',
      'schemas',
      PROPERTIES,
      'userName',
    ])
    assert.equal([user.headers.get('etag'), user.at('meta.version')], [null, undefined])
    const schemas = await ask('GET /Schemas')
    assert.equal([schemas.at('Resources.0.id'), schemas.at('Resources.1.id')], [USER, PROPERTIES])
    const names = (schemas.at('Resources.1.attributes') as { name: string }[]).map(({ name }) => name)
    assert.equal(names.slice(-2), ['syncId', 'Company'], 'properties of its own')
    for (const path of ['ServiceProviderConfig', 'ResourceTypes', 'Groups', 'Bulk', 'Me']) {
      assert.is((await ask(`GET /${path}`)).status, 404, path)
    }
    const refused = await send(`${box.scim.url}/Schemas`)
    assert.equal(
      [refused.status, refused.text, refused.headers.get('content-type')],
      [401, 'Unauthorized', 'text/plain; charset=utf-8'],
    )
  }),
)

service('a list has a hundred, five hundred at most, and one filter', () => {
  const users = Array.from({ length: 120 }, (_, n) => ({ id: `b${n}`, userName: `user${n}@acme.test` }))
  return against(scimWorld({ users }), bizagi, async (box) => {
    const ask = scimOf(box)
    assert.equal(((await ask('GET /Users')).at('Resources') as []).length, 100)
    assert.is((await ask('GET /Users?count=500')).at('itemsPerPage'), 120)
    assert.equal(said(await ask('GET /Users?count=501')), [400, 'invalidValue'])
    assert.is(idsIn(await ask('GET /Users?filter=userName%20eq%20"USER7@acme.test"')), 'b7')
    assert.equal(said(await ask('GET /Users?filter=active%20eq%20true')), [400, 'invalidFilter'])
    const both = 'userName eq "user7@acme.test" and active eq true'
    assert.equal(said(await ask(`GET /Users?filter=${encodeURIComponent(both)}`)), [400, 'invalidFilter'])
    assert.equal((await ask('GET /Users?attributes=userName&count=1')).at('Resources.0'), {
      schemas: [USER],
      id: 'b0',
      userName: 'user0@acme.test',
    })
  })
})

service('nobody is deleted: they stay, inactive, and their name stays taken', () =>
  against(world(), bizagi, async (box) => {
    const ask = scimOf(box)
    const gone = await ask('DELETE /Users/ann@acme.test')
    assert.equal([gone.status, gone.text], [204, ''])
    assert.is((await ask('GET /Users/b1')).at('active'), false)
    assert.is(idsIn(await ask('GET /Users')), 'b1 b2')
    assert.equal(said(await ask('POST /Users', ann)), [409, 'uniqueness'])
    const back = await ask('PATCH /Users/b1', operations({ op: 'replace', path: 'active', value: true }))
    assert.equal([back.status, back.at('active')], [200, true])
  }),
)

service('what breaks a limit is not stored', () =>
  against(world(), bizagi, async (box) => {
    const ask = scimOf(box)
    const made = { ...ann, userName: 'twenty.five@acme-ab.test2' }
    assert.is(made.userName.length, 25)
    const phone = (value: string) => ({ phoneNumbers: [{ value, type: 'mobile', primary: true }] })
    const broken = {
      'no domain': { userName: 'ann' },
      'over 25 characters': { userName: `x${made.userName}` },
      'a second e-mail': { emails: [{ value: 'a@x.test' }, { value: 'b@x.test' }] },
      'a second phone': { phoneNumbers: [...ann.phoneNumbers, { value: '+49 228123457', type: 'home' }] },
      'no blank after the country code': phone('+49228123456'),
      'no country code': phone('0228 123456'),
      'over 20 characters': phone('+49 22812345678901234'),
      'no name': { name: undefined },
      'no enabledForAssignation': { [PROPERTIES]: { DelegateEnabled: true } },
      'no extension': { [PROPERTIES]: undefined },
    }
    for (const [what, change] of Object.entries(broken)) {
      assert.equal(said(await ask('POST /Users', { ...made, ...change })), [400, 'invalidValue'], what)
    }
    assert.is((await ask('POST /Users', made)).status, 201)
    const longer = operations({ op: 'replace', path: 'userName', value: `x${made.userName}` })
    assert.equal(said(await ask('PATCH /Users/b1', longer)), [400, 'invalidValue'])
    const short = operations({ op: 'replace', path: 'name.givenName', value: 'Bob' })
    assert.is((await ask('PATCH /Users/b2', short)).status, 200, 'who is there needs no property')
    Object.assign(box.world.scim.users[1]!, { userName: `x${made.userName}` })
    assert.is((await ask('DELETE /Users/b2')).status, 204, 'what was so before stays')
  }),
)

service('PATCH ignores what has no path, and adds by replacing', () =>
  against(world(), bizagi, async (box) => {
    const ask = scimOf(box)
    const patch = (...all: object[]) => ask('PATCH /Users/b1', operations(...all))
    const ignored = await patch({ op: 'replace', value: { active: false } })
    assert.equal([ignored.status, ignored.text], [204, ''], 'and says that all is well')
    assert.is(box.world.scim.users[0]?.active, true)
    const value = [{ value: 'new@acme.test', type: 'work', primary: true }]
    assert.equal((await patch({ op: 'add', path: 'emails', value })).at('emails'), value)
    const own = await patch({ op: 'replace', path: `${PROPERTIES}:Company`, value: 'Acme' })
    assert.equal((own.at('') as Record<string, unknown>)[PROPERTIES], {
      enabledForAssignation: true,
      syncId: 'X1',
      Company: 'Acme',
    })
    for (const path of ['displayName', 'externalId', 'nickName', `${PROPERTIES}:Shoe`]) {
      assert.equal(said(await patch({ op: 'add', path, value: 'x' })), [400, 'invalidPath'], path)
    }
  }),
)

service.run()
