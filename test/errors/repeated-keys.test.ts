// A key twice in one JSON object: found at any depth, with both values, and nothing else is changed.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parseMarked, repeatedKeyOf, writtenKey } from '../../lib/errors/repeated-keys.ts'
import { suite } from '../kit/suite.ts'

const keys = suite('repeated keys')

keys('JSON without a key twice is read as JSON.parse reads it, and nothing is marked', () =>
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, isWide) => {
      const text = JSON.stringify(value, null, isWide ? 2 : 0)
      const read = parseMarked(text)
      assert.equal(read, JSON.parse(text))
      const visit = (one: unknown): void => {
        if (typeof one !== 'object' || one === null) return
        assert.is(repeatedKeyOf(one), null)
        for (const part of Object.values(one)) visit(part)
      }
      visit(read)
    }),
  ),
)

keys('the very object is marked, and has both values', () => {
  const text = '{"a":[{"n":1},{"n":"x\\"{,","m":[{}],"\\u006e":2}],"b":{"c":{"d":1,"d":{"e":1,"e":2}}}}'
  const read = parseMarked(text) as { a: object[]; b: { c: Record<string, object> } }
  assert.equal([read, read.a[0]!, read.b].map(repeatedKeyOf), [null, null, null])
  assert.is(repeatedKeyOf(read.a[1]!), 'n')
  assert.equal(Object.values(read.a[1]!), ['x"{,', [{}], 2])
  assert.is(repeatedKeyOf(read.b.c), 'd')
  const [first, again] = Object.entries(read.b.c)
  assert.equal(
    [first, again!.map((one) => (typeof one === 'string' ? writtenKey(one) : repeatedKeyOf(one)))],
    [
      ['d', 1],
      ['d', 'e'],
    ],
  )
})

keys('what is no JSON is refused as JSON.parse refuses it', () => {
  for (const text of ['', '{', '{"a', '{"a":1,"a', '{"a":1,"a"', '{"\\":1}', '"', ']', '{"a":1,}'])
    assert.throws(
      () => parseMarked(text),
      (error: unknown) => error instanceof SyntaxError,
    )
})

keys.run()
