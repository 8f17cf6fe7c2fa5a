// Which instance_url a token may go to.

import * as assert from 'uvu/assert'
import { instanceOf } from '../../../lib/sources/salesforce/instance-url.ts'
import { refusal } from '../../kit/refusal.ts'
import { suite } from '../../kit/suite.ts'

const instance = suite('instance_url')

const LOGIN = 'https://login.acme.com'

for (const url of [
  'https://acme.my.salesforce.com',
  'https://acme--test.sandbox.my.salesforce.com',
  'https://na139.salesforce.com',
  'https://agency.my.salesforce.mil',
  'https://acme.my.sfcrmproducts.cn',
  'https://ACME.my.Salesforce.com:443/',
  'https://login.acme.com/',
])
  instance(`${url} is asked`, () => assert.is(instanceOf(url, LOGIN), new URL(url).origin))

for (const url of [
  'http://acme.my.salesforce.com',
  'https://salesforce.com',
  'https://evilsalesforce.com',
  'https://acme.my.salesforce.com.evil.test',
  'https://acme.my.salesforce.com:8443',
  'https://acme.my.salesforce.com@evil.test',
  'https://login.acme.com:8443',
  'http://login.acme.com',
  'https://evil.test/acme.my.salesforce.com',
  '//acme.my.salesforce.com',
  '',
])
  instance(`"${url}" is exit 9, and not repeated`, () => {
    const { code, message } = refusal(() => instanceOf(url, LOGIN))
    assert.is(code, 9)
    assert.not.match(message, /evil|https?:/)
  })

instance.run()
