// Who is who: by key, by external id, by secondary address; and what is held because nobody can say.

import * as assert from 'uvu/assert'
import { contacts as contactFile, users as userFile } from '../../lib/artifacts/files.ts'
import { match as pairs } from '../../lib/core/match.ts'
import { contact, decide, lines, matched, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const match = suite('match')

match('one key on both sides is one person', () => {
  assert.equal(matched([contact({ externalId: 's:A' })], [user({ id: '1' })]), [
    { contacts: ['s:A'], users: ['1'], by: 'key', contested: false, stranger: false },
  ])
})

match('people of different keys are strangers, each told in the order of the keys', () => {
  const found = matched(
    [contact({ email: 'bo@acme.test', externalId: 's:B' })],
    [user({ email: 'cy@acme.test', id: '3' }), user({ email: 'ann@acme.test', id: '1' })],
  )
  assert.equal(
    found.map(({ by, contacts, users }) => [contacts, users, by]),
    [
      [[], ['1'], null],
      [['s:B'], [], null],
      [[], ['3'], null],
    ],
  )
})

match('a side without anybody leaves the other side as it is', () => {
  assert.equal(matched([], []), [])
  assert.equal(
    matched([], [user()]).map(({ users }) => users),
    [['1']],
  )
  assert.equal(
    matched([contact()], []).map(({ contacts }) => contacts),
    [['salesforce:A']],
  )
})

match('a user left over is found by the external id it carries', () => {
  const found = matched(
    [contact({ email: 'ann@new.test', externalId: 's:A' })],
    [user({ email: 'ann@old.test', externalId: 's:A' })],
  )
  assert.equal(found, [{ contacts: ['s:A'], users: ['1'], by: 'externalId', contested: false, stranger: false }])
})

match('any member of a group of equal keys brings its external id into the group', () => {
  const pair = [contact({ externalId: 's:A' }), contact({ externalId: 's:B' })]
  const found = { contacts: ['s:A', 's:B'], users: ['1'], contested: false, stranger: false }
  assert.equal(matched(pair, [user({ externalId: 's:B' })]), [{ ...found, by: 'key' }])
  assert.equal(matched(pair, [user({ email: 'old@acme.test', externalId: 's:B' })]), [{ ...found, by: 'externalId' }])
})

match(
  'a user joined by key whose external id names a contact of another group is claimed by both, and both are held',
  () => {
    const people = [contact({ externalId: 's:A' }), contact({ email: 'bo@acme.test', externalId: 's:B' })]
    assert.equal(
      matched(people, [user({ externalId: 's:B' })]).map(({ by, stranger }) => [by, stranger]),
      [
        ['key', false],
        ['externalId', false],
      ],
    )
    const { held, ...rest } = decide(people, [user({ externalId: 's:B' })])
    assert.equal(
      held.map(({ key, reason, users }) => [key, reason, users]),
      [
        ['ann@acme.test', 'claims', ['1']],
        ['bo@acme.test', 'claims', ['1']],
      ],
    )
    assert.equal([rest.create, rest.update, rest.delete], [[], [], []])
  },
)

match('a contact that is still alone is found by a secondary address', () => {
  const found = matched(
    [contact({ email: 'ann@home.test', externalId: 's:A' })],
    [user({ otherEmails: ['x@y.test', 'ann@home.test'] })],
  )
  assert.equal(found, [{ contacts: ['s:A'], users: ['1'], by: 'address', contested: false, stranger: false }])
})

match('a contact that has a user by key is not looked up by address', () => {
  const people = [user({ id: '1' }), user({ id: '2', email: 'bo@acme.test', otherEmails: ['ann@acme.test'] })]
  assert.equal(
    matched([contact()], people).map(({ contacts, users, contested }) => [contacts, users, contested]),
    [
      [['salesforce:A'], ['1'], false],
      [[], ['2'], false],
    ],
  )
})

match('a contact that has a user by external id is not looked up by address', () => {
  const people = [
    user({ id: '1', email: 'ann@old.test', externalId: 'salesforce:A' }),
    user({ id: '2', email: 'bo@acme.test', otherEmails: ['ann@acme.test'] }),
  ]
  assert.equal(
    matched([contact()], people).map(({ users, by }) => [users, by]),
    [
      [['1'], 'externalId'],
      [['2'], null],
    ],
  )
})

match('the order in which people were read makes no difference', () => {
  const people = ['a', 'b', 'c'].map((name) => contact({ email: `${name}@acme.test`, externalId: `s:${name}` }))
  const known = [
    user({ id: '1', email: 'old@acme.test', externalId: 's:a' }),
    user({ id: '2', email: 'x@acme.test', otherEmails: ['b@acme.test'] }),
    user({ id: '3', email: 'y@acme.test' }),
  ]
  assert.equal(matched([...people].reverse(), [...known].reverse()), matched(people, known))
  assert.equal(decide([...people].reverse(), [...known].reverse()), decide(people, known))
})

/** How often each side is walked. */
function walks(contacts: Parameters<typeof matched>[0], users: Parameters<typeof matched>[1]): [number, number] {
  const counted = { contacts: 0, users: 0 }
  const count = <T>(side: keyof typeof counted, all: Iterable<T>): Iterable<T> => ({
    [Symbol.iterator]() {
      counted[side]++
      return all[Symbol.iterator]()
    },
  })
  const found = pairs(count('contacts', lines(contactFile, contacts)), count('users', lines(userFile, users)))
  for (const _ of found);
  return [counted.contacts, counted.users]
}

match(
  'contacts are walked twice and users three times where all are known, and more only where it may find somebody',
  () => {
    const ann = contact({ email: 'ann@acme.test', externalId: 's:A' })
    const known = user({ email: 'ann@acme.test', externalId: 's:A' })
    const bo = contact({ email: 'bo@acme.test', externalId: 's:B' })
    assert.equal(walks([ann], [known]), [2, 3])
    assert.equal(walks([ann, bo], [known]), [4, 5], 'somebody alone: their address may be of a user')
    const old = user({ email: 'old@acme.test', externalId: 's:A' })
    assert.equal(walks([ann], [old])[0], 5, 'an id that is not joined: the contacts are looked through for it')
  },
)

match.run()
