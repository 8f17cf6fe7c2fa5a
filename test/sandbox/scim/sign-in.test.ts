// The SCIM simulator: who may ask it, and what it says of itself to everybody.

import * as assert from 'uvu/assert'
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts'
import { ENTERPRISE, said, scimOf, scimSample, scimWorld, USER } from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, send, stopped } from '../../kit/wire.ts'

/** What the token endpoint answers. */
function granted(
  { env }: Sandbox,
  secret = env['SCIM_CLIENT_SECRET'],
  form = 'grant_type=client_credentials&scope=api',
) {
  const authorization = `Basic ${Buffer.from(`${env['SCIM_CLIENT_ID']}:${secret}`).toString('base64')}`
  const body = new URLSearchParams(form)
  return send(env['SCIM_TOKEN_URL']!, { method: 'POST', headers: { authorization }, body })
}

const entrance = suite('sandbox: sign-in to SCIM')

entrance('client credentials get a token, in the reply that Bizagi documents', () =>
  against(scimWorld(), {}, async (box) => {
    const reply = await granted(box)
    const token = reply.at('access_token')
    const documented = scimSample('SCIM token', 'bizagi', 'token.response.json')
    if (documented) assert.equal(reply.at(''), { ...(documented as object), access_token: token })
    const headers = { authorization: `Bearer ${token}` }
    assert.is((await send(`${box.scim.url}/Users`, { headers })).at('totalResults'), 3)
    assert.is((await send(`${box.directory.url}/Users`, { headers })).status, 401, 'each service has its own')
    assert.is((await granted(box, 'wrong')).at('error'), 'invalid_client')
    assert.is((await granted(box, undefined, 'grant_type=password')).at('error'), 'unsupported_grant_type')
    assert.is((await granted(box, undefined, 'grant_type=client_credentials')).status, 200)
    assert.is((await granted(box, undefined, 'grant_type=client_credentials&scope=all')).at('error'), 'invalid_scope')
  }),
)

entrance('a token ends when its life is over, and the fixed one does not', () => {
  const { clock, pass } = stopped()
  return against(scimWorld(), { clock, speed: 1, scim: { tokenLife: 90 } }, async (box) => {
    const reply = await granted(box)
    assert.is(reply.at('expires_in'), 90)
    const headers = { authorization: `Bearer ${reply.at('access_token')}` }
    const ask = () => send(`${box.scim.url}/Users`, { headers })
    assert.is((await ask()).status, 200)
    pass(91)
    const late = await ask()
    assert.equal([late.status, late.at('status'), late.headers.get('www-authenticate')], [401, '401', 'Bearer'])
    assert.is((await scimOf(box)('GET /Users')).status, 200)
  })
})

entrance('what the service says of itself is read without signing in', () =>
  against(scimWorld(), { scim: { etag: false, maxResults: 7 } }, async (box) => {
    const open = (path: string) => send(`${box.scim.url}${path}`)
    const config = await open('/ServiceProviderConfig')
    assert.equal([config.at('etag.supported'), config.at('filter.maxResults')], [false, 7])
    assert.equal([config.at('patch.supported'), config.at('bulk.supported')], [true, false])
    const types = await open('/ResourceTypes')
    assert.equal([types.at('Resources.0.schema'), types.at('Resources.1.endpoint')], [USER, '/Groups'])
    assert.is(types.at('Resources.0.schemaExtensions.0.schema'), ENTERPRISE)
    const user = await open(`/Schemas/${USER}`)
    const attributes = user.at('attributes') as { name: string; subAttributes?: { name: string }[] }[]
    const emails = attributes.find(({ name }) => name === 'emails')
    assert.equal(emails?.subAttributes?.map(({ name }) => name).sort(), ['display', 'primary', 'type', 'value'])
    assert.is((await open('/Schemas')).at('totalResults'), 3)
    assert.equal(said(await open('/Schemas/urn:none')), [404, null])
    assert.is((await open('/Users')).status, 401)
  }),
)

entrance('/Me is nobody unless an option says who', async () => {
  await against(scimWorld(), {}, async (box) => assert.is((await scimOf(box)('GET /Me')).status, 404))
  await against(scimWorld(), { scim: { self: 'u2' } }, async (box) =>
    assert.is((await scimOf(box)('GET /Me')).at('userName'), 'bo@acme.test'),
  )
})

entrance.run()
