import * as assert from 'uvu/assert'
import type { GluuOptions } from '../../../lib/sandbox/gluu/options.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { range } from '../../kit/feed-folder.ts'
import { touch } from '../../kit/gluu.ts'
import { fromGluu } from '../../kit/gluu-settings.ts'
import { first, inGluu, recordsOf, world } from '../../kit/gluu-source.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { gathered, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const gluu = suite('gluu: server')

gluu('a token endpoint on another host gets no secret, unless the settings name it', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await gathered(here, 'gather-organizations')
    const elsewhere = `${here.box.zendesk.url}/token`
    here.interfere((_, { path }) =>
      path.endsWith('/openid-configuration') ? { body: { token_endpoint: elsewhere } } : undefined,
    )
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'names another host for tokens. Set source.tokenUrl if it is right')
    assert.not(here.box.requests.some(({ path }) => path === '/token'))
    fromGluu(here, { tokenUrl: `${here.box.gluu.url}/oxauth/restv1/token` })
    await gathered(here, 'gather-organizations', 'gather-contacts')
  }),
)

/** Gathers once, changes eight people, and gathers again from a server that behaves so. */
const delta = (options: Partial<GluuOptions>, seen: (here: Place) => void | Promise<void>, faults: object[] = []) =>
  at(
    world(),
    async (here) => {
      fromGluu(here)
      await first(here)
      for (const n of range(1, 9)) touch(inGluu(here, n), { displayName: `New ${n}` })
      here.box.faults.gluu.add(faults)
      await gathered(here, 'gather-contacts')
      assert.is(here.json('contacts.json')['complete'], false)
      await seen(here)
    },
    { gluu: options },
  )

const renamed = (here: Place) =>
  recordsOf(here).filter(({ person }) => (person as { name: string }).name.startsWith('New ')).length

for (const backEnd of ['ldap', 'sql'] as const)
  gluu(`who moves between two pages comes once, and nobody is skipped (${backEnd})`, () =>
    delta(
      { backEnd, maxCount: 3 },
      (here) => {
        assert.is(renamed(here), 8)
        assert.is(recordsOf(here).length, 30)
        assert.is(here.box.faults.gluu.list()[0]?.played, 1)
      },
      [{ kind: 'moved-between-pages', skip: 1 }],
    ),
  )

gluu('a token that ended is answered with 403, and another one is got', () =>
  delta({}, (here) => assert.equal([renamed(here), here.box.faults.gluu.list()[0]?.played], [8, 1]), [
    { kind: 'token-expired', path: '*/UpdatedUsers' },
  ]),
)

for (const [name, options, settings] of [
  ['by TEST mode', { mode: 'test' }, { protection: 'test' }],
  ['in a container', {}, { product: 'gluu-container' }],
  ['of Janssen', { product: 'janssen' }, { product: 'janssen' }],
] as [string, Partial<GluuOptions>, object][])
  gluu(`a server ${name} gives everyone, and then changes`, () =>
    at(
      world(),
      async (here) => {
        fromGluu(here, settings)
        await first(here)
        touch(inGluu(here, 1), { displayName: 'New 1', gluuStatus: 'expired' })
        await gathered(here, 'gather-contacts')
        assert.equal([renamed(here), here.json('contacts.json')['complete']], [1, false])
        const left = recordsOf(here).filter(({ person }) => !(person as { active: boolean }).active)
        assert.is(left.length, 1)
      },
      { gluu: options },
    ),
  )

for (const [mode, code, words] of [
  ['uma', 8, /sign-in refused \(401\), it said: Invalid GAT\/RPT token/],
  ['none', 8, /sign-in refused \(401\), it said: SCIM API not protected/],
  ['disabled', 9, /answered 503, it said: SCIM API is disabled/],
] as [GluuOptions['mode'], number, RegExp][])
  gluu(`a server that is protected otherwise (${mode}) is refused in its own words`, () =>
    at(
      world(),
      async (here) => {
        fromGluu(here, { network: { tries: 2, firstWait: 0.01 } })
        await gathered(here, 'gather-organizations')
        const said = await stageIn(here, gatherContacts)
        assert.is(said.code, code)
        assert.match(said.line, words)
      },
      { gluu: { mode } },
    ),
  )

gluu('a client that is refused, or has not the scope, ends with 8', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await gathered(here, 'gather-organizations')
    const { GLUU_CLIENT_SECRET: secret, ...env } = here.env
    Object.assign(here.env, { GLUU_CLIENT_SECRET: 'another-secret' })
    const refused = await stageIn(here, gatherContacts)
    Object.assign(here.env, env, { GLUU_CLIENT_SECRET: secret })
    assert.is(refused.code, 8)
    assert.match(refused.line, 'sign-in refused (401 invalid_client). Check clientId and clientSecret')
    fromGluu(here, { protection: 'test' })
    const lacking = await stageIn(here, gatherContacts)
    assert.is(lacking.code, 8)
    assert.match(lacking.line, 'Invalid token or insufficient scopes')
  }),
)

gluu('a page that comes again and again is an error, not a loop', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await first(here)
    const page = { total: 1, results: [{ inum: ['i-1'], mail: ['a@acme.test'] }] }
    here.interfere((_, { path }) => (path.endsWith('/UpdatedUsers') ? { body: page } : undefined))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'it hands out the same page again')
  }),
)

gluu('one and the same person at the end of every page is an error, not a loop', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await first(here)
    const one = (n: number) => ({ inum: [`i-${n}`], mail: [`person${n}@acme.test`] })
    here.interfere((_, { path, query }) => {
      if (!path.endsWith('/UpdatedUsers')) return undefined
      const results = query.get('start') === '0' ? [one(1), one(2)] : [one(2)]
      return { body: { total: results.length, results } }
    })
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'it hands out the same page again')
  }),
)

gluu.run()
