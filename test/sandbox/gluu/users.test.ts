// The Gluu simulator: the full list of its SCIM service, and its answers beside the published descriptions.

import * as assert from 'uvu/assert'
import { FEED, gluuFaults, gluuOf, gluuSample, gluuWith, gluuWorld, SCIM, server, since } from '../../kit/gluu.ts'
import { described } from '../../kit/openapi.ts'
import { idsIn } from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, send } from '../../kit/wire.ts'

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:gluu:2.0:User'
const BEGINNING = '2000-01-01T00:00:00Z'

const lists = suite('sandbox: lists of Gluu')

lists('a person of the store is a user of SCIM: the inum is the id, and what it has no place for is an extension', () =>
  against(gluuWorld(), {}, async (box) => {
    const reply = await (await gluuOf(box))(`${SCIM}/Users/i-zoe`)
    assert.match(reply.headers.get('content-type') ?? '', /^application\/scim\+json/)
    const base = `${box.gluu.url}${SCIM}`
    assert.equal(reply.at(''), {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', EXTENSION],
      id: 'i-zoe',
      userName: 'zoe',
      name: { formatted: 'Zoë Quist', familyName: 'Quist', givenName: 'Zoë' },
      displayName: 'Zoë Quist',
      active: true,
      emails: [
        { value: 'zoe@acme.test', type: 'work', primary: true },
        { value: 'zoe@home.test', primary: false },
      ],
      groups: [{ value: 'g1', $ref: `${base}/Groups/g1`, display: 'Support', type: 'direct' }],
      [EXTENSION]: { account: '0015e00000A' },
      meta: {
        resourceType: 'User',
        created: '2025-01-01T00:00:00Z',
        lastModified: '2025-06-01T12:00:00.5Z',
        location: `${base}/Users/i-zoe`,
      },
    })
  }),
)

lists('everybody is listed, those without a stamp too, and only active people are active', () =>
  against(gluuWorld(), {}, async (box) => {
    const ask = await gluuOf(box)
    const reply = await ask(`${SCIM}/Users`)
    assert.equal([reply.at('totalResults'), reply.at('itemsPerPage'), reply.at('startIndex')], [5, 5, 1])
    const users = reply.at('Resources') as { userName: string; active: boolean }[]
    assert.is(users.map(({ userName }) => userName).join(' '), 'zoe ann Bob tool cy')
    assert.equal(
      users.filter(({ active }) => !active).map(({ userName }) => userName),
      ['Bob'],
    )
    assert.is(idsIn(await ask(`${SCIM}/Users?filter=${encodeURIComponent('userName eq "BOB"')}`)), 'i-bob')
    const custom = encodeURIComponent(`${EXTENSION}:account eq "0015e00000A"`)
    assert.is(idsIn(await ask(`${SCIM}/Users?filter=${custom}`)), 'i-zoe')
    const late = encodeURIComponent('meta.lastModified gt "2025-05-15T00:00:00Z"')
    assert.is(idsIn(await ask(`${SCIM}/Users?filter=${late}&sortBy=userName`)), 'i-cy i-zoe')
    assert.equal((await ask(`${SCIM}/Users?filter=nonsense`)).at('scimType'), 'invalidFilter')
    const [one] = (await ask(`${SCIM}/Users?attributes=userName&count=1`)).at('Resources') as object[]
    assert.equal(Object.keys(one!), ['schemas', 'id', 'userName'])
  }),
)

lists('pages count from 1 and hold at most maxCount: more is refused, and an empty page says little', () =>
  against(gluuWorld(), gluuWith({ maxCount: 3 }), async (box) => {
    const ask = await gluuOf(box)
    const first = await ask(`${SCIM}/Users`)
    assert.equal([first.at('totalResults'), idsIn(first)], [5, 'i-zoe i-ann i-bob'])
    assert.is(idsIn(await ask(`${SCIM}/Users?startIndex=4&count=3`)), 'i-tool i-cy')
    const many = await ask(`${SCIM}/Users?count=4`)
    assert.equal(
      [many.status, many.at('scimType'), many.at('detail')],
      [400, 'tooMany', 'Maximum number of results per page is 3'],
    )
    const past = await ask(`${SCIM}/Users?startIndex=6`)
    assert.equal(Object.keys(past.at('') as object), ['schemas', 'totalResults', 'Resources'])
    assert.equal(past.at('Resources'), [])
    assert.equal(Object.keys((await ask(`${SCIM}/Users?count=0`)).at('') as object), ['schemas', 'totalResults'])
  }),
)

lists('groups have members, and who or what is not there is an error of SCIM', () =>
  against(gluuWorld(), {}, async (box) => {
    const ask = await gluuOf(box)
    const group = await ask(`${SCIM}/Groups/g1`)
    assert.equal([group.at('displayName'), group.at('members.0.value')], ['Support', 'i-zoe'])
    assert.is(idsIn(await ask(`${SCIM}/Groups`)), 'g1')
    const nobody = await ask(`${SCIM}/Users/i-nobody`)
    assert.equal([nobody.status, nobody.at('status'), nobody.at('scimType')], [404, '404', ''])
    assert.is((await ask('/identity/restv1/scim/UpdatedGroups')).status, 404)
  }),
)

