// What compare decides where drift is kept: who is new or changed alone.

import * as assert from 'uvu/assert'
import type { Reason } from '../../lib/artifacts/records.ts'
import { type Applied, contact, decide, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const compare = suite('compare: drift')

/** What was applied of Ann. */
const ANN = { identifiers: ['salesforce:A'], key: 'ann@acme.test' }
const same = { applied: [{ ...ANN, same: true }] }

compare('where drift is kept, what the target has otherwise stays as long as the source says the same', () => {
  const wanted = contact({ name: 'New' })
  const cases: [Parameters<typeof decide>[1], Parameters<typeof decide>[2], Reason][] = [
    [[], {}, 'missing'],
    [[user()], {}, 'differs'],
    [[user({ protected: 'tag vip' })], {}, 'protected'],
    [[user({ email: 'old@acme.test', externalId: 'salesforce:A' })], {}, 'address-changed'],
    [[user({ email: 'old@acme.test', externalId: 'salesforce:A' })], { emailChange: 'update' }, 'address-changed'],
  ]
  for (const [users, choice, row] of cases) {
    const found = (more: Parameters<typeof decide>[2]) => decide([wanted], users, { ...choice, ...more }).reasons
    assert.is(found({})[row], 1, row)
    assert.is(found({ applied: [] })[row], 1, `${row}: new`)
    assert.is(found({ applied: [{ ...ANN, same: false }] })[row], 1, `${row}: changed, or not settled`)
    assert.equal([found(same)[row], found(same).drift], [0, 1], `${row}: the same`)
  }
})

compare('where drift is kept, who was removed by this sync is brought back all the same', () => {
  const removed = user({ active: false })
  assert.is(decide([contact()], [removed], same).reasons.returned, 1)
  const renamed = user({ active: false, email: 'old@acme.test', externalId: 'salesforce:A' })
  assert.equal(decide([contact()], [renamed], { ...same, emailChange: 'update' }).update[0]!.to.active, true)
})

compare('where drift is kept, only those are removed whom the source had when a plan was last applied', () => {
  const found = (one: Parameters<typeof user>[0], applied: readonly Applied[]) => {
    const { absent, drift } = decide([], [user(one)], { applied }).reasons
    return { absent, drift }
  }
  const had = [{ ...ANN, same: true }]
  assert.equal(found({}, had), { absent: 1, drift: 0 })
  assert.equal(found({ email: 'x@acme.test', externalId: 'salesforce:A' }, had), { absent: 1, drift: 0 })
  assert.equal(found({ email: 'x@acme.test', otherEmails: ['Ann@acme.test'] }, had), { absent: 1, drift: 0 })
  const named = [{ ...ANN, identifiers: ['salesforce:A', 'desk@acme.test'], same: true }]
  assert.equal(found({ email: 'x@acme.test', otherEmails: ['desk@acme.test'] }, named), { absent: 1, drift: 0 })
  assert.equal(found({ email: 'x@acme.test' }, had), { absent: 0, drift: 1 })
  assert.equal(found({}, []), { absent: 0, drift: 1 })
})

compare('where drift is kept, contacts of one key are told together: with one gone the others are compared', () => {
  const two = [contact({ externalId: 's:A', name: 'First' }), contact({ externalId: 's:B', name: 'Second' })]
  const known = [user({ name: 'By Hand' })]
  assert.is(decide(two, known, same).reasons.drift, 1)
  assert.is(decide(two.slice(1), known, { applied: [{ ...ANN, same: false }] }).reasons.differs, 1)
})

compare('where drift is kept, rows that hold for other reasons still hold', () => {
  assert.is(decide([contact({ problem: 'no usable name' })], [user()], same).reasons.problem, 1)
  assert.is(decide([contact()], [user(), user({ id: '2' })], same).reasons.claims, 1)
})

compare.run()
