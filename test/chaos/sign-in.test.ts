// Every way to sign in, what is refused, and tokens that end.

import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { maskSecrets } from '../../lib/errors/secrets.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { worldOf } from '../kit/worlds.ts'

const signIn = suite('sign-in')

type Way = Record<string, string | undefined>

/** The settings of one side with this way to sign in, and no other. */
function by(here: Place, side: 'source' | 'target', way: Way): void {
  here.settings((settings) => {
    const all: Way = { clientId: undefined, clientSecret: undefined, ...way }
    for (const [key, value] of Object.entries(all)) {
      if (value === undefined) Reflect.deleteProperty(settings[side], key)
      else Reflect.set(settings[side], key, value)
    }
  })
}

const organizations = (here: Place) => stageIn(here, gatherOrganizations)
const contacts = (here: Place) => stageIn(here, gatherContacts)
const tokensAsked = ({ box }: Place) => box.requests.filter(({ path }) => /oauth2?\/tokens?$/.test(path)).length

const client = { clientId: '$ZENDESK_CLIENT_ID', clientSecret: '$ZENDESK_CLIENT_SECRET' }
const zendesk: Record<string, Way> = {
  'an OAuth client': client,
  'a bearer token': { token: '$ZENDESK_TOKEN' },
  'an API token': { email: '$ZENDESK_EMAIL', apiToken: '$ZENDESK_API_TOKEN' },
}
for (const [what, way] of Object.entries(zendesk)) {
  signIn(`Zendesk is read with ${what}, and a wrong one is exit 8 with what to check`, () =>
    at(worldOf(), async (here) => {
      by(here, 'target', way)
      assert.is((await organizations(here)).code, 0)
      const last = Object.keys(way).at(-1)!
      by(here, 'target', { ...way, [last]: '$WRONG' })
      const { code, line } = await organizations(here)
      assert.is(code, 8)
      assert.match(line, 'sign-in refused (401')
      assert.not.match(line, 'wrong')
    }),
  )
}

signIn('a token that ends during the run is renewed before it does: no request is refused', () =>
  at(
    worldOf({ equal: 60 }),
    async (here) => {
      const late = performance.now() + 1_500
      by(here, 'target', client)
      const { code } = await stageIn(here, async (run) => {
        const target = await run.instance.target(run)
        while (performance.now() < late) await target.read(['5001'])
        return { line: '' }
      })
      assert.is(code, 0)
      assert.ok(tokensAsked(here) >= 2, String(tokensAsked(here)))
      assert.is(here.box.requests.filter(({ status }) => status === 401).length, 0)
    },
    { tokenLife: 2_000 }, // one second
  ),
)

signIn('a token that Zendesk refuses is replaced once a request; refused again it is exit 8', () =>
  at(worldOf(), async (here) => {
    here.box.faults.zendesk.add({ kind: 'unauthorized', path: '/api/v2/organizations' })
    assert.is((await organizations(here)).code, 0)
    assert.is(tokensAsked(here), 2)
    here.box.faults.zendesk.add({ kind: 'unauthorized', path: '/api/v2/organizations', count: 'always' })
    assert.is((await organizations(here)).code, 8)
    assert.is(tokensAsked(here), 4)
  }),
)

signIn('every token that is granted is masked, each renewed one too', () =>
  at(worldOf(), async (here) => {
    const tokens = { zendesk: new Set<string>(), salesforce: new Set<string>() }
    here.interfere((system, { headers }) => {
      const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
      if (token) tokens[system as keyof typeof tokens].add(token)
      return undefined
    })
    here.box.faults.zendesk.add({ kind: 'unauthorized', path: '/api/v2/organizations' })
    here.box.faults.salesforce.add({ kind: 'session-expired' })
    assert.equal([(await organizations(here)).code, (await contacts(here)).code], [0, 0])
    for (const [system, granted] of Object.entries(tokens)) {
      assert.ok(granted.size >= 2, `${system}: ${granted.size}`)
      for (const one of granted)
        for (const part of [one, one.slice(one.indexOf('!') + 1)]) // behind the org's id (Salesforce)
          assert.is(maskSecrets(`a ${part} b`), 'a <secret> b', system)
    }
  }),
)

