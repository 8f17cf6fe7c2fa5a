// Refusals of Salesforce's token endpoint, each with its next step, and whom an assertion is meant for.

import { generateKeyPairSync } from 'node:crypto'
import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { audienceOf } from '../../../lib/sources/salesforce/audience.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { gathered, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { worldOf } from '../../kit/worlds.ts'

const signIn = suite('salesforce: sign-in')

const isToken = ({ path }: Pick<RemoteRequest, 'path'>) => path === '/services/oauth2/token'
const tokensAsked = ({ box }: Place) => box.requests.filter(isToken).length

/** What the token endpoint answers from now on. */
const answering = (here: Place, answer: RemoteResponse) =>
  here.interfere((_, asked) => (isToken(asked) ? answer : undefined))

/** What doctor says of the sign-in. */
async function lookedAt(here: Place): Promise<string> {
  let said = ''
  await stageIn(here, async (run) => {
    said = (await found((await run.instance.source(run)).checks!()))['sign-in']!
    return { line: '' }
  })
  return said
}

const refusals: [status: number, error: string, description: string, step: RegExp][] = [
  [400, 'OAUTH_APP_BLOCKED', 'this app is blocked by admin', /unblocks the app in Setup > Connected Apps OAuth Usage/],
  [400, 'OAUTH_APP_ACCESS_DENIED', 'user is not admin approved', /Connected Apps OAuth Usage/],
  [400, 'org_locked', 'organization locked', /Ask Salesforce, or the owner of the org/],
  [400, 'inactive_org', 'inactive organization', /Ask Salesforce, or the owner of the org/],
  [400, 'inactive_user', 'inactive user', /Activate the user/],
  [400, 'invalid_grant', "user hasn't approved this consumer", /permitted users of the app/],
  [400, 'invalid_grant', 'request not supported on this domain', /Set SALESFORCE_LOGIN_URL to the org's own host/],
  [400, 'invalid_grant', 'no client credentials user enabled', /Name a run-as user/],
  [400, 'invalid_grant', 'ip restricted', /Allow this machine's address/],
  [400, 'invalid_app_access', 'user is not admin approved', /Check SALESFORCE_CLIENT_ID/],
  [403, 'some_new_refusal', 'in words of tomorrow', /Check SALESFORCE_CLIENT_ID/],
]
for (const [status, error, error_description, step] of refusals) {
  signIn(`a sign-in refused with ${error} (${error_description}) is exit 8 at once, with its reason`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      answering(here, { status, body: { error, error_description } })
      here.box.requests.length = 0
      const { code, line } = await stageIn(here, gatherContacts)
      assert.equal([code, tokensAsked(here)], [8, 1], line)
      assert.match(line, `sign-in refused (${error}, it said: ${error_description})`)
      assert.match(line, step)
      assert.match(await lookedAt(here), step)
    }),
  )
}

for (const [status, body, headers] of [
  [400, { error: 'rate_limit_exceeded', error_description: 'login rate exceeded' }, {}],
  [400, { error: 'server_error', error_description: 'come again' }, {}],
  [503, { error: 'temporarily_unavailable', error_description: 'come again' }, {}],
  [403, { error: 'too_much_asked', error_description: 'come again' }, { 'retry-after': '0.05' }],
  [404, '<html>no such page</html>', {}],
] as const) {
  signIn(`a sign-in that fails with ${JSON.stringify(body)} may pass: it is tried again, then exit 9`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      answering(here, { status, body, headers })
      here.box.requests.length = 0
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 9, line)
      assert.ok(tokensAsked(here) > 1)
    }),
  )
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const byAssertion = (here: Place, audience?: string) =>
  here.settings(({ source }) => {
    Reflect.deleteProperty(source, 'clientSecret')
    process.env['TEST_JWT_KEY'] = privateKey
    Object.assign(source, { username: 'sync@acme.test', privateKey: '$TEST_JWT_KEY', ...(audience && { audience }) })
  })

signIn('an assertion has the audience of the settings, and one that is refused names the setting', () =>
  at(
    worldOf(),
    async (here) => {
      await gathered(here, 'gather-organizations')
      byAssertion(here, 'https://login.salesforce.com')
      assert.is((await stageIn(here, gatherContacts)).code, 0)
      byAssertion(here, 'https://elsewhere.example.com')
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 8)
      assert.match(line, 'audience is invalid')
      assert.match(line, 'Set source.audience: https://login.salesforce.com')
      assert.match(await lookedAt(here), 'Set source.audience')
    },
    { salesforce: { publicKey } },
  ),
)

signIn('without the setting it is the shared host of the kind of org, and a site is its own', () => {
  const audiences: [loginUrl: string, audience: string][] = [
    ['https://acme.my.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme.my.salesforce.com/', 'https://login.salesforce.com'],
    ['https://login.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme-dev-ed.develop.my.salesforce.com', 'https://login.salesforce.com'],
    ['https://test.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme--dev.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme--dev.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme--dev.cs12.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://wise-fox.scratch.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme.my.site.com/portal/', 'https://acme.my.site.com/portal'],
    ['https://portal.acme.com', 'https://portal.acme.com'],
  ]
  for (const [loginUrl, audience] of audiences) assert.is(audienceOf(loginUrl), audience)
})

signIn('an audience without the flow that it is for is refused', () =>
  at(worldOf(), async (here) => {
    here.settings(({ source }) => Object.assign(source, { audience: 'https://login.salesforce.com' }))
    const { code, line } = await stageIn(here, gatherContacts).catch((error: Error & { code: number }) => ({
      code: error.code,
      line: error.message,
    }))
    assert.is(code, 7)
    assert.match(line, 'source.audience: is for the JWT bearer flow alone')
  }),
)

signIn.run()
