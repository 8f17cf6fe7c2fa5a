// The identities in an answer with users: which lists may be cut, and how their users are read.

import * as assert from 'uvu/assert'
import { identitiesBeside, identityLists } from '../../../lib/targets/zendesk/addresses.ts'
import { readUser } from '../../../lib/targets/zendesk/api-user.ts'
import { suite } from '../../kit/suite.ts'

const beside = suite('zendesk: identities beside users')

const oneUser = [readUser({ id: 1, name: 'A', email: null, role: 'end-user' }, '[0]')]

beside('a round number of rows may be a limit, until a longer list comes', () => {
  const lists = identityLists()
  const mayBeCut = (...rows: number[]) => rows.map((one) => lists.mayBeCut(one))
  assert.equal(mayBeCut(0, 9, 10, 99, 100), [false, false, true, false, true])
  lists.note(100)
  assert.equal(mayBeCut(10, 90, 100, 110), [false, false, true, true])
  lists.note(101)
  assert.equal(mayBeCut(100, 110), [false, true])
})

beside('a user without an identity has none', () => {
  assert.equal(identitiesBeside([], oneUser)?.known.get('1')?.addresses, [])
})

beside('an identity without a readable user makes the whole list unknown', () => {
  assert.is(identitiesBeside([{ user_id: null, type: 'email', value: 'a@acme.test' }], oneUser), null)
})

beside.run()