for (const [who, role, options] of [
  ['an end user', 'end-user', {}],
  ['a restricted agent', 'agent', {}],
] as [string, 'end-user' | 'agent', Options][]) {
  signIn(`${who} may not do the job: exit 8 with what to change`, () =>
    at(
      worldOf(),
      async (here) => {
        if (role === 'agent') {
          const user = { id: 7, role, restricted_agent: true }
          here.interfere((_, { path }) => (path.endsWith('/users/me') ? { body: { user } } : undefined))
        }
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 8)
        assert.match(line, `signed in as a user of role ${role}`)
        assert.match(line, 'has to belong to an admin')
      },
      { role, ...options },
    ),
  )
}

signIn('an anonymous answer of users/me is exit 8, though its status is 200', () =>
  at(worldOf(), async (here) => {
    const user = { id: null, role: 'end-user', name: 'Anonymous user' }
    here.interfere((_, { path }) => (path.endsWith('/users/me') ? { body: { user } } : undefined))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 8)
    assert.match(line, 'signed in as nobody')
  }),
)

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
Object.assign(process.env, { PRIVATE_KEY: privateKey, WRONG: 'wrong-one' })
const app = { clientId: '$SALESFORCE_CLIENT_ID' }
const salesforce: Record<string, Way> = {
  'client credentials': { ...app, clientSecret: '$SALESFORCE_CLIENT_SECRET' },
  'a signed assertion': { ...app, username: '$SALESFORCE_USERNAME', privateKey: '$PRIVATE_KEY' },
  'a password': {
    ...app,
    clientSecret: '$SALESFORCE_CLIENT_SECRET',
    username: '$SALESFORCE_USERNAME',
    password: '$SALESFORCE_PASSWORD',
  },
}
for (const [what, way] of Object.entries(salesforce)) {
  signIn(`Salesforce is read with ${what}, and a wrong one is exit 8 with what to check`, () =>
    at(
      worldOf(),
      async (here) => {
        await gathered(here, 'gather-organizations')
        by(here, 'source', way)
        assert.is((await contacts(here)).code, 0)
        by(here, 'source', {
          ...way,
          [what === 'a signed assertion' ? 'username' : Object.keys(way).at(-1)!]: '$WRONG',
        })
        const { code, line } = await contacts(here)
        assert.is(code, 8)
        assert.match(line, 'Salesforce: sign-in refused (invalid_')
      },
      { publicKey },
    ),
  )
}

signIn('a private key may be the path of a file; what is no key is exit 7', () =>
  at(
    worldOf(),
    async (here) => {
      await gathered(here, 'gather-organizations')
      const file = join(here.data, 'key.pem')
      writeFileSync(file, privateKey)
      by(here, 'source', { ...salesforce['a signed assertion'], privateKey: file })
      assert.is((await contacts(here)).code, 0)
      by(here, 'source', { ...salesforce['a signed assertion'], privateKey: '/no/such/key.pem' })
      const { code, line } = await contacts(here)
      assert.is(code, 7)
      assert.match(line, 'source.privateKey is neither a private key (PEM) nor the path of a file')
    },
    { publicKey },
  ),
)

signIn("client credentials go to the org's own host, never to one that signs everybody in", () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    here.settings(({ source }) => Object.assign(source, { loginUrl: 'https://login.salesforce.com' }))
    const { code, line } = await contacts(here)
    assert.is(code, 7)
    assert.match(line, "client credentials need the org's own host")
  }),
)

