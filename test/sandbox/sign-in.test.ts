// Who may ask, by which of the ways in, and for how long.

import { generateKeyPairSync, sign } from 'node:crypto'
import * as assert from 'uvu/assert'
import type { Sandbox } from '../../lib/sandbox/sandbox.ts'
import { suite } from '../kit/suite.ts'

import { against, completed, fixedToken, granted, json, send, signedIn, small, stopped } from '../kit/wire.ts'

const desk = suite('sandbox: sign-in to Zendesk')

const asking = ({ zendesk }: Sandbox, authorization: string, path = '/users/1') =>
  send(`${zendesk.url}/api/v2${path}`, { headers: { authorization } })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

desk('a token ends, in the middle of a run, when it was told to', () => {
  const { clock, pass } = stopped()
  return against(small(), { zendesk: { tokenLife: 60 }, speed: 10, clock }, async (box) => {
    const { at } = await granted(box, { expires_in: 3000 })
    assert.is(at('expires_in'), 6, 'real seconds')
    const ask = () => asking(box, `Bearer ${at('access_token')}`)
    pass(5.9)
    assert.is((await ask()).status, 200)
    pass(0.1)
    const refused = await ask()
    assert.equal([refused.status, refused.at('')], [401, { error: "Couldn't authenticate you" }])
    assert.is((await asking(box, `Bearer ${(await granted(box)).at('access_token')}`)).status, 200)
  })
})

desk('a token lives as long as was asked for, within bounds', () =>
  against(small(), { speed: 1 }, async (box) => {
    const lives = []
    for (const expires_in of [undefined, 300, 172_800, 299, 172_801]) {
      lives.push((await granted(box, { expires_in })).at('expires_in'))
    }
    assert.equal(lives, [1800, 300, 172_800, 1800, 1800])
  }),
)

desk('a token that does not end and an API token open it too, with the address of their user', () =>
  against(small(), { zendesk: { token: 'mine' } }, async (box) => {
    const { ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: key, ZENDESK_TOKEN: token } = box.env
    const status = async (authorization: string) => (await asking(box, authorization)).status
    assert.equal([token, await status('Bearer mine')], ['mine', 200])
    assert.is(await status(basic(`${email}/token:${key}`)), 200)
    for (const wrong of [`ann@acme.test/token:${key}`, `${email}/token:no`, `${email}:${key}`]) {
      assert.is(await status(basic(wrong)), 401, wrong)
    }
  }),
)

desk('somebody without credentials is anonymous, with 200 and all keys of a user', () =>
  against(small(), {}, async (box) => {
    const nobody = await asking(box, 'Bearer none', '/users/me.json')
    const somebody = await fixedToken(box)('GET /users/me')
    assert.equal(
      ['id', 'name', 'role', 'email'].map((key) => nobody.at(`user.${key}`)),
      [null, 'Anonymous user', 'end-user', 'invalid@example.com'],
    )
    assert.equal(
      [nobody.status, Object.keys(nobody.at('user') as object)],
      [200, Object.keys(somebody.at('user') as object)],
    )
  }),
)

desk('an end user may ask who it is, and nothing else', () =>
  against(small(), { zendesk: { role: 'end-user' } }, async (box) => {
    const ask = fixedToken(box)
    assert.is((await ask('GET /users/me')).at('user.role'), 'end-user')
    for (const route of ['GET /users', 'GET /user_fields', 'POST /users']) assert.is((await ask(route)).status, 403)
  }),
)

desk('an agent changes end users, and deletes nobody by the hundred', () =>
  against(small(), { zendesk: { role: 'agent' } }, async (box) => {
    box.world.zendesk.users[0]!.role = 'admin'
    const ask = fixedToken(box)
    const users = [1, 2].map((id) => ({ id, name: 'New' }))
    const results = await completed(ask, await ask('PUT /users/update_many', { users }))
    assert.equal(
      results.map(({ error, status }) => error ?? status),
      ['UserUpdateError', 'Updated'],
    )
    assert.is((await ask('PUT /users/1', { user: { name: 'New' } })).status, 403)
    assert.is((await ask('DELETE /users/destroy_many?ids=2')).status, 403)
  }),
)

