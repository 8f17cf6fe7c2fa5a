// Every way to sign in to Salesforce, and what is refused.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { at } from '../kit/pipeline.ts'
import { gathered } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { worldOf } from '../kit/worlds.ts'
import { by, contacts, privateKey, publicKey, salesforce, tokensAsked } from './kit/ways.ts'

const signIn = suite('sign-in: Salesforce')

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
      { salesforce: { publicKey } },
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
    { salesforce: { publicKey } },
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

signIn.run()
