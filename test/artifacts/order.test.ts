// The order of texts by their UTF-8 bytes.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { compareTexts, toByteOrder } from '../../lib/artifacts/order.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const order = suite('artifacts/order')

const LETTERS = ['a', 'b', '"', '\\', '\u00e9', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\u{10000}', '\u{1f600}']
const letter = fc.constantFrom(...LETTERS)
const text = fc.array(letter, { maxLength: 4 }).map((all) => all.join(''))

order('texts sort as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      assert.is(Math.sign(compareTexts(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    parameters(1_000),
  )
})

order('half a surrogate pair sorts between U+D7FF and U+E000', () => {
  const sorted = ['\ud7ff', '\ud800', '\udfff', '\ue000', '\uffff', '\u{10000}']
  assert.equal([...sorted].reverse().sort(compareTexts), sorted)
})

order('most texts are their own sort key', () => {
  for (const one of ['ann@acme.test', 'ren\u00e9@acme.test', '\ud7ff']) assert.is(toByteOrder(one), one)
})

order.run()
