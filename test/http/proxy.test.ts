// Which requests go through the proxy of the environment, and what it is when it refuses.

import * as assert from 'uvu/assert'
import { readProxy } from '../../lib/config/environment.ts'
import { maskLine } from '../../lib/errors/mask.ts'
import { httpClient } from '../../lib/http/client.ts'
import { hasProxy, proxyOf, useProxy } from '../../lib/http/proxy.ts'
import { proxy } from '../kit/proxy.ts'
import { refusal, refusalOf } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const way = suite('proxy')
way.after.each(() => useProxy(null))

const set = (environment: Record<string, string>) => useProxy(readProxy(environment))
const HTTPS_PROXY = 'http://proxy.acme.test:3128'

for (const [except, url, isProxied] of [
  ['', 'https://acme.zendesk.com/api', true],
  ['', 'https://127.0.0.1:8443', true],
  ['', 'http://127.0.0.1:8080', false],
  ['*', 'https://acme.zendesk.com', false],
  ['acme.zendesk.com', 'https://acme.zendesk.com', false],
  ['ACME.zendesk.com', 'https://acme.zendesk.com', false],
  ['zendesk.com', 'https://acme.zendesk.com', false],
  ['.zendesk.com', 'https://acme.zendesk.com', false],
  ['*.zendesk.com', 'https://acme.zendesk.com', false],
  ['desk.com', 'https://acme.zendesk.com', true],
  ['acme.zendesk.com.test', 'https://acme.zendesk.com', true],
  ['other.test, acme.zendesk.com', 'https://acme.zendesk.com', false],
  ['other.test acme.zendesk.com', 'https://acme.zendesk.com', false],
  ['acme.zendesk.com:443', 'https://acme.zendesk.com', false],
  ['acme.zendesk.com:8443', 'https://acme.zendesk.com', true],
  ['acme.zendesk.com:8443', 'https://acme.zendesk.com:8443', false],
  ['10.0.0.0/8', 'https://10.2.3.4', false],
  ['10.0.0.0/8', 'https://11.2.3.4', true],
  ['10.0.0.0/99', 'https://10.2.3.4', true],
  ['0.1', 'https://127.0.0.1', true],
  ['::1', 'https://[::1]:8443', false],
  ['[::1]:8443', 'https://[::1]:8443', false],
  ['fd00::/8', 'https://[fd12::1]', false],
  [',, .', 'https://acme.zendesk.com', true],
] as const)
  way(`NO_PROXY="${except}": ${url} is ${isProxied ? 'proxied' : 'not'}`, () => {
    set({ HTTPS_PROXY, NO_PROXY: except })
    assert.is(proxyOf(new URL(url)), isProxied ? HTTPS_PROXY : null)
  })

way('names in lower case count first, a scheme may be left out, and without a proxy nothing is said of one', () => {
  const url = new URL('https://acme.test')
  set({ HTTPS_PROXY, https_proxy: 'other.test:8080', NO_PROXY: '*', no_proxy: 'x.test' })
  assert.equal([proxyOf(url), hasProxy()], ['http://other.test:8080', true])
  set({ HTTPS_PROXY: '' })
  assert.equal([proxyOf(url), hasProxy()], [null, false])
})

way('a sign-in of the proxy is shown nowhere', () => {
  set({ HTTPS_PROXY: 'https://ann:pr%2Foxy-pass@proxy.acme.test' })
  assert.is(proxyOf(new URL('https://acme.test')), 'https://proxy.acme.test')
  const pair = Buffer.from('ann:pr/oxy-pass').toString('base64')
  assert.is(maskLine(`pr%2Foxy-pass pr/oxy-pass ${pair}`, { reveal: true }), '<secret> <secret> <secret>')
  set({ HTTPS_PROXY: 'https://token-of-proxy:@proxy.acme.test' })
  assert.is(maskLine('a token-of-proxy', { reveal: true }), 'a <secret>')
})

way('a password of the proxy that is too short to be masked is exit 7, and not repeated', () => {
  const { code, message } = refusal(() => readProxy({ HTTPS_PROXY: 'http://ann:sevens7@proxy.acme.test' }))
  assert.is(code, 7)
  assert.match(message, 'the password in HTTPS_PROXY has fewer than 8 characters')
  assert.not.match(message, 'sevens7')
  assert.is(readProxy({ HTTPS_PROXY: 'http://ann@proxy.acme.test' })?.url.username, 'ann')
})

/** A password with a sign that a url has to encode, so that the host is the user. */
const TORN = ['/', '?', '#'].map((sign) => `http://ann:4242${sign}rest-of-it@proxy.test:3128`)

for (const value of ['socks5://proxy.test:1080', 'http://', 'http://a:%zz@b', '://', 'proxy test', ...TORN])
  way(`HTTPS_PROXY=${value} is exit 7, and not repeated`, () => {
    const { code, message } = refusal(() => readProxy({ HTTPS_PROXY: value }))
    assert.is(code, 7)
    assert.is(message, 'HTTPS_PROXY is no address of a proxy such as http://proxy.acme.com:3128')
  })

for (const status of [403, 404, 407, 502])
  way(`${status} of the proxy is no answer of the service: exit 9 with what to check`, async () => {
    const { asked, end, url } = await proxy(9, status)
    try {
      set({ HTTPS_PROXY: url })
      const network = { deadline: 60, tries: 3, firstWait: 0.01 }
      const call = httpClient({
        name: 'Test',
        url: 'https://acme.test',
        network,
        authorization: async () => 'Bearer t',
      })
      const { code, message } = await refusalOf(() => call('GET', '/x', { allow: [404] }))
      assert.is(code, 9)
      assert.match(message, `Test: GET /x: the proxy answered ${status}. Check HTTPS_PROXY and NO_PROXY`)
      assert.equal(asked, [{ to: 'acme.test:443', authorization: undefined }])
    } finally {
      await end()
    }
  })

way.run()
