// The Zeenea simulator: GraphQL, who may ask, and what its answers look like.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildClientSchema, getIntrospectionQuery, parse, validate } from 'graphql'
import * as assert from 'uvu/assert'
import { sample } from '../../kit/samples.ts'
import { suite } from '../../kit/suite.ts'
import { against, send } from '../../kit/wire.ts'
import { graphqlOf, refusal, writing, zeeneaFaults, zeeneaWith, zeeneaWorld } from '../../kit/zeenea.ts'

const LIST = '{ listPermissionSets { id name builtIn licenseType permissions { permission scope } } }'

const wire = suite('sandbox: Zeenea over the wire')

wire('the key is in X-API-SECRET, and nowhere else', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const secret = box.env['ZEENEA_API_SECRET']!
    const signs: Record<string, string>[] = [
      { accept: '*/*' },
      { 'x-api-secret': 'other' },
      { authorization: `Bearer ${secret}` },
    ]
    for (const sign of signs) {
      const refused = await graphqlOf(box, sign)(LIST)
      assert.equal([refused.status, refused.at('status')], [401, 401])
      assert.is(refused.headers.get('content-type'), 'application/problem+json')
      assert.equal(Object.keys(refused.at('') as object), ['type', 'title', 'status', 'detail'])
    }
    assert.is((await graphqlOf(box)(LIST)).status, 200)
    const headers = { 'x-api-secret': secret }
    assert.is((await send(`${box.zeenea.url}/api/catalog/graphql`, { method: 'POST', headers })).status, 404)
    const url = `${box.zeenea.url}/public-api/catalog/graphql`
    for (const body of ['{', '{}', ''])
      assert.is((await send(url, { method: 'POST', headers, body })).status, 400, body)
  }),
)

wire('the documents of the documentation are valid, and introspection tells so', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const schema = buildClientSchema((await graphqlOf(box)(getIntrospectionQuery())).at('data') as never)
    const folder = sample('documents of Zeenea', 'zeenea', 'documents')
    if (folder === null) return
    const files = readdirSync(folder)
    assert.ok(files.length > 5)
    for (const file of files) {
      assert.equal(validate(schema, parse(readFileSync(join(folder, file), 'utf8'))), [], file)
    }
  }),
)

wire('what is not valid is 400, or 200 where that is wanted; what fails is 200, and all data is null', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const invalid = [
      '{ listUsers { id } }',
      '{',
      'query ($a: Nothing!) { listPermissionSets { id } }',
      writing('createUser', {}),
    ]
    for (const document of invalid) {
      const reply = await graphqlOf(box)(document)
      assert.equal([reply.status, reply.at('data'), typeof reply.at('errors.0.message')], [400, undefined, 'string'])
    }
    const typed = 'query ($id: ID!) { loadUserById(input: { id: $id }) { email } }'
    assert.is((await graphqlOf(box)(typed)).status, 400, 'a variable that is not there')
    assert.is((await graphqlOf(box)(typed, { id: 'u1' })).at('data.loadUserById.email'), 'root@acme.test')
    await against(zeeneaWorld(), zeeneaWith({ validationStatus: 200, scalars: 'own' }), async (other) => {
      assert.is((await graphqlOf(other)(invalid[0]!)).status, 200)
      const reply = await graphqlOf(other)(typed.replace('ID!', 'String!'), { id: 'u1' })
      assert.match(String(reply.at('errors.0.message')), /"String!" used in position expecting type "UUID!"/)
    })
  }),
)

wire('one part of a document fails, and there is no data of the others, though they are done', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const two = `mutation {
      a: deleteUserByEmail(input: { email: "ann@acme.test" }) { id }
      b: deleteUserByEmail(input: { email: "nobody@acme.test" }) { id }
    }`
    const reply = await graphqlOf(box)(two)
    assert.equal(refusal(reply), [200, 'NOT_FOUND', null])
    assert.equal(reply.at('errors.0.path'), ['b'])
    assert.is(box.world.zeenea.users.length, 3)
  }),
)

wire('permission sets are listed with what they permit, two of one name among them', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const reply = await graphqlOf(box)(LIST)
    const sets = reply.at('data.listPermissionSets') as { name: string; permissions: unknown[] }[]
    assert.equal(
      sets.map(({ name, permissions }) => [name, permissions.length]),
      [
        ['Super Admin', 7],
        ['Data Steward', 4],
        ['Explorer', 0],
        ['Explorer', 0],
      ],
    )
    assert.equal(sets[1]?.permissions[0], { permission: 'CustomItemDocumentation', scope: 'UserOwnedAndUnassigned' })
  }),
)

wire('faults: refusals of the key, errors in a 200, and sets that are not what they were', () =>
  against(zeeneaWorld(), zeeneaFaults({ kind: 'unauthorized' }, { kind: 'graphql-error' }), async (box) => {
    const ask = graphqlOf(box)
    assert.is((await ask(LIST)).status, 401)
    assert.equal(refusal(await ask(LIST)), [200, 'INTERNAL_SERVER_ERROR', null])
    const listed = async (kind: string) => {
      box.faults.zeenea.add({ kind })
      await ask('{ loadUserById(input: { id: "u1" }) { id } }')
      const sets = (await ask(LIST)).at('data.listPermissionSets') as { id: string; name: string }[]
      return sets.slice(0, 3).map(({ name }) => name)
    }
    assert.equal(await listed('set-gone'), ['Super Admin', 'Explorer', 'Explorer'])
    assert.equal(await listed('set-doubled'), ['Super Admin', 'Data Steward', 'Data Steward'])
    assert.equal(await listed('set-renamed'), ['Super Admin', 'Data Steward (old)', 'Explorer'])
    box.faults.zeenea.add([{ kind: 'server-error' }, { kind: 'unavailable' }, { kind: 'html' }, { kind: 'redirect' }])
    const bad = [await ask(LIST), await ask(LIST), await ask(LIST), await ask(LIST)]
    assert.equal(
      bad.map(({ status }) => status),
      [500, 503, 200, 302],
    )
    assert.equal([bad[0]?.at('status'), bad[1]?.headers.get('retry-after')], [500, '1'])
    assert.is((await send(`${box.zeenea.url}/__sandbox/requests`)).at('0.system'), 'zeenea')
  }),
)

wire.run()
