// Whom compare removes, and whom it leaves alone.

import * as assert from 'uvu/assert'
import { rows } from '../kit/decided-rows.ts'
import { type Choice, contact, decide, nothing, plan, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const compare = suite('compare: removals')

compare('a user without a contact is removed: with every address, the whole person, and active false', () => {
  const gone = user({ email: 'Ann@acme.test', externalId: 's:A', otherEmails: ['ann@home.test'], attributes: { a: 1 } })
  assert.equal(plan([], [gone]), {
    ...nothing,
    delete: [
      {
        email: 'Ann@acme.test',
        externalId: 's:A',
        foreignId: null,
        from: gone.person,
        id: '1',
        key: 'ann@acme.test',
        otherEmails: ['ann@home.test'],
        reason: 'absent',
        to: { active: false },
      },
    ],
  })
  assert.equal(rows([], [gone]), { absent: 1 })
})

compare('what the source says of a leaver is written with the removal, where it says something', () => {
  const gone = user({ attributes: { kind: 'staff' } })
  const leaving = ({ kind }: typeof gone.person.attributes) => (kind === 'staff' ? { kind: 'past' } : null)
  assert.equal(plan([], [gone], { leaving }).delete[0]!.to, { active: false, attributes: { kind: 'past' } })
  assert.equal(plan([], [user()], { leaving }).delete[0]!.to, { active: false })
  const inactive = contact({ active: false })
  assert.equal(plan([inactive], [gone], { leaving }).delete[0]!.to, { active: false, attributes: { kind: 'past' } })
})

compare('a user without a contact is left alone when not active, out of scope or protected', () => {
  const left = [user({ active: false }), user({ protected: 'role agent' })]
  for (const one of left) assert.equal(plan([], [one]), nothing)
  assert.equal(
    rows(
      [],
      left.map((one, n) => ({ ...one, id: `${n}` })),
    ),
    { 'left-alone': 2 },
  )
})

compare('the scope says who may be removed: all end users, those of known organizations, or those we manage', () => {
  const people = [
    user({ id: '1', email: '1@acme.test', organization: '9001' }),
    user({ id: '2', email: '2@acme.test', organization: '7777' }),
    user({ id: '3', email: '3@acme.test', organization: null }),
    user({ id: '4', email: '4@acme.test', organization: null, externalId: 's:4' }),
  ]
  const removed = (scope: Choice['scope']) => {
    const { limitBases, delete: entries } = decide([], people, { scope })
    assert.is(limitBases.delete, entries.length, 'the share of deletions is counted on those in scope')
    return entries.map(({ id }) => id)
  }
  assert.equal(removed('end-users'), ['1', '2', '3', '4'])
  assert.equal(removed('linked'), ['1'])
  assert.equal(removed('managed'), ['4'])
})

compare('nobody is removed for being absent from a read that does not cover all people', () => {
  assert.equal(plan([], [user()], { complete: false }), nothing)
})

compare(
  'a contact that is not active is absence stated by the source: its user is removed, also after a partial read',
  () => {
    for (const complete of [true, false]) {
      for (const known of [user(), user({ email: 'old@acme.test', externalId: 'salesforce:A' })]) {
        const { delete: removed, ...rest } = plan([contact({ active: false, name: 'Other' })], [known], { complete })
        assert.equal(
          removed.map(({ from, id, reason, to }) => [id, reason, to, from]),
          [['1', 'absent', { active: false }, known.person]],
        )
        assert.equal([rest.create, rest.update, rest.held], [[], [], []])
      }
    }
  },
)

compare('a contact that is not active has the limits of every removal', () => {
  const inactive = contact({ active: false, name: 'Other' })
  assert.equal(plan([inactive], []), nothing)
  assert.equal(plan([inactive], [user({ active: false })]), nothing)
  assert.equal(plan([inactive], [user({ protected: 'tag vip' })]), nothing)
  assert.equal(plan([inactive], [user()], { scope: 'managed' }), nothing)
  assert.equal(rows([inactive], []), { 'left-alone': 1 })
  assert.equal(rows([inactive], [user({ active: false, name: 'Other' })]), { 'left-alone': 1 })
})

compare.run()
