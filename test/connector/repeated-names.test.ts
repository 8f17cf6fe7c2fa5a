// A name twice in JSON: found at any depth, with its path, and nothing else is.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { repeatedName, repeatedNames, textsOf } from '../../lib/connector/repeated-names.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const names = suite('names that come twice')

for (const [json, words] of [
  ['{"a":1,"a":2}', 'the field a twice'],
  ['{"a":{"b":1,"c":[1,{"x":1,"X":2}]}}', 'the field a.c[1].x as X too'],
  ['{"a":"b\\":,{","b":[[{"q":1,"q":2}]]}', 'the field b[0][0].q twice'],
  ['[{"a":1},{"a":1,"a":1}]', 'the field [1].a twice'],
  ['{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}]}', null],
] as const)
  names(`${json}: ${words}`, () => assert.is(repeatedName(json), words))

const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one) => sum + countOf(one), 0) +
      (Array.isArray(value) ? 0 : Object.keys(value).length)
    : 0

names('no JSON of JSON.stringify has one, unless names differ by case; the quick way says the same', () => {
  const quick = repeatedNames()
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const json = JSON.stringify(value, null, 1)
      const slow = repeatedName(json)
      assert.ok(slow === null || slow.includes(' as '), json)
      assert.is(quick(json, JSON.parse(json), countOf(value)), slow, json)
    }),
    parameters(500),
  )
})

names('every text is told, those of a name that comes twice as well', () =>
  assert.equal([...textsOf('{"a":"x","a":[-1.5,"\\u0041:"],"b":null}')], ['a', 'x', 'a', '-1.5', 'A:', 'b']),
)

names.run()
