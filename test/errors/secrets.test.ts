// A secret that a remote repeats, or that cannot be sent.

import * as assert from 'uvu/assert'
import { maskLine } from '../../lib/errors/mask.ts'
import { registerSecret } from '../../lib/errors/secrets.ts'
import { at } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { worldOf } from '../kit/worlds.ts'

const said = suite('secrets, said')

said('a secret that is known is in no line; a short token is masked where it is a word alone', () => {
  registerSecret('s3cret-of-this-run')
  registerSecret('word')
  assert.is(maskLine('bad key s3cret-of-this-run', { reveal: true }), 'bad key <secret>')
  assert.is(maskLine('a word, two words'), 'a <secret>, two words')
})

said('what a remote repeats of the sign-in is not printed', () =>
  at(worldOf(), async (here) => {
    const secret = 'repeated-by-the-remote'
    here.interfere((_, { body, path }) =>
      path === '/oauth/tokens' ? { status: 500, body: `you sent ${JSON.stringify(body)}` } : undefined,
    )
    const { code, said } = await here.run('gather-users', [], { ZENDESK_CLIENT_SECRET: secret })
    assert.is(code, 9)
    assert.match(said, 'you sent')
    assert.match(said, '<secret>')
    assert.not.match(said, secret)
  }),
)

said('a secret with a line break cannot be sent: exit 7 names its variable, and asks nobody', () =>
  at(worldOf(), async (here) => {
    const { code, said } = await here.run('gather-users', [], { ZENDESK_CLIENT_SECRET: 'a-broken-one\n' })
    assert.is(code, 7)
    assert.match(said, 'ZENDESK_CLIENT_SECRET (instances.us-gov.target.clientSecret) has a line break')
    assert.equal(here.box.requests, [])
  }),
)

said.run()
