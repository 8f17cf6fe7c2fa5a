// What a read of the target before and after a write says about one planned entry (docs/promises.md).

import * as assert from 'uvu/assert'
import type { Creation, Deletion, Update, User } from '../../lib/artifacts/records.ts'
import { receiptAfterWrite, receiptBeforeWrite, receiptOfCreation } from '../../lib/core/readback.ts'
import { contact, decide, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const readback = suite('readback')

const update = (fields: Partial<Update> = {}): Update => ({
  from: { name: 'Ann Lee' },
  id: '1',
  key: 'ann@acme.test',
  reason: 'differs',
  to: { name: 'Ann Ek' },
  ...fields,
})

const deletion = (of: User): Deletion => decide([], [of]).delete[0]!
const creation = (fields: Parameters<typeof contact>[0] = {}): Creation => decide([contact(fields)], []).create[0]!
const outcome = (entry: Update | Deletion, now: User | undefined) => receiptBeforeWrite(entry, now)?.outcome ?? 'sent'

readback('an update of a user that is as the plan says is sent', () => {
  assert.is(receiptBeforeWrite(update(), user()), null)
  assert.is(
    receiptBeforeWrite(update(), user({ organization: '7', active: false })),
    null,
    'other fields are nobody\u2019s business',
  )
})

readback('an update of a user that is already as wanted is unchanged', () => {
  assert.equal(receiptBeforeWrite(update(), user({ name: 'Ann Ek' })), {
    error: null,
    from: { name: 'Ann Ek' },
    id: '1',
    key: 'ann@acme.test',
    kind: 'update',
    outcome: 'unchanged',
    to: null,
  })
  assert.is(outcome(update(), user({ name: 'Ann Ek', protected: 'role agent' })), 'unchanged')
})

readback('a user of whom a part cannot be read is never as wanted: before it is protected, after it is failed', () => {
  const half = user({ name: 'Ann Ek', protected: 'unreadable: role is missing' })
  assert.is(outcome(update(), half), 'protected')
  assert.is(outcome(deletion(user()), user({ active: false, protected: half.protected })), 'protected')
  const receipt = receiptAfterWrite(update(), { user: half, was: user(), error: null })
  assert.is(receipt.outcome, 'failed')
  assert.match(receipt.error ?? '', 'unreadable: role is missing')
  const entry = creation()
  const there = user({ ...entry.to, externalId: entry.to.externalId, protected: half.protected })
  assert.is(receiptOfCreation(entry, there, 'applied').outcome, 'failed')
  assert.is(receiptOfCreation(entry, there, 'unchanged').outcome, 'conflict')
})

readback('an update of a user that somebody changed is a conflict, naming the field', () => {
  const receipt = receiptBeforeWrite(update(), user({ name: 'Ann Other' }))
  assert.is(receipt?.outcome, 'conflict')
  assert.match(receipt?.error ?? '', 'name')
  assert.equal(receipt?.from, { name: 'Ann Other' })
})

readback('an update of which only a part is done is a conflict', () => {
  const both = update({ from: { name: 'Ann Lee', organization: '1' }, to: { name: 'Ann Ek', organization: '2' } })
  assert.is(outcome(both, user({ name: 'Ann Ek', organization: '1' })), 'conflict')
  assert.is(outcome(both, user({ organization: '1' })), 'sent')
})

readback('an update looks at those attributes that it names', () => {
  const phone = update({ from: { attributes: { phone: null } }, to: { attributes: { phone: '1' } } })
  assert.is(outcome(phone, user({ attributes: { city: 'Rome', phone: null } })), 'sent')
  assert.is(outcome(phone, user({ attributes: { city: 'Rome' } })), 'sent')
  assert.is(outcome(phone, user({ attributes: { city: 'Rome', phone: '1' } })), 'unchanged')
  assert.is(outcome(phone, user({ attributes: { phone: '2' } })), 'conflict')
})

readback('an update of a user that is gone is a conflict', () => {
  const receipt = receiptBeforeWrite(update(), undefined)
  assert.equal([receipt?.outcome, receipt?.id, receipt?.from], ['conflict', '1', null])
})

readback('a user that is protected by now is left alone', () => {
  const agent = { protected: 'role agent' }
  assert.is(outcome(update(), user(agent)), 'protected')
  assert.is(outcome(deletion(user()), user(agent)), 'protected')
  assert.match(receiptBeforeWrite(update(), user(agent))?.error ?? '', 'role agent')
})

readback('an update of a user that lost the address it was matched by is a conflict', () => {
  assert.is(outcome(update(), user({ email: 'eve@acme.test' })), 'conflict')
  assert.is(outcome(update(), user({ email: 'eve@acme.test', otherEmails: ['Ann@Acme.test'] })), 'sent')
})

readback('every update that is planned can be sent to the users it was planned from', () => {
  const moved = { email: 'ann@old.test', externalId: 'salesforce:A', name: 'Old' }
  const worlds: [Parameters<typeof contact>[0], Parameters<typeof user>[0], 'hold' | 'update'][] = [
    [{}, { name: 'Old' }, 'hold'],
    [{}, { email: 'ANN@acme.test', active: false }, 'hold'],
    [{}, { email: 'ann@old.test', otherEmails: ['Ann@acme.test'], name: 'Old' }, 'hold'],
    [{}, { ...moved, otherEmails: ['ann@acme.test'] }, 'hold'],
    [{}, moved, 'update'],
  ]
  for (const [wanted, known, emailChange] of worlds) {
    const [entry] = decide([contact(wanted)], [user(known)], { emailChange }).update
    assert.is(receiptBeforeWrite(entry!, user(known)), null, JSON.stringify(known))
  }
})

readback('an update of somebody whose sign-in name is new and no address can be sent too', () => {
  const known = user({ key: 'ann.old', externalId: 'salesforce:A', name: 'Old' })
  const [entry] = decide([contact({ key: 'ann.new' })], [known], { emailChange: 'update' }).update
  assert.is(receiptBeforeWrite(entry!, known), null)
})

readback('a change of address is done when both the address and the key are the new ones', () => {
  const known = user({ email: 'ann@old.test', externalId: 'salesforce:A' })
  const [entry] = decide([contact()], [known], { emailChange: 'update' }).update
  assert.is(outcome(entry!, user({ email: 'Ann@acme.test', externalId: 'salesforce:A' })), 'unchanged')
  assert.is(outcome(entry!, user({ email: 'eve@acme.test', externalId: 'salesforce:A' })), 'conflict')
  assert.is(
    receiptAfterWrite(entry!, { user: user({ email: 'Ann@acme.test' }), was: known, error: null }).outcome,
    'applied',
  )
})

readback('a removal of a user that is as the plan says is sent', () => {
  const full = user({ attributes: { phone: '1' }, externalId: 's:A', groups: ['7'], otherEmails: ['a@home.test'] })
  assert.is(receiptBeforeWrite(deletion(full), full), null)
})

readback('a removal of a user that is gone, or removed already, is unchanged', () => {
  for (const now of [undefined, user({ active: false }), user({ active: false, name: 'Other' })]) {
    const receipt = receiptBeforeWrite(deletion(user()), now)
    assert.equal([receipt?.kind, receipt?.outcome, receipt?.error], ['delete', 'unchanged', null])
  }
})

readback('a removal of a user that changed in any way since it was read is a conflict', () => {
  const planned = user({ attributes: { phone: '1' }, externalId: 's:A', otherEmails: ['a@home.test'] })
  for (const change of [
    { person: { ...planned.person, name: 'Ann Ek' } },
    { person: { ...planned.person, organization: null } },
    { person: { ...planned.person, groups: ['7'] } },
    { person: { ...planned.person, attributes: { phone: '2' } } },
    { email: 'ann@new.test', key: 'ann@new.test' },
    { otherEmails: [] },
    { externalId: null },
  ]) {
    const now = { ...planned, ...change }
    const receipt = receiptBeforeWrite(deletion(planned), now)
    assert.equal([receipt?.outcome, receipt?.from], ['conflict', now.person], JSON.stringify(change))
  }
})

readback('a write is applied when the target has stored what was wanted, whatever it said', () => {
  assert.equal(receiptAfterWrite(update(), { user: user({ name: 'Ann Ek' }), was: user(), error: null }), {
    error: null,
    from: { name: 'Ann Lee' },
    id: '1',
    key: 'ann@acme.test',
    kind: 'update',
    outcome: 'applied',
    to: { name: 'Ann Ek' },
  })
  assert.is(
    receiptAfterWrite(update(), { user: user({ name: 'Ann Ek' }), was: user(), error: 'the job was lost' }).outcome,
    'applied',
  )
  const removed = receiptAfterWrite(deletion(user()), { user: user({ active: false }), was: user(), error: null })
  assert.equal(
    [removed.kind, removed.outcome, removed.from, removed.to],
    ['delete', 'applied', { active: true }, { active: false }],
  )
})

readback('a write whose value the target stored otherwise is failed, with what it stored', () => {
  const receipt = receiptAfterWrite(update(), { user: user({ name: 'Ann E.' }), was: user(), error: null })
  assert.is(receipt.outcome, 'failed')
  assert.match(receipt.error ?? '', /^target stored .*"Ann E\."/)
  assert.equal(receipt.to, { name: 'Ann E.' })
})

readback('a field that the target dropped is failed', () => {
  const phone = update({ from: { attributes: { phone: null } }, to: { attributes: { phone: '1' } } })
  const receipt = receiptAfterWrite(phone, { user: user(), was: user(), error: null })
  assert.equal([receipt.outcome, receipt.to], ['failed', { attributes: { phone: null } }])
  assert.match(receipt.error ?? '', 'target stored')
})

readback('a write that the target refused is failed, in the words of the target', () => {
  const receipt = receiptAfterWrite(update(), { user: user(), was: user(), error: 'RecordInvalid: name is too long' })
  assert.equal([receipt.outcome, receipt.error], ['failed', 'RecordInvalid: name is too long'])
})

readback('an updated user that is gone afterwards is failed', () => {
  const receipt = receiptAfterWrite(update(), { user: undefined, was: user(), error: null })
  assert.equal([receipt.outcome, receipt.to], ['failed', null])
})

readback('a removal whose user is gone afterwards is applied, an update failed', () => {
  assert.is(receiptAfterWrite(deletion(user()), { user: undefined, was: user(), error: null }).outcome, 'applied')
  assert.is(receiptAfterWrite(deletion(user()), { user: undefined, was: user(), error: 'no answer' }).outcome, 'failed')
  assert.is(receiptAfterWrite(update(), { user: undefined, was: user(), error: null }).outcome, 'failed')
})

readback.run()