for (const [kind, words] of [
  ['no-token', 'no access_token or no instance_url'],
  ['no-instance', 'no access_token or no instance_url'],
  ['redirect', 'no usable answer'],
  ['html', 'no usable answer'],
  ['empty', 'no usable answer'],
] as const) {
  signIn(`a sign-in to Salesforce that is answered with ${kind} is exit 9, and no query goes out`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      here.box.faults.salesforce.add({ kind, path: '/services/oauth2/token', count: 'always' })
      const { code, line } = await contacts(here)
      assert.is(code, 9)
      assert.match(line, words)
      assert.is(here.box.requests.filter(({ path }) => path.includes('/query')).length, 0)
    }),
  )
}

for (const kind of ['unavailable', 'reset-before', 'reset-after', 'cut-off', 'stall']) {
  signIn(`a sign-in to Salesforce survives ${kind}`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      here.settings(({ source }) => Object.assign(source.network, { deadline: 0.5 }))
      here.box.faults.salesforce.add({ kind, path: '/services/oauth2/token' })
      assert.is((await contacts(here)).code, 0)
    }),
  )
}

signIn('a sign-in to Salesforce waits as long as it is told, and is not sent again after a redirect', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    here.box.faults.salesforce.add({ kind: 'unavailable', path: '/services/oauth2/token' })
    assert.equal([(await contacts(here)).code, here.box.stats.salesforce.early], [0, 0])
    here.box.faults.salesforce.add({ kind: 'redirect', path: '/services/oauth2/token' })
    assert.is((await contacts(here)).code, 9)
  }),
)

signIn('a host that never answers is asked twice; one that nobody knows is said at once', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    here.settings(({ source }) => Object.assign(source.network, { deadline: 0.2, tries: 6 }))
    here.box.faults.salesforce.add({ kind: 'stall', path: '/services/oauth2/token', count: 'always' })
    here.box.requests.length = 0
    assert.is((await contacts(here)).code, 9)
    assert.is(tokensAsked(here), 2)
    here.settings(({ source }) => Object.assign(source, { loginUrl: 'https://acme.my.salesforce.invalid' }))
    const { code, line } = await contacts(here)
    assert.is(code, 9)
    // a machine without a name server cannot tell that there is no such host
    assert.match(line, /no such host: check|no usable answer\. Run/)
  }),
)

signIn('two ways to sign in, half a way or none are refused before anything is asked', () =>
  at(worldOf(), async (here) => {
    const refused = async (side: 'source' | 'target', way: Way) => {
      by(here, side, way)
      return organizations(here).then(
        () => '',
        (error: Error) => error.message,
      )
    }
    const expected = 'expected one way to sign in: '
    assert.match(await refused('target', {}), `instances.us-gov.target: ${expected}clientId and clientSecret`)
    assert.match(await refused('target', { ...client, token: '$T' }), expected)
    assert.match(await refused('target', { clientId: 'c' }), expected)
    assert.match(await refused('target', { token: '$T', email: 'e' }), expected)
    assert.match(await refused('source', app), `instances.us-gov.source: ${expected}clientSecret, or username`)
    assert.match(await refused('source', { ...app, clientSecret: '$S', username: 'u', privateKey: 'k' }), expected)
    assert.match(await refused('source', { ...app, username: 'u', password: '$P' }), expected)
  }),
)

signIn('a secret that is written into the settings is refused, and not repeated', async () => {
  await at(worldOf(), async (here) => {
    const pem = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'
    for (const [side, way] of [
      ['target', { clientId: 'c', clientSecret: 'hunter2' }],
      ['target', { token: 'hunter2' }],
      ['target', { email: 'root@acme.test', apiToken: 'hunter2' }],
      ['source', { ...app, clientSecret: 'hunter2' }],
      ['source', { ...app, clientSecret: '$S', username: 'u', password: 'hunter2' }],
      ['source', { ...app, username: 'u', privateKey: pem }],
    ] as const) {
      by(here, side, way)
      const { code, said } = await here.run('compare')
      assert.is(code, 7, said)
      assert.match(said, /instances\.us-gov\.(target|source)\.\w+: a (secret|key) stands in .*"\$NAME"/)
      assert.not.match(said, /hunter2|MIIE/)
    }
  })
})

signIn.run()
