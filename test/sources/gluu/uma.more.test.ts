// Gluu behind UMA 2.0: a ticket, the client's assertion, a token that is kept and renewed; and what doctor met.

import { generateKeyPairSync } from 'node:crypto'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import type { GluuOptions } from '../../../lib/sandbox/gluu/options.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { gluuSettings } from '../../../lib/sources/gluu/settings.ts'
import { fromGluu } from '../../kit/gluu-settings.ts'
import { world } from '../../kit/gluu-source.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { gathered, stageIn } from '../../kit/stages.ts'
import { instance } from '../../kit/stands.ts'
import { suite } from '../../kit/suite.ts'

const uma = suite('Gluu: UMA')

const pem = { type: 'pkcs8', format: 'pem' } as const
const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: pem,
    publicKeyEncoding: { ...pem, type: 'spki' },
  })
const { privateKey, publicKey } = pair()

const KEY = { clientSecret: undefined, privateKey: '$GLUU_PRIVATE_KEY', protection: 'uma' }
const SECRET = { protection: 'uma' }

/** Does `work` before a Gluu in this mode, with these settings of the source. */
const inMode = (
  options: Partial<GluuOptions>,
  settings: object,
  work: (here: Place) => Promise<void>,
  key = privateKey,
) =>
  at(
    world(),
    async (here) => {
      fromGluu(here, settings)
      Object.assign(process.env, here.env, { GLUU_PRIVATE_KEY: key })
      Object.assign(here.env, { GLUU_PRIVATE_KEY: key })
      await work(here)
    },
    { gluu: { clientKey: publicKey, ...options } },
  )

const EMPTY = { totalResults: 0, Resources: [], results: [] }

const asked = ({ box }: Place, path: RegExp) =>
  box.requests.filter((one) => one.system === 'gluu' && path.test(one.path))
const TOKEN = /\/token$/

for (const [what, settings] of [
  ["the client's assertion", KEY],
  ["the client's secret", SECRET],
] as const)
  uma(`people are read with one token, got for a ticket by ${what}`, () =>
    inMode({ mode: 'uma' }, settings, async (here) => {
      await gathered(here, 'gather-organizations', 'gather-contacts')
      assert.is(here.json('contacts.json').count, 30)
      const grants = asked(here, TOKEN)
      assert.equal(
        grants.map(({ status }) => status),
        [200],
      )
      const form = grants[0]!.body as Record<string, string>
      assert.is(form['grant_type'], 'urn:ietf:params:oauth:grant-type:uma-ticket')
      assert.is('client_assertion' in form, settings === KEY)
    }),
  )

uma('a token that ends is replaced by one for another ticket', () =>
  inMode({ mode: 'uma' }, KEY, async (here) => {
    let refused = 0
    here.interfere((system, { path, headers }) => {
      if (system !== 'gluu' || !path.endsWith('/UpdatedUsers') || !headers.authorization || refused > 0)
        return undefined
      refused++
      return { status: 401, headers: { 'content-type': 'text/plain' }, body: 'Invalid GAT/RPT token' }
    })
    await gathered(here, 'gather-organizations', 'gather-contacts')
    assert.is(here.json('contacts.json').count, 30)
    const tickets = asked(here, TOKEN).map(({ body }) => (body as Record<string, string>)['ticket'])
    assert.is(new Set(tickets).size, 2)
  }),
)

/** What doctor says of the sign-in. */
async function lookedAt(options: Partial<GluuOptions>, settings: object, key?: string): Promise<string> {
  let said = ''
  await inMode(
    options,
    settings,
    async (here) => {
      const source = await instance(here).source({ ...progressCounts(), say: () => undefined })
      said = (await found(source.checks!().slice(0, 1)))['sign-in']!
    },
    key,
  )
  return said
}

for (const [what, mode, settings, expected] of [
  ['UMA, as set', 'uma', KEY, /^as a client that may read users; its SCIM API is protected by UMA$/],
  ['OAuth, as set', 'oauth', {}, /^as a client that may read users; its SCIM API is protected by OAuth$/],
  ['test mode, as set', 'test', { protection: 'test' }, /its SCIM API is protected by test mode$/],
  ['no protection', 'bypass', {}, /its SCIM API is not protected: whoever reaches it may read everybody$/],
  ['UMA, and OAuth is set', 'uma', {}, /^wrong: .*protected by UMA\. Set source\.protection to "uma"$/],
  [
    'OAuth, and UMA is set',
    'oauth',
    KEY,
    /^wrong: .*gives no UMA ticket \(401\).*\. Set source\.protection to "oauth"$/,
  ],
  ['a disabled API', 'disabled', {}, /^wrong: .*its SCIM API is disabled: enable it in Gluu$/i],
  ['no mode', 'none', {}, /^wrong: .*without a mode of protection: choose OAuth in Gluu$/],
] as const)
  uma(`doctor says which protection it met: ${what}`, async () => {
    assert.match(await lookedAt({ mode }, settings), expected)
  })

const challenge = (value: string, status = 401) => ({ status, headers: { 'www-authenticate': value }, body: '' })

for (const [what, first, grant, code, said] of [
  ['a ticket without quotes', challenge('UMA realm=x, ticket=t-1'), null, 0, null],
  ['a challenge of UMA behind another one', challenge('Bearer realm="g", UMA realm="x", ticket="t-1"'), null, 0, null],
  [
    'a UMA server that cannot be reached',
    { status: 403, headers: { warning: '199 - "UMA Authorization Server Unreachable"' }, body: '' },
    null,
    9,
    'cannot reach its own UMA server (403). Run the stage again later',
  ],
  [
    'a server that is not up',
    { status: 503, body: '' },
    null,
    9,
    'a ticket: it answered 503. Run the stage again later',
  ],
  [
    'a policy that does not name the client',
    challenge('UMA ticket="t-1"'),
    { status: 403, body: { error: 'request_denied' } },
    8,
    'sign-in refused (403 request_denied). Check the UMA policy of its SCIM resource',
  ],
] as const)
  uma(`${what}: exit ${code}`, () =>
    inMode({ mode: 'oauth' }, SECRET, async (here) => {
      await gathered(here, 'gather-organizations')
      here.interfere((system, { headers, path }) => {
        if (system !== 'gluu') return undefined
        if (path.endsWith('/token')) return grant ?? { body: { access_token: 'rpt-of-this-test', expires_in: 300 } }
        if (path.includes('/Users') && !headers.authorization) return first
        return headers.authorization === 'Bearer rpt-of-this-test' ? { body: EMPTY } : undefined
      })
      const outcome = await stageIn(here, gatherContacts)
      if (said !== null) assert.match(outcome.line, said)
      assert.is(outcome.code, code === 0 ? 9 : code, outcome.line) // nobody is there, which is refused
      if (code === 0) assert.ok(here.box.requests.some(({ path }) => path.endsWith('/token')))
    }),
  )

uma("another client's key is exit 8, and what is no key names the setting", async () => {
  assert.match(await lookedAt({ mode: 'uma' }, KEY, pair().privateKey), 'sign-in refused (401 invalid_client)')
  assert.match(await lookedAt({ mode: 'uma' }, KEY, 'no key at all'), 'source.privateKey is neither a private RSA key')
})

uma('a client has a secret or a key, not both and not none', () => {
  const base = { use: 'gluu', url: 'https://gluu.test', clientId: 'c' }
  for (const more of [{}, { clientSecret: '$A', privateKey: '$B' }])
    assert.throws(
      () => gluuSettings.parse({ ...base, ...more }),
      (thrown: Error) => /one way to sign in/.test(thrown.message),
    )
})

uma.run()
