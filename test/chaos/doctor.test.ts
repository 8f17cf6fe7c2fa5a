// What doctor finds, what it says to do, and that it changes nothing.

import * as assert from 'uvu/assert'
import type { Settings } from '../../lib/config/settings.ts'
import { clockOf } from '../../lib/connector/check.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { at } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { worldOf } from '../kit/worlds.ts'

const doctor = suite('doctor')

/** What doctor says and ends with, after these changes to the settings. */
async function examined(change: (settings: Settings) => void, options: Options = {}): Promise<string> {
  let result = ''
  await at(
    worldOf(),
    async (here) => {
      here.settings((settings) => {
        settings.target.read = 'auto'
        change(settings)
      })
      const { code, said } = await here.run('doctor')
      result = `${said}exit ${code}`
      assert.ok(
        here.box.requests.every(({ method, path }) => method === 'GET' || /oauth2?\/token/.test(path)),
        'it changes nothing',
      )
    },
    options,
  )
  return result
}

const TARGET_CHECKS =
  'settings, sign-in, scopes, mark, organizations, users, incremental export, rate limit, clock'.split(', ')

doctor('says of everything a run needs that it is there, in one line each, naming nobody', async () => {
  const said = await examined(() => undefined)
  const looked = [...said.matchAll(/^(ok|!!) {2}us-gov {2}(\S+ \S+), ([^:]+): /gm)].map(([, ok, side, what]) => [
    ok,
    side,
    what,
  ])
  assert.equal(looked, [
    ...TARGET_CHECKS.map((what) => ['ok', 'target zendesk', what]),
    ...['settings', 'sign-in', 'API version', "the day's calls", 'contacts', 'absence check', 'clock'].map((what) => [
      'ok',
      'source salesforce',
      what,
    ]),
  ])
  assert.match(said, 'organizations: about 3; 3 of the first 3 have organization_fields.salesforce_id')
  assert.match(said, 'users: about 31; gather-users leaves out those without an address')
  assert.match(said, 'incremental export: gather-users may read changes alone')
  assert.match(said, 'rate limit: 700 requests a minute (Enterprise)')
  assert.match(said, 'API version: 62.0; the newest is 67.0')
  assert.match(said, 'contacts: 30 meet source.where')
  assert.match(said, 'absence check: finds a contact by its letters in another case')
  assert.match(said, /everything a run needs is there .*\nexit 0$/s)
  assert.not.match(said, /@acme|Person|sandbox-secret/)
})

doctor('says that an agent gets no incremental export, and what follows', async () => {
  const options = { zendesk: { role: 'agent' as const } }
  const said = await examined(() => undefined, options)
  assert.match(said, /incremental export: Zendesk gives no incremental export \(403\): its user has to be an admin/)
  assert.match(said, 'gather-users reads all users each time')
  assert.match(said, /exit 0$/)
  const required = await examined(({ target }) => void Object.assign(target, { read: 'incremental' }), options)
  assert.match(required, /!! {2}us-gov {2}target zendesk, incremental export: .*admin/)
  assert.match(required, /exit 8$/)
})

doctor('tries the absence check, and says what sync does where addresses cannot be filtered by', async () => {
  const where = "Inactive_Contact__c = false AND Name != ''"
  for (const [emailFilter, why] of [
    ['none', 'Email cannot be filtered by (INVALID_FIELD)'],
    ['case-sensitive', 'Email is not found by its letters in another case'],
  ] as const) {
    const said = await examined(({ source }) => void Object.assign(source, { where }), { salesforce: { emailFilter } })
    assert.match(said, `absence check: ${why}; sync reads everyone who meets source.where instead`)
    assert.match(said, /exit 0$/)
  }
})

doctor('goes on after what is wrong, says what to do about each, and ends with the worst', async () => {
  const said = await examined(
    ({ source, target }) => {
      Object.assign(source, { version: '99.0', where: "Name = 'nobody'" })
      Object.assign(target, { accountField: 'organization_fields.nothing' })
    },
    { zendesk: { userFields: ['department'] } },
  )
  assert.match(said, /!! .*target zendesk, mark: Zendesk has no user field not_in_sfdc/)
  assert.match(said, /!! .*organizations: no organization has organization_fields.nothing. Check target.accountField/)
  assert.match(said, /!! .*API version: the org does not know 99.0. Set source.version, at most 67.0/)
  assert.match(said, /!! .*contacts: /)
  assert.match(said, /ok .*source salesforce, clock/)
  assert.match(said, /to fix .*\nexit 7$/s)
})

doctor('a field of the account that the contacts do not have is found, and so is a scope that is missing', async () => {
  const said = await examined(({ source }) => {
    Object.assign(source, { accountField: 'Account.Nope__c' })
  })
  assert.match(said, /!! .*source salesforce, contacts: .*INVALID_FIELD/)
  assert.match(said, /exit 7$/)
})

doctor('all names that the environment lacks are told at once', () =>
  at(worldOf(), async (here) => {
    const { code, said } = await here.run('doctor', [], {
      ZENDESK_CLIENT_ID: undefined,
      ZENDESK_CLIENT_SECRET: undefined,
    })
    assert.is(code, 7)
    assert.match(
      said,
      /settings: not set in the environment: ZENDESK_CLIENT_ID \(.*\.clientId\), ZENDESK_CLIENT_SECRET \(/,
    )
  }),
)

doctor('a client that is granted too little is refused, with the scope that it lacks', () =>
  at(worldOf(), async (here) => {
    for (const [scope, lacking] of [
      ['users:read organizations:read', 'read'],
      ['users:read organizations:read users:write', 'read'],
    ]) {
      const body = { access_token: here.env['ZENDESK_TOKEN'], scope, expires_in: 1_800 }
      here.interfere((_, { path }) => (path === '/oauth/tokens' ? { body } : undefined))
      const { code, said } = await here.run('doctor')
      assert.is(code, 8)
      assert.match(said, `!!  us-gov  target zendesk, scopes: the client is granted "${scope}", and lacks ${lacking}`)
    }
  }),
)

doctor('a missing setting and a refused sign-in are lines among the others', async () => {
  const said = await examined(({ source, target }) => {
    Object.assign(source, { clientId: '$NOT_THERE' })
    Object.assign(target, { clientSecret: '$ZENDESK_CLIENT_ID' })
  })
  assert.match(said, /!! .*target zendesk, sign-in: Zendesk: sign-in refused \(401 invalid_client\)/)
  assert.match(said, /!! .*source salesforce, settings: not set in the environment: NOT_THERE /)
  assert.match(said, /exit 7$/)
})

doctor('who lets nobody in is asked once, and the other system is looked at all the same', async () => {
  const said = await examined(({ target }) => {
    Object.assign(target, { url: 'http://127.0.0.1:9', network: { tries: 1 } })
  })
  assert.is(said.match(/target zendesk/g)?.length, 2, said)
  assert.match(said, /!! .*target zendesk, sign-in: .*\n/)
  assert.match(said, /ok .*source salesforce, clock.*exit 9$/s)
})

doctor('a clock that is more than a minute off is wrong, in either direction', () => {
  const at = (seconds: number) => ({
    status: 200,
    body: null,
    headers: { date: new Date(Date.now() + seconds * 1000).toUTCString() },
  })
  assert.match(clockOf(at(-30)), /^(30|31) s ahead of the remote$/)
  assert.throws(() => clockOf(at(120)), /clock is (119|120) s behind the remote/)
  assert.throws(() => clockOf(at(-120)), /ahead of the remote. Set it/)
})

doctor.run()
