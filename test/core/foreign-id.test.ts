// Stored external ids: ours as we write them, ours in another spelling, and those of other integrations.

import * as assert from 'uvu/assert'
import { bareIdOf, foreignIdOf, isOwnId } from '../../lib/core/foreign-id.ts'
import { contactOfForeignId } from '../../lib/sources/salesforce/record-id.ts'
import { suite } from '../kit/suite.ts'
import { contactId } from '../kit/worlds.ts'

const ids = suite('foreign ids')

const salesforce = foreignIdOf('salesforce', contactOfForeignId)
const scim = foreignIdOf('scim', bareIdOf('scim'))
const one = contactId(201)

ids('an id of ours in another spelling is not ours, and names the same contact', () => {
  for (const stored of [
    ...[`salesforce:${one.slice(0, 15)}`, `Salesforce:${one}`, `salesforce: ${one}`, `salesforce:${one} `],
    ...[`SALESFORCE:${one.toLowerCase()}`, `sales\u200bforce:${one}`],
  ]) {
    assert.is(salesforce(stored), `salesforce:${one}`, stored)
    assert.not.ok(isOwnId('salesforce', salesforce, stored), stored)
  }
  assert.ok(isOwnId('salesforce', salesforce, `salesforce:${one}`))
  assert.ok(isOwnId('salesforce', salesforce, 'salesforce:x'), 'what names no contact has no other spelling')
  for (const stored of ['SCIM:d5', 'scim: d5', 'scim:d5 ']) {
    assert.is(scim(stored), 'scim:d5', stored)
    assert.not.ok(isOwnId('scim', scim, stored), stored)
  }
  assert.ok(isOwnId('scim', scim, 'scim:d5'))
})

ids(
  'a text that names one contact of Salesforce is its id; two contacts, an account and a longer word are none',
  () => {
    for (const stored of [one, `sfdc:${one}`, `https://acme.test/${one}/view`, `${one} ${one.slice(0, 15)}`])
      assert.is(salesforce(stored), `salesforce:${one}`, stored)
    for (const stored of [`${one},${contactId(202)}`, '001000000000001AAA', `x${one}`, `${one}x`, 'crm:1', ''])
      assert.is(salesforce(stored), null, stored)
  },
)

ids('a bare id of a SCIM source is its own where nothing else is likely to have it', () => {
  const made = 'b1946ac9-2492-4d23-8d3f-7f1b1c2f3a44'
  assert.is(scim(made), `scim:${made}`)
  assert.is(scim('00u1a2b3c4D5e6f7g8h9'), 'scim:00u1a2b3c4D5e6f7g8h9')
  for (const stored of ['5', 'd5', 'ann@acme.test', 'ann.lee', 'a-long-user-name', 'crm:12345678901234'])
    assert.is(scim(stored), null, stored)
})

ids.run()
