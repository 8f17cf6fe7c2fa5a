// What compare decides: every row of the table in docs/decisions.md, and what stands in the record.

import * as assert from 'uvu/assert'
import { reasonNames } from '../../lib/artifacts/records.ts'
import type { PlanEntry } from '../../lib/core/decision.ts'
import { rows } from '../kit/decided-rows.ts'
import { contact, decide, nothing, plan, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const compare = suite('compare')

compare('a contact and an equal user: nothing', () => {
  assert.equal(plan([contact()], [user()]), nothing)
  assert.equal(rows([contact()], [user()]), { equal: 1 })
})

compare('a contact without a user is created, with its address as written, its external id and the person', () => {
  const bo = contact({
    email: 'Bo@Acme.test',
    externalId: 's:B',
    name: 'Bo Ek',
    groups: ['7'],
    attributes: { phone: '1' },
  })
  const to = {
    active: true,
    attributes: { phone: '1' },
    email: 'Bo@Acme.test',
    externalId: 's:B',
    groups: ['7'],
    name: 'Bo Ek',
    organization: '9001',
  }
  assert.equal(plan([bo], []), { ...nothing, create: [{ key: 'bo@acme.test', reason: 'missing', to }] })
})

compare('a user that differs is updated, naming only what differs, with both values', () => {
  const record = { id: '1', key: 'ann@acme.test', reason: 'differs' }
  const wanted = contact({ name: 'Ann Ek' })
  assert.equal(plan([wanted], [user()]).update, [{ ...record, from: { name: 'Ann Lee' }, to: { name: 'Ann Ek' } }])
  const moved = contact({ groups: ['1', '2'], organization: '9002' })
  assert.equal(plan([moved], [user({ groups: ['1'], organization: null })]).update, [
    {
      ...record,
      from: { groups: ['1'], organization: null },
      to: { groups: ['1', '2'], organization: '9002' },
    },
  ])
})

compare('of the attributes an update names only those that differ', () => {
  const wanted = contact({ attributes: { city: 'Rome', langs: ['de', 'en'], phone: '1', vip: false } })
  const known = user({ attributes: { city: 'Rome', langs: ['en'], phone: null, vip: true } })
  assert.equal(plan([wanted], [known]).update, [
    {
      from: { attributes: { langs: ['en'], phone: null, vip: true } },
      id: '1',
      key: 'ann@acme.test',
      reason: 'differs',
      to: { attributes: { langs: ['de', 'en'], phone: '1', vip: false } },
    },
  ])
})

compare('an update never touches the external id, and the address only where the target changes addresses', () => {
  const known = user({ email: 'ANN@acme.test', externalId: 'salesforce:gone', name: 'Old' })
  assert.equal(Object.keys(plan([contact()], [known]).update[0]!.to), ['name'])
  assert.equal(plan([contact()], [user({ email: 'ANN@acme.test' })], { emailChange: 'update' }), nothing)
})

compare('a user removed by this sync comes back: an update with active true and whatever else differs', () => {
  const gone = user({ active: false, name: 'Old' })
  assert.equal(plan([contact()], [gone]).update, [
    {
      from: { active: false, name: 'Old' },
      id: '1',
      key: 'ann@acme.test',
      reason: 'returned',
      to: { active: true, name: 'Ann Lee' },
    },
  ])
})

const renamed = [[contact({ email: 'ann@new.test' })], [user({ externalId: 'salesforce:A' })]] as const

compare('an address that changed is updated where the target can: key and email too, with both values', () => {
  const update = { id: '1', key: 'ann@new.test', reason: 'address-changed' }
  const from = { email: 'ann@acme.test', key: 'ann@acme.test' }
  const to = { email: 'Ann@New.test', key: 'ann@new.test' }
  const wanted = contact({ email: 'Ann@New.test', name: 'Ann Ek' })
  assert.equal(plan([wanted], [...renamed[1]], { emailChange: 'update' }), {
    ...nothing,
    update: [{ ...update, from: { ...from, name: 'Ann Lee' }, to: { ...to, name: 'Ann Ek' } }],
  })
})

compare('an address that is already a secondary one of the user has not changed, and is left alone', () => {
  for (const emailChange of ['hold', 'update'] as const) {
    for (const externalId of ['salesforce:A', null]) {
      const known = user({ externalId, otherEmails: ['Ann@New.test'] })
      assert.equal(plan([...renamed[0]], [known], { emailChange }), nothing)
      const wanted = contact({ email: 'ann@new.test', name: 'Ann Ek' })
      assert.equal(plan([wanted], [known], { emailChange }).update, [
        { from: { name: 'Ann Lee' }, id: '1', key: 'ann@new.test', reason: 'differs', to: { name: 'Ann Ek' } },
      ])
    }
  }
})

compare('the shares of the limits are counted on contacts, on pairs, and on active unprotected users', () => {
  const contacts = [contact(), contact({ email: 'bo@acme.test', externalId: 's:B' })]
  const users = [
    user(),
    user({ id: '2', email: 'x@acme.test' }),
    user({ id: '3', email: 'y@acme.test', active: false }),
  ]
  assert.equal(decide(contacts, users).limitBases, { create: 2, update: 1, delete: 2 })
  assert.equal(decide(contacts, [user({ protected: 'tag vip' })]).limitBases, { create: 2, update: 1, delete: 0 })
})

compare('every person falls into one row of the table, and a merged one is counted there too', () => {
  const one = (name: string, fields: Parameters<typeof contact>[0] = {}) =>
    contact({ email: `${name}@acme.test`, externalId: `s:${name}`, ...fields })
  const other = (name: string, fields: Parameters<typeof user>[0] = {}) =>
    user({ email: `${name}@acme.test`, id: name, ...fields })
  const contacts = [
    ...[
      'equal',
      'missing',
      'differs',
      'returned',
      'renamed',
      'merged',
      'torn',
      'claims',
      'protected',
      'drift',
      'spelling',
    ].map((name) => one(name)),
    one('merged', { externalId: 's:merged-too' }),
    one('torn', { externalId: 's:torn-too', account: 'birch' }),
    one('problem', { problem: 'no usable name' }),
    one('unread', { account: 'birch', email: null, problem: 'masked address: no' }),
  ]
  const users = [
    ...['equal', 'claims', 'merged', 'torn', 'problem', 'absent'].map((name) => other(name)),
    other('differs', { name: 'Old' }),
    other('returned', { active: false }),
    other('old', { externalId: 's:renamed' }),
    other('claims', { id: 'claims-too' }),
    other('protected', { name: 'Old', protected: 'role agent' }),
    other('left', { protected: 'role agent' }),
    other('drift', { name: 'Old' }),
    other('masked', { organization: '9002' }),
    other('spelling', { email: '<spelling@acme.test>' }),
  ]
  const applied = [
    { identifiers: ['s:drift'], key: 'drift@acme.test', same: true },
    ...['absent', 'masked'].map((name) => ({ identifiers: [`s:${name}`], key: `${name}@acme.test`, same: true })),
  ]
  assert.equal(decide(contacts, users, { applied }).reasons, {
    ...Object.fromEntries(reasonNames.map((row) => [row, 1])),
    equal: 2,
    problem: 2,
    refused: 0,
  })
})

compare('what was refused before is held with its words, and everybody else is not', () => {
  const no = { key: 'no@acme.test', email: 'no@acme.test', externalId: 's:N' }
  const refused = ({ into, record }: PlanEntry) => (into === 'create' && record.key === no.key ? 'its words' : null)
  const found = decide([contact({ name: 'New' }), contact(no)], [user()], { refused })
  const held = {
    contacts: [{ account: 'acme', externalId: 's:N' }],
    key: no.key,
    reason: 'refused',
    message: 'its words',
  }
  assert.equal(found.held, [{ ...held, users: [] }])
  assert.equal([found.create, found.update.length, found.reasons.refused], [[], 1, 1])
})

compare('a sign-in name that is no address is changed alone, and never written as an address', () => {
  const known = { key: 'ann.old', externalId: 's:A' }
  const wanted = { key: 'ann.new', externalId: 's:A' }
  const fields = (one: Parameters<typeof contact>[0], other: Parameters<typeof user>[0]) =>
    decide([contact({ ...wanted, ...one })], [user({ ...known, ...other })], { emailChange: 'update' }).update.map(
      ({ from, to }) => ({ from, to }),
    )
  const renamed = [{ from: { key: 'ann.old' }, to: { key: 'ann.new' } }]
  assert.equal(fields({}, {}), renamed)
  assert.equal(fields({}, { email: 'old@x.test', otherEmails: ['ann@acme.test'] }), renamed)
  assert.equal(fields({ email: null }, {}), renamed)
})

compare('somebody without an address is created under the sign-in name', () => {
  const [made] = decide([contact({ email: null, key: 'ann.lee' })], []).create
  assert.equal([made!.key, made!.to.email], ['ann.lee', 'ann.lee'])
})

compare('of one person alone, whoever else may claim the user holds what would change, and nothing else', () => {
  const reasons = (users: Parameters<typeof user>[0]) =>
    decide([contact({ externalId: 'salesforce:A', name: 'New' })], [user(users)], {
      alone: true,
      complete: false,
    }).held.map(({ reason }) => reason)
  assert.equal(reasons({}), [])
  assert.equal(reasons({ otherEmails: ['b@acme.test'] }), ['claims'])
  assert.equal(reasons({ otherEmails: ['b@acme.test'], name: 'New' }), [])
  const found = { externalId: 'salesforce:A', email: 'b@acme.test', otherEmails: ['ann@acme.test'] }
  assert.equal(reasons(found), ['claims'])
})

compare('an attribute is never one that every object has', () => {
  const plan = decide([contact({ attributes: {} })], [user({ attributes: { constructor: 'x' } })])
  assert.equal(
    plan.update.map(({ from, to }) => [{ ...from.attributes }, { ...to.attributes }]),
    [[{ constructor: 'x' }, { constructor: null }]],
  )
})

compare.run()
