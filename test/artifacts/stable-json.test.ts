// Lines of records: equal records have equal lines, whatever the order of their keys.

import fc from 'fast-check'
import stringify from 'fast-json-stable-stringify'
import * as assert from 'uvu/assert'
import { stableJson } from '../../lib/artifacts/stable-json.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const lines = suite('lines of records')

lines('any value has the line that fast-json-stable-stringify gives it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => assert.is(stableJson(value), stringify(value))),
    parameters(500),
  )
})

lines('keys that JavaScript puts first, and keys without a value, are in their place', () => {
  assert.is(stableJson({ a: 1, '10': 2, '9': 3 }), '{"10":2,"9":3,"a":1}')
  assert.is(stableJson({ b: undefined, a: [{ d: 1, c: 2 }] }), '{"a":[{"c":2,"d":1}]}')
  assert.is(stableJson({ a: 1, b: undefined, c: { '\ud800': 'x' } }), '{"a":1,"c":{"\\ud800":"x"}}')
})

lines.run()
