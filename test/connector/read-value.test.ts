// The readers of remote values: absent, a value, or unreadable; unreadable never counts as absent, false or empty.

import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  isUnreadable,
  readBoolean,
  readCounter,
  readField,
  readId,
  readList,
  readScalar,
  readText,
  recordReader,
  shapeOf,
} from '../../lib/connector/read-value.ts'
import { exit, type Failure } from '../../lib/errors/failure.ts'
import { suite } from '../kit/suite.ts'

const readers = suite('readers of values')

readers('texts: plain, numbers as digits, objects by their value; anything else is unreadable with its shape', () => {
  assert.is(readText('ann', 'name'), 'ann')
  assert.is(readText(42, 'name'), '42')
  assert.is(readText({ value: 'ann', type: 'work' }, 'name'), 'ann')
  for (const absent of [undefined, null, '']) assert.is(readText(absent, 'name'), null)
  const odd: [unknown, string][] = [
    [{}, 'unreadable: roles[1] is an empty object'],
    [{ display: 'x' }, 'unreadable: roles[1] is an object with display and no text as value'],
    [['x'], 'unreadable: roles[1] is a list of 1'],
    [true, 'unreadable: roles[1] is a boolean'],
    [2 ** 53, 'unreadable: roles[1] is a number'],
  ]
  for (const [value, words] of odd) assert.is(String(readText(value, 'roles[1]')), words)
})

readers('booleans: true, "True", 1, "1" and their opposites', () => {
  for (const value of [true, 'true', 'True', 1, '1', { value: 'TRUE' }, { Value: true }])
    assert.is(readBoolean(value, 'active'), true)
  for (const value of [false, 'false', 'False', 0, '0']) assert.is(readBoolean(value, 'active'), false)
  for (const value of [undefined, null]) assert.is(readBoolean(value, 'active'), null)
  for (const value of ['', 'no', 2, {}, [false]]) assert.ok(isUnreadable(readBoolean(value, 'active')), String(value))
})

readers('mapped values: a number that JSON cannot hold exactly is unreadable, because it may be another one', () => {
  for (const value of ['a', 7, 1.5, false]) assert.is(readScalar(value, 'badge'), value)
  for (const value of [undefined, null, '']) assert.is(readScalar(value, 'badge'), null)
  assert.is(String(readScalar(2 ** 60, 'badge')), 'unreadable: badge is a number that JSON cannot hold exactly')
  assert.is(String(readScalar({ a: 1 }, 'badge')), 'unreadable: badge is an object with a')
})

readers('ids: a number that JSON cannot hold exactly is exit 9 and named', () => {
  assert.is(readId(7, 'id'), '7')
  assert.throws(
    () => readId(2 ** 53, 'users[3].id'),
    (error: Failure) => error.code === exit.remote && error.message.startsWith('users[3].id is a number'),
  )
})

readers('lists: plain and objects mixed, one object for a list, and one odd item makes all of it unreadable', () => {
  assert.equal(readList(['a', { value: 'b' }, 3], 'roles', readText), ['a', 'b', '3'])
  assert.equal(readList({ value: 'a' }, 'roles', readText), ['a'])
  assert.is(readList(undefined, 'roles', readText), null)
  assert.is(String(readList(['a', {}], 'roles', readText)), 'unreadable: roles[1] is an empty object')
  assert.is(String(readList(['a', ''], 'roles', readText)), 'unreadable: roles[1] is an empty text')
  assert.is(String(readList([null, 'a'], 'roles', readText)), 'unreadable: roles[0] is null')
})

readers('a field has its name in any case; two names that differ by case alone are unreadable', () => {
  assert.is(readField({ UserName: 'ann' }, 'userName'), 'ann')
  assert.is(readField({}, 'userName'), undefined)
  const two = readField({ userName: 'ann', UserName: 'bob' }, 'userName')
  assert.is(String(readText(two, 'userName')), 'unreadable: userName is there as userName and UserName')
})

readers('a record keeps the first value that could not be read', () => {
  const reader = recordReader()
  assert.is(reader.problem, null)
  assert.is(reader.take(readText('ann', 'name')), 'ann')
  assert.is(reader.take(readBoolean('maybe', 'active')), null)
  assert.is(reader.take(readText([], 'title')), null)
  assert.is(reader.problem, 'unreadable: active is a text')
})

readers('more than half of twenty unreadable records are exit 9 with the first of them', () => {
  const counted = (all: number, bad: number) => {
    const counter = readCounter('SCIM: users')
    for (let n = 0; n < all; n++) counter.count(n < bad ? `unreadable: emails[${n}] is a text` : null)
    return counter.assertMostlyReadable
  }
  counted(20, 10)()
  counted(19, 19)()
  assert.throws(counted(20, 11), /SCIM: users: 11 of 20 records could not be read, the first: unreadable: emails\[0\]/)
})

readers('no value is ever quoted', () => {
  const secret = 'q9x7z5'
  const value = fc.oneof(
    fc.constant([secret]),
    fc.constant({ [`${secret} ${secret}`]: secret }),
    fc.constant({ display: secret }),
    fc.constant([[secret]]),
  )
  fc.assert(
    fc.property(value, (one) => {
      assert.not.match(shapeOf(one), secret)
      for (const read of [readText(one, 'p'), readBoolean(one, 'p'), readList(one, 'p', readText)])
        if (isUnreadable(read)) assert.not.match(String(read), secret)
    }),
  )
})

readers.run()