desk.run()

const force = suite('sandbox: sign-in to Salesforce')

const grant = ({ salesforce, env }: Sandbox, form: Record<string, string>) => {
  const client = { client_id: env['SALESFORCE_CLIENT_ID']!, client_secret: env['SALESFORCE_CLIENT_SECRET']! }
  const body = new URLSearchParams({ ...client, ...form })
  return send(`${salesforce.url}/services/oauth2/token`, { method: 'POST', body })
}
const query = ({ salesforce }: Sandbox, token: unknown) =>
  send(`${salesforce.url}/services/data/v62.0/query?q=SELECT+Id+FROM+Contact`, {
    headers: { authorization: `Bearer ${token}` },
  })

force('a session ends, in the middle of a run', () => {
  const { clock, pass } = stopped()
  return against(small(), { salesforce: { sessionLife: 100 }, speed: 10, clock }, async (box) => {
    const token = (await grant(box, { grant_type: 'client_credentials' })).at('access_token')
    pass(9.9)
    assert.is((await query(box, token)).status, 200)
    pass(0.1)
    const refused = await query(box, token)
    assert.equal([refused.status, refused.at('0.errorCode')], [401, 'INVALID_SESSION_ID'])
  })
})

force('a user name and a password open a session', () =>
  against(small(), {}, async (box) => {
    const { SALESFORCE_USERNAME: username = '', SALESFORCE_PASSWORD: password = '' } = box.env
    const good = await grant(box, { grant_type: 'password', username, password })
    assert.is((await query(box, good.at('access_token'))).status, 200)
    const wrong = await grant(box, { grant_type: 'password', username, password: 'wrong' })
    assert.equal([wrong.status, wrong.at('error')], [400, 'invalid_grant'])
    assert.is((await grant(box, { grant_type: 'password', client_secret: 'no' })).at('error'), 'invalid_client')
    assert.is((await grant(box, { grant_type: 'refresh_token' })).at('error'), 'unsupported_grant_type')
  }),
)

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const assertion = (claims: object, alg = 'RS256', key = privateKey) => {
  const text = `${part({ alg })}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
}

force('a signed assertion opens a session, and one that is wrong is told what is wrong with it', () =>
  against(
    small(),
    { salesforce: { publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })) } },
    async (box) => {
      const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
      const exp = Math.floor(Date.now() / 1000) + 180
      const good = { iss: 'user-sync', sub: 'sync@acme.test', aud: box.salesforce.url, exp }
      for (const aud of [good.aud, 'https://login.salesforce.com']) {
        const { at } = await grant(box, { grant_type, assertion: assertion({ ...good, aud }) })
        assert.is((await query(box, at('access_token'))).status, 200)
      }
      const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      const cases: Record<string, string[]> = {
        'invalid assertion': [
          'no',
          assertion({ ...good, iss: 'else' }),
          assertion(good, 'none'),
          assertion(good, 'RS256', other),
        ],
        'audience is invalid': [assertion({ ...good, aud: 'https://test.salesforce.com' })],
        'expired authorization code': [
          assertion({ ...good, exp: exp - 200 }),
          assertion({ ...good, exp: exp + 200 }),
          assertion({ ...good, exp: undefined }),
        ],
        "user hasn't approved this consumer": [assertion({ ...good, sub: 'else@acme.test' })],
      }
      for (const [words, assertions] of Object.entries(cases)) {
        for (const assertion of assertions) {
          const refused = await grant(box, { grant_type, assertion })
          assert.equal(
            [refused.status, refused.at('error'), refused.at('error_description')],
            [400, 'invalid_grant', words],
          )
        }
      }
    },
  ),
)

force.run()

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
