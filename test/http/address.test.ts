// Where a request may go: to its own origin, as it is written, or nowhere.

import * as assert from 'uvu/assert'
import { pathPart, requestUrl } from '../../lib/http/address.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const address = suite('address')

const BASE = 'https://acme.example.com/scim/v2'

for (const path of [
  '/scim/v2/Users',
  '/scim/v2/Users?filter=a%20eq%20%22//x%22&next=https://other.test/',
  '/services/data/v62.0/query/01gD0000002HU6KIAW-2000',
  'https://acme.example.com/api/v2/users?page%5Bafter%5D=a..b',
  `/scim/v2/Users/${pathPart('ACME\\ann')}`,
  `/scim/v2/Users/${pathPart('https://id.acme.com/ann')}`,
  `/scim/v2/Users/${pathPart('a..b...')}`,
  `/scim/v2/Users/${pathPart('100%')}`,
  `/scim/v2/Users/${pathPart('Žofie 王')}`,
])
  address(`${path} is asked as it is written`, () => {
    const { origin, pathname, search } = requestUrl(BASE, path, 'Test')
    assert.is(origin, 'https://acme.example.com')
    assert.is(pathname + search, path.replace(origin, ''))
  })

for (const own of ['https://acme.example.com:443', 'HTTPS://ACME.example.COM', 'https://Acme.Example.com:443'])
  address(`${own} is the same origin, however it is written`, () => {
    assert.is(requestUrl(BASE, `${own}/oauth/token?a=b`, 'Test').href, 'https://acme.example.com/oauth/token?a=b')
    assert.is(requestUrl(own, '/oauth/token', 'Test').href, 'https://acme.example.com/oauth/token')
    for (const path of ['//evil.test', '/../x', '/a/%2e%2e', '@evil.test/x', ':8443/x', '.evil.test/x'])
      assert.is(refusal(() => requestUrl(BASE, own + path, 'Test')).code, 9, path)
  })

for (const path of [
  'http://acme.example.com/scim/v2/Users',
  'https://acme.example.com:8443/x',
  'https://acme.example.com.evil.test/x',
  'https://acme.example.com@evil.test/x',
  'https://ann@acme.example.com/x',
  'https://@acme.example.com/x',
  'https:acme.example.com/x',
  'https:/acme.example.com/x',
  '//acme.example.com/x',
  'https://evil.test/x',
  '//evil.test/x',
  '/\\evil.test/x',
  '\\\\evil.test/x',
  '/\t/evil.test/x',
  '/\n/evil.test',
  '\thttps://evil.test/x',
  'https:\\\\evil.test',
  ' //evil.test/x',
  '/ok\r\nHost: evil.test',
  '/a//evil.test',
  'evil.test/x',
  '?x',
  'file:///etc/passwd',
  'http://[',
  '/scim/v2/Users/..',
  '/scim/v2/Users/../Groups',
  '/scim/v2/Users/./',
  '/scim/v2/Users/%2e%2e',
  '/scim/v2/Users/..;/Groups',
  '/scim/v2/Users/%2e%2e%3Bx=1/Groups',
  '/scim/v2/Users/.%2E/x',
  '/scim/v2/Users/%252e%252e/x',
  `/scim/v2/Users/${pathPart('../../admin')}`,
  `/scim/v2/Users/${pathPart('..\\..\\admin')}`,
  `/scim/v2/Users/${pathPart('..')}`,
  `/scim/v2/Users/${pathPart('a\tb')}`,
  `/scim/v2/Users/${pathPart('a\r\nb')}`,
])
  address(`${JSON.stringify(path)} is exit 9, and no message quotes it`, () => {
    const { code, message } = refusal(() => requestUrl(BASE, path, 'Test: GET'))
    assert.is(code, 9)
    assert.match(message, /^Test: GET: an id or an address of an answer .*\. The request was not sent\. Check /)
    assert.not.match(message, /evil|admin|passwd/)
  })

address('an empty id is not the path of all', () => assert.is(refusal(() => pathPart('')).code, 9))

address.run()
