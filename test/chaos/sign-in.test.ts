// Ways to sign in to Zendesk, what is refused, tokens that end, and secrets that are written down.

import * as assert from 'uvu/assert'
import { maskSecrets } from '../../lib/errors/secrets.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at } from '../kit/pipeline.ts'
import { stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { worldOf } from '../kit/worlds.ts'
import { app, by, client, contacts, organizations, tokensAsked, type Way } from './kit/ways.ts'

const signIn = suite('sign-in')

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
        while (performance.now() < late) await target.usersById(['5001'])
        return { line: '' }
      })
      assert.is(code, 0)
      assert.ok(tokensAsked(here) >= 2, String(tokensAsked(here)))
      assert.is(here.box.requests.filter(({ status }) => status === 401).length, 0)
    },
    { zendesk: { tokenLife: 2_000 } }, // one second
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
      { zendesk: { role }, ...options },
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
      assert.match(said, /instances\.us-gov\.(target|source)\.\w+: a (secret|key) belongs in .*"\$NAME"/)
      assert.not.match(said, /hunter2|MIIE/)
    }
  })
})

signIn.run()
