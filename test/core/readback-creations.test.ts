// The receipts of creations, by the user that a read shows afterwards.

import * as assert from 'uvu/assert'
import type { Creation } from '../../lib/artifacts/records.ts'
import { receiptOfCreation, receiptOfFailedCreation } from '../../lib/core/readback.ts'
import { contact, decide, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const readback = suite('readback of creations')

const creation = (fields: Parameters<typeof contact>[0] = {}): Creation => decide([contact(fields)], []).create[0]!

const stored = user({ id: '77', externalId: 'salesforce:A' })

readback('a creation is applied when the user that was made is the one that was wanted', () => {
  const receipt = receiptOfCreation(creation(), stored, 'applied')
  const { attributes, ...rest } = stored.person
  assert.equal(receipt, {
    error: null,
    from: null,
    id: '77',
    key: 'ann@acme.test',
    kind: 'create',
    outcome: 'applied',
    to: { ...rest, attributes, email: 'ann@acme.test', externalId: 'salesforce:A' },
  })
  assert.is(
    receiptOfCreation(creation({ email: 'Ann@Acme.test' }), stored, 'applied').outcome,
    'applied',
    'case is no difference',
  )
})

readback('a creation of which the target stored something else is failed, with what it stored', () => {
  const others = { name: 'A. Lee', organization: null, active: false, groups: ['7'], email: 'x@acme.test' }
  for (const [field, value] of Object.entries(others)) {
    const receipt = receiptOfCreation(
      creation(),
      user({ id: '77', externalId: 'salesforce:A', [field]: value }),
      'applied',
    )
    assert.equal([receipt.outcome, receipt.id], ['failed', '77'], field)
    assert.match(receipt.error ?? '', `target stored ${field} ${JSON.stringify(value)}`)
    assert.equal(Reflect.get(receipt.to ?? {}, field), value)
  }
  assert.match(receiptOfCreation(creation(), user({ id: '77' }), 'applied').error ?? '', 'externalId null')
})

readback('a user that is found to be made already is ours only with this very external id', () => {
  assert.is(receiptOfCreation(creation(), stored, 'unchanged').outcome, 'unchanged')
  const other = receiptOfCreation(creation({ name: 'Ann Ek' }), stored, 'unchanged')
  assert.equal([other.outcome, other.error], ['conflict', 'it was there already, and target stored name "Ann Lee"'])
  assert.is(receiptOfCreation(creation(), user({ externalId: 'salesforce:Z' }), 'unchanged').outcome, 'conflict')
  assert.is(receiptOfCreation(creation(), user(), 'unchanged').outcome, 'conflict')
})

readback('a creation that somebody stands in the way of names who', () => {
  const receipt = receiptOfFailedCreation(creation(), {
    outcome: 'conflict',
    error: 'the address belongs to user 5',
    id: '5',
  })
  assert.equal([receipt.kind, receipt.outcome, receipt.id, receipt.to], ['create', 'conflict', '5', null])
  assert.is(receiptOfFailedCreation(creation(), { outcome: 'failed', error: 'RecordInvalid' }).id, null)
})

readback.run()
