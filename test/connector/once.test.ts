// What is asked for once: one call, whoever asks and however often.

import * as assert from 'uvu/assert'
import { once } from '../../lib/connector/once.ts'
import { suite } from '../kit/suite.ts'

const test = suite('once')

test('nothing is called before it is needed, and nothing twice', () => {
  let calls = 0
  const count = once(() => ++calls)
  assert.is(calls, 0)
  assert.equal([count(), count(), calls], [1, 1, 1])
})

test('an empty value is kept too', () => {
  const values = [undefined, 'later']
  const first = once(() => values.shift())
  assert.equal([first(), first()], [undefined, undefined])
})

test('everybody who asks for a promise that fails hears of it', async () => {
  const fail = once(() => Promise.reject(new Error('refused')))
  const said = await Promise.all([fail(), fail()].map((one) => one.catch(({ message }) => message)))
  assert.equal(said, ['refused', 'refused'])
})

test.run()
