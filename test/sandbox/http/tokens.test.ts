// Tokens of the sandbox: known until their time has run out.

import * as assert from 'uvu/assert'
import { basicHeader, expiresIn, tokenStore } from '../../../lib/sandbox/http/tokens.ts'
import { suite } from '../../kit/suite.ts'

const tokens = suite('tokens')

tokens('a token is known with its facts until its time has run out', () => {
  let now = 0
  const store = tokenStore<{ scope: string }>(() => now, 'client')
  assert.is(store.factsOf('a'), null)
  assert.is(store.add('a', { scope: 'read' }, 1000), 'a')
  store.add('fixed', { scope: 'write' })
  now = 999
  assert.equal(store.factsOf('a'), { scope: 'read' })
  now = 1000
  assert.is(store.factsOf('a'), null)
  assert.equal(store.factsOf('fixed'), { scope: 'write' }, 'one without an end does not end')
})

tokens('a client is told whole seconds, at least one', () => {
  assert.equal([1, 1999, 1_200_000].map(expiresIn), [1, 1, 1200])
})

tokens('no two tokens are alike, and a client is written as it is', () => {
  const made = (client: string) => {
    const store = tokenStore<true>(() => 0, client)
    return [store.make(16), store.make(16)]
  }
  assert.is(new Set([...made('one'), ...made('another')]).size, 4)
  assert.equal(made('one'), made('one'), 'a run can be repeated')
  assert.is(made('one')[0]!.length, 32)
  assert.is(basicHeader('id', 'secret'), 'Basic aWQ6c2VjcmV0')
})

tokens.run()