lists('users, pages and errors are as the description of the SCIM service has them', () =>
  against(gluuWorld(), gluuFaults({ kind: 'server-error', path: '*/Groups' }), async (box) => {
    const yaml = gluuSample('description of SCIM at Gluu', 'gluu-scim-openapi.yaml')
    if (yaml === null) return
    const { at, misfits } = described(yaml)
    const url = new URL((at('servers') as unknown as { url: string }[])[0]!.url)
    assert.is(url.pathname, SCIM)
    const ask = await gluuOf(box)
    const shape = (name: string) => at('components', 'schemas', name)
    assert.equal(misfits((await ask(`${SCIM}/Users`)).at(''), shape('UserListResponse')), [])
    assert.equal(misfits((await ask(`${SCIM}/Users/i-zoe`)).at(''), shape('UserResource')), [])
    assert.equal(misfits((await ask(`${SCIM}/Users?count=1000`)).at(''), shape('ErrorResponse')), [])
    assert.equal(misfits((await ask(`${SCIM}/Groups`)).at(''), shape('ErrorResponse')), [])
    assert.equal(misfits((await ask(`${SCIM}/Groups`)).at(''), shape('GroupListResponse')), [])
    const config = await send(`${box.gluu.url}${SCIM}/ServiceProviderConfig`)
    assert.equal(misfits(config.at(''), shape('ServiceProviderConfigResponse')), [])
    assert.is(config.at('filter.maxResults'), 200)
    const { tokenUrl } = at('components', 'securitySchemes', 'scim_oauth', 'flows', 'clientCredentials') as {
      tokenUrl: string
    }
    const configuration = await send(`${box.gluu.url}/.well-known/openid-configuration`)
    assert.is(new URL(String(configuration.at('token_endpoint'))).pathname, new URL(tokenUrl).pathname)
  }),
)

lists('UpdatedUsers is as its description has it, but for two things that the code does otherwise', () =>
  against(gluuWorld(), {}, async (box) => {
    const yaml = gluuSample('description of UpdatedUsers', 'resource_changes.yaml')
    if (yaml === null) return
    const { at, misfits } = described(yaml)
    assert.is(`${at('basePath')}/UpdatedUsers`, FEED)
    const { parameters, responses } = at('paths', '/UpdatedUsers', 'get') as unknown as {
      parameters: { name: string }[]
      responses: Record<string, { schema: object }>
    }
    const ask = await gluuOf(box)
    const reply = await since(ask, BEGINNING)
    assert.equal(misfits(reply.at(''), at('definitions', 'SearchResponse')), [])
    const lists = (reply.at('results') as object[]).flatMap((one) => Object.values(one))
    assert.ok(lists.every(Array.isArray))

    const made = await since(ask, BEGINNING, { start: '1', pageSize: '1' })
    assert.equal(misfits(made.at(''), at('definitions', 'SearchResponse')), ['.latestUpdateAt: missing'])
    const printed = parameters.map(({ name }) => name).filter((name) => name !== 'Authorization')
    assert.equal(printed, ['timeStamp', 'start', 'pagesize'])
    const asked = await ask(`${FEED}?timeStamp=${BEGINNING}&start=0&pagesize=10`)
    assert.is(asked.status, 400)
    assert.type(asked.at('detail'), 'string')
    box.faults.gluu.add({ kind: 'server-error' })
    const failed = await since(ask, BEGINNING)
    const { example } = (responses['500']!.schema as { properties: { detail: { example: string } } }).properties.detail
    assert.equal([failed.status, failed.at('detail')], [500, example])
  }),
)

lists('the person of the documented reply comes out as documented', async () => {
  const text = gluuSample('documented reply of UpdatedUsers', 'updated-users.documented-response.json')
  if (text === null) return
  const [documented] = (JSON.parse(text) as { results: Record<string, unknown[]>[] }).results
  const stored = Object.entries(documented!).map(([name, values]) => [name, values.length === 1 ? values[0] : values])
  await against(gluuWorld({ users: [Object.fromEntries(stored)] }), {}, async (box) => {
    const reply = await since(await gluuOf(box), '2019-12-25T01:27:29.934Z')
    assert.equal(reply.at(''), { total: 1, latestUpdateAt: '2019-12-25T01:27:29.934Z', results: [documented] })
  })
})

lists('containers have another path, and Janssen has paths, names and scopes of its own', async () => {
  await against(gluuWorld(), {}, async (box) => {
    const ask = await gluuOf(box)
    assert.is((await since(ask, BEGINNING, {}, '/scim/restv1/scim/UpdatedUsers')).at('total'), 4)
    const one = await ask('/scim/restv1/scim/v2/Users/i-ann')
    assert.is(one.at('meta.location'), `${box.gluu.url}/scim/restv1/scim/v2/Users/i-ann`)
  })
  await against(gluuWorld({ users: server().users.slice(2, 3) }), gluuWith({ product: 'janssen' }), async (box) => {
    const ask = await gluuOf(box, 'https://jans.io/scim/users.read')
    const reply = await since(ask, BEGINNING, {}, '/jans-scim/restv1/v2/UpdatedUsers')
    assert.equal(reply.at('results.0'), {
      inum: ['i-bob'],
      jansCreationTimestamp: ['2025-04-01T00:00:00Z'],
      jansStatus: ['expired'],
      uid: ['Bob'],
      updatedAt: ['2025-05-01T00:00:00Z'],
    })
    assert.is((await ask('/jans-scim/restv1/v2/Users')).at('totalResults'), 1)
    assert.is((await since(ask, BEGINNING)).status, 404)
    assert.is((await (await gluuOf(box))('/jans-scim/restv1/v2/Users')).status, 403, 'scopes of Gluu')
  })
})

lists.run()
