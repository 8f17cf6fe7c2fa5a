// Claims: a user whom several contacts claim, or a contact that claims several users, is held.

import * as assert from 'uvu/assert'
import { contact, decide, nothing, plan as planFor, planned, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const match = suite('match: claims')

const keys = (entries: { key: string }[]) => entries.map(({ key }) => key)
const ids = (entries: { id: string }[]) => entries.map(({ id }) => id)

match('every hit is a claim, also where the person is held: a claimed user is never removed', () => {
  const problem = 'no usable name'
  const byKey = decide([contact({ problem })], [user()])
  const byId = decide([contact({ problem })], [user({ email: 'old@acme.test', externalId: 'salesforce:A' })])
  const byAddress = decide([contact({ problem })], [user({ email: 'old@acme.test', otherEmails: ['ann@acme.test'] })])
  for (const plan of [byKey, byId, byAddress]) {
    assert.equal(planned(plan), { ...nothing, held: plan.held })
    assert.equal(
      plan.held.map(({ reason, users }) => [reason, users]),
      [['problem', ['1']]],
    )
  }
})

match('a user claimed by one group by key and by another by address is held with both', () => {
  const people = [contact({ externalId: 's:A' }), contact({ email: 'ann@home.test', externalId: 's:B' })]
  const { held } = decide(people, [user({ otherEmails: ['ann@home.test'] })])
  assert.equal(
    held.map(({ contacts, key, reason, users }) => [key, reason, users, contacts[0]!.externalId]),
    [
      ['ann@acme.test', 'claims', ['1'], 's:A'],
      ['ann@home.test', 'claims', ['1'], 's:B'],
    ],
  )
})

match('a user claimed by two groups by address only is held with both', () => {
  const people = ['a@home.test', 'b@home.test'].map((email) => contact({ email, externalId: `s:${email}` }))
  const plan = decide(people, [user({ otherEmails: ['a@home.test', 'b@home.test'] })])
  assert.equal(keys(plan.held), ['a@home.test', 'b@home.test'])
  assert.equal(planned(plan), { ...nothing, held: plan.held })
})

match('a group that claims two users is held with both, by whatever they were found', () => {
  const ann = contact({ externalId: 's:A' })
  const twice = [
    [user({ id: '1' }), user({ id: '2' })],
    [user({ id: '1' }), user({ id: '2', email: 'old@acme.test', externalId: 's:A' })],
    ['1', '2'].map((id) => user({ id, email: `${id}@acme.test`, externalId: 's:A' })),
    ['1', '2'].map((id) => user({ id, email: `${id}@acme.test`, otherEmails: ['ann@acme.test'] })),
  ]
  for (const people of twice) {
    const { held, ...rest } = decide([ann], people)
    assert.equal(
      held.map(({ reason, users }) => [reason, [...users].sort()]),
      [['claims', ['1', '2']]],
    )
    assert.equal([rest.create, rest.update, rest.delete], [[], [], []])
  }
})

match('a chain of claims holds everybody in it', () => {
  const people = ['a', 'b', 'c'].map((name) => contact({ email: `${name}@acme.test`, externalId: `s:${name}` }))
  const chain = [
    user({ id: '1', email: 'a@acme.test', externalId: 's:b' }),
    user({ id: '2', email: 'b@acme.test', externalId: 's:c' }),
  ]
  const { held } = decide(people, chain)
  assert.equal(
    held.map(({ key, users }) => `${key} ${[...users].sort().join(' ')}`),
    ['a@acme.test 1', 'b@acme.test 1 2', 'c@acme.test 2'],
  )
})

match('two users of one key whom nobody claims are two people', () => {
  assert.equal(ids(decide([], [user({ id: '1' }), user({ id: '2' })]).delete), ['1', '2'])
})

match('a user joined by key whose external id names no contact stays joined when everyone was read', () => {
  const plan = decide([contact({ externalId: 's:new' })], [user({ externalId: 's:merged', name: 'Ann Old' })])
  assert.equal(ids(plan.update), ['1'])
  assert.equal(plan.held, [])
  assert.equal(planFor([contact()], [user({ externalId: 's:merged' })]), nothing)
})

match('a user joined by key whose external id names no contact is held when not everyone was read', () => {
  for (const name of ['Ann Lee', 'Ann Old']) {
    const plan = decide([contact()], [user({ externalId: 's:merged', name })], { complete: false })
    assert.equal(
      plan.held.map(({ reason, users }) => [reason, users]),
      [['claims', ['1']]],
      name,
    )
    assert.equal(planned(plan), { ...nothing, held: plan.held })
  }
})

match('a partial read holds nobody who carries the external id of the group, or none of ours', () => {
  for (const externalId of ['salesforce:A', null]) {
    assert.equal(planFor([contact()], [user({ externalId })], { complete: false }), nothing)
  }
})

match('a contact that is not active claims nobody by an address alone: somebody else may have it by now', () => {
  const left = contact({ email: 'box@acme.test', key: 'gone', externalId: 's:G', active: false, account: 'birch' })
  const known = user({ otherEmails: ['box@acme.test'] })
  assert.equal(planned(decide([contact(), left], [known])), nothing)
  const other = user({ email: 'box@acme.test' })
  assert.is(decide([left], [other]).delete.length, 1, 'the user is nobody in the source')
})

match(
  'a user found by a secondary address, whose external id names no contact, is held when not everyone was read',
  () => {
    const known = user({ email: 'u@x.test', otherEmails: ['b@x.test'], externalId: 's:U', name: 'Ursula' })
    const bob = contact({ email: 'b@x.test', externalId: 's:B', name: 'Bob' })
    const plan = decide([bob], [known], { complete: false })
    assert.equal(planned(plan), { ...nothing, held: plan.held })
    assert.is(plan.held[0]?.reason, 'claims')
  },
)

match(
  'whoever has the first address of a contact under another sign-in name is held with it, if nobody else has them',
  () => {
    const lee = contact({ key: 'ann.lee', email: 'Ann@acme.test', externalId: 's:A' })
    const ann = user({ id: '1', email: 'ann@acme.test', key: 'ann@acme.test' })
    const desk = user({ id: '2', email: 'ANN@acme.test', key: 'reception' })
    const plan = decide([lee], [ann, desk])
    assert.equal(planned(plan), { ...nothing, held: plan.held })
    assert.equal([plan.held[0]!.reason, plan.held[0]!.users], ['claims', ['1', '2']])
    const other = contact({ key: 'ann@acme.test', email: 'ann@acme.test', externalId: 's:B' })
    assert.equal(
      decide([lee, other], [ann]).held,
      [],
      'she is joined by her key, and a new colleague may share her address',
    )
    assert.equal(decide([contact({ key: 'jdoe', email: 'j@acme.test' })], [desk]).delete.length, 1)
  },
)

match.run()
