// The identities in an answer with users: which users have to be read again.

import * as assert from 'uvu/assert'
import { identitiesBeside } from '../../../lib/targets/zendesk/addresses.ts'
import { readUser } from '../../../lib/targets/zendesk/api-user.ts'
import { suite } from '../../kit/suite.ts'

const beside = suite('zendesk: identities beside users')

const users = (count: number) =>
  Array.from({ length: count }, (_, n) => readUser({ id: n + 1, name: 'A', email: null, role: 'end-user' }, `[${n}]`))

const rowsOf = (user: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ user_id: user, type: 'email', value: `u${user}.${n}@acme.test` }))

const known = (rows: object[], count: number) => [...identitiesBeside(rows, users(count))!.keys()]

beside('a list that is no round number is whole: a user without an identity has none', () => {
  assert.equal(known([...rowsOf(1, 2), ...rowsOf(2, 9)], 3), ['1', '2', '3'])
})

beside('a list that may be cut lacks its last user, and users without an identity', () => {
  assert.equal(known([...rowsOf(1, 2), ...rowsOf(2, 8)], 3), ['1'])
})

beside('an identity without a readable user makes the whole list unknown', () => {
  assert.is(identitiesBeside([{ user_id: null, type: 'email', value: 'a@acme.test' }], users(1)), null)
})

beside.run()
