// Who is held: nothing is done to them, and a human is told why (docs/decisions.md).

import * as assert from 'uvu/assert'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { type Choice, contact, decide, nothing, plan, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const held = suite('held')

/** Why somebody is held, when that is all that is planned; else what is. */
const heldFor = (contacts: Contact[], users: User[], choice: Partial<Choice> = {}) => {
  const { held: people, ...rest } = plan(contacts, users, choice)
  return Object.values(rest).flat().length ? rest : people.map(({ reason }) => reason)
}

const renamed = [[contact({ email: 'ann@new.test' })], [user({ externalId: 'salesforce:A' })]] as const

held('an address that changed is held where the target cannot change it', () => {
  assert.equal(plan([...renamed[0]], [...renamed[1]]), {
    ...nothing,
    held: [
      {
        contacts: [{ account: 'acme', externalId: 'salesforce:A' }],
        key: 'ann@new.test',
        reason: 'address-changed',
        users: ['1'],
      },
    ],
  })
})

held('two contacts of one key and one account are one person: the lowest external id stands for both', () => {
  const pair = [contact({ externalId: 's:B', name: 'Second' }), contact({ externalId: 's:A', name: 'First' })]
  assert.equal(
    plan(pair, []).create.map(({ to }) => [to.externalId, to.name]),
    [['s:A', 'First']],
  )
  const { missing, merged } = decide(pair, []).reasons
  assert.equal({ missing, merged }, { missing: 1, merged: 1 })
  assert.equal(plan(pair, [user({ name: 'First', externalId: 's:B' })]), nothing)
  assert.equal(plan(pair, [user()]).update[0]!.to, { name: 'First' })
})

const torn = [contact({ externalId: 's:B', account: 'birch', name: 'B' }), contact({ externalId: 's:A', name: 'A' })]

held('two contacts of one key and different accounts are held, naming the accounts', () => {
  const record = {
    contacts: [
      { account: 'acme', externalId: 's:A' },
      { account: 'birch', externalId: 's:B' },
    ],
    key: 'ann@acme.test',
    reason: 'different-accounts',
  }
  assert.equal(plan(torn, [user()]), { ...nothing, held: [{ ...record, users: ['1'] }] })
  assert.equal(plan(torn, []), { ...nothing, held: [{ ...record, users: [] }] })
})

held('with duplicates "first" the lowest external id stands for different accounts too', () => {
  assert.equal(
    plan(torn, [], { duplicates: 'first' }).create.map(({ to }) => to.externalId),
    ['s:A'],
  )
  assert.equal(heldFor(torn, [user({ externalId: 's:A', name: 'A' })], { duplicates: 'first' }), [])
})

held('a duplicate that is not active does not stand beside one that is', () => {
  const [active, left] = [
    contact({ externalId: 's:B' }),
    contact({ externalId: 's:A', active: false, account: 'birch' }),
  ]
  assert.equal(plan([active, left], [user()]), nothing)
  assert.equal(
    plan([active, left], []).create.map(({ to }) => to.externalId),
    ['s:B'],
  )
  assert.equal(
    plan([left, { ...left, externalId: 's:C' }], [user()]).delete.map(({ id }) => id),
    ['1'],
  )
})

held('a contact with a problem is held, whatever the user is', () => {
  const broken = contact({ problem: 'organization ambiguous: 1, 2 carry one account' })
  for (const known of [[], [user()], [user({ name: 'Old' })], [user({ active: false })]]) {
    assert.equal(heldFor([broken], known), ['problem'])
  }
  assert.equal(heldFor([contact(), { ...broken, externalId: 'salesforce:B' }], [user()]), ['problem'])
  assert.equal(heldFor([contact(), { ...broken, externalId: 'a:B' }], []), ['problem'])
})

const masked = (fields: Parameters<typeof contact>[0] = {}) =>
  contact({ email: null, externalId: 's:M', problem: 'masked address: nobody sees it', ...fields })

held('somebody whose address nobody sees keeps everybody of the account whom no contact claims', () => {
  const [ann, bo] = [user(), user({ id: '2', email: 'bo@acme.test', organization: '9002' })]
  const { held: people, ...rest } = plan([masked()], [ann, bo])
  assert.equal(
    people.map(({ contacts, key, reason, users }) => [key, reason, users, contacts.map((one) => one.externalId)]),
    [
      ['?s:M', 'problem', [], ['s:M']],
      ['ann@acme.test', 'masked', ['1'], ['s:M']],
    ],
  )
  assert.equal(
    rest.delete.map(({ id }) => id),
    ['2'],
    'another account is another matter',
  )
})

held('somebody whose address nobody sees is known by the id, and keeps nobody else then', () => {
  const known = [{ externalId: 's:M' }, { foreignId: '7' }]
  for (const [n, ids] of known.entries()) {
    const all = [user({ email: 'old@acme.test', ...ids }), user({ id: '2' })]
    const { held: people, delete: removed } = plan([masked(n === 1 ? { externalId: 's:7' } : {})], all)
    assert.equal(
      people.map(({ users }) => users),
      [['1']],
    )
    assert.equal(
      removed.map(({ id }) => id),
      ['2'],
    )
  }
})

held(
  'an address in a shape that nobody expected keeps an account as a masked one does; one that is known keeps none',
  () => {
    const rows = (fields: Parameters<typeof contact>[0]) => decide([masked(fields)], [user()]).reasons
    assert.is(rows({ problem: 'unreadable: emails[0] is an object' }).masked, 1)
    assert.is(rows({ problem: 'no usable address' }).absent, 1)
    assert.is(rows({ active: false }).absent, 1)
    assert.is(rows({ key: 'lee' }).absent, 1, 'the sign-in name is known')
    const elsewhere = decide([masked({ account: 'unknown' })], [user({ organization: null }), user({ id: '2' })])
    assert.equal([elsewhere.reasons.masked, elsewhere.reasons.absent], [1, 1], 'an account without an organization')
  },
)

held('two users of one key who are kept share a record', () => {
  const { held: people, reasons } = decide([masked()], [user(), user({ id: '2' })])
  assert.equal(
    people.map(({ users }) => users),
    [[], ['1', '2']],
  )
  assert.is(reasons.masked, 2)
})

held('a protected user is held when something would change, and equal it is nobody\u2019s business', () => {
  const known = user({ protected: 'role agent' })
  assert.equal(plan([contact()], [known]), nothing)
  const elsewhere = { ...known, email: 'a@home.test', key: 'a@home.test', otherEmails: ['ann@acme.test'] }
  assert.equal(plan([contact()], [elsewhere]), nothing)
  assert.equal(heldFor([contact({ name: 'Ann Ek' })], [elsewhere]), ['protected'])
  assert.equal(heldFor([contact({ name: 'Ann Ek' })], [known]), ['protected'])
  assert.equal(heldFor([contact()], [user({ active: false, protected: 'suspended' })]), ['protected'])
  const moved = user({ externalId: 'salesforce:A', protected: 'role agent' })
  assert.equal(heldFor([...renamed[0]], [moved], { emailChange: 'update' }), ['protected'])
})

held('rows that hold win over all others', () => {
  const problem = 'no usable name'
  assert.equal(heldFor([contact({ active: false, problem })], [user()]), ['problem'])
  assert.equal(heldFor([contact({ active: false })], [user({ id: '1' }), user({ id: '2' })]), ['claims'])
  const apart = torn.map((one) => ({ ...one, person: { ...one.person, active: false } }))
  assert.equal(heldFor(apart, [user()]), ['different-accounts'])
  assert.equal(heldFor([contact()], [user({ id: '1' }), user({ id: '2' })]), ['claims'])
  assert.equal(heldFor([contact({ problem })], [user({ protected: 'tag vip' })]), ['problem'])
})

held('a held record names the marked users first, and the count of those is told', () => {
  const users = [user({ id: '1' }), user({ id: '2', active: false }), user({ id: '3' })]
  const { held: people, marked } = decide([contact()], users)
  assert.equal(people[0]!.users, ['2', '1', '3'])
  assert.is(marked, 1)
  assert.is(decide([contact()], [user({ id: '1' }), user({ id: '3' })]).marked, 0)
})

held.run()
