// Names that the walk on bytes takes for plain have one loose form.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isUsableAddress } from '../../lib/artifacts/key.ts'
import { isOrdinaryAddress, isPlainName } from '../../lib/artifacts/plain-name.ts'
import { addressProblem, looseForms } from '../../lib/core/loose-forms.ts'
import { hasMaskSigns, isNoValue } from '../../lib/core/masks.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const plain = suite('plain names')

const isPlain = (name: string) => {
  const bytes = Buffer.from(`"${name}"`)
  return isPlainName(bytes, 1, bytes.length - 1)
}

plain('most addresses and sign-in names are plain', () => {
  for (const name of ['ann@acme.test', 'Ann.Lee+x@mail.Acme.test', 'a-b@c-d.test', 'ann.lee', 'ann_1', 'a@x', 'xn-1'])
    assert.ok(isPlain(name), name)
})

const ODD = [
  '',
  '.a@x.test',
  'a.@x.test',
  'a..b@x.test',
  '@x.test',
  'a@',
  'a@x.',
  'a@b@c',
  'a b',
  'a@x.1',
  'a@xn--p1ai',
]

plain('a name that could mean another one is not plain', () => {
  for (const name of [
    ...ODD,
    'a@x.XN--P1AI',
    'a@10.0.0.1',
    'a@0x10',
    'a%40x',
    'ren\u00e9@x.test',
    'a/b',
    '\uff41@x.test',
  ])
    assert.not(isPlain(name), name)
})

plain('a plain name has one loose form', () => {
  const parts = [
    'a',
    'B',
    '1',
    '.',
    '-',
    '--',
    '@',
    '_',
    '+',
    'xn--',
    '0x',
    'x',
    "'",
    '%',
    '(at)',
    ' ',
    '\u00e9',
    '\u200b',
  ]
  const name = fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((all) => all.join(''))
  fc.assert(
    fc.property(name, (one) => {
      if (isPlain(one)) assert.equal(looseForms(one), [one.toLowerCase()])
    }),
    parameters(5_000),
  )
})

plain('an ordinary address has no problem, no mask signs and one loose form', () => {
  const parts = [
    ...'aBxX1.-@_+%*?#!',
    '@',
    'xx',
    'xn--',
    '--',
    '0x',
    'null',
    'masked',
    ' ',
    '\u00e9',
    'acme.test',
    '@acme.test',
  ]
  const name = fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((all) => all.join(''))
  let ordinary = 0
  fc.assert(
    fc.property(name, (one) => {
      if (!isOrdinaryAddress(one)) return
      ordinary++
      assert.is(addressProblem(one), null)
      assert.not(hasMaskSigns(`${one} `), 'by its patterns')
      assert.not(isNoValue(one))
      assert.ok(isUsableAddress(`${one} `), 'by its pattern')
      assert.equal(looseForms(one), [one.toLowerCase()])
    }),
    parameters(5_000),
  )
  assert.ok(ordinary > 5, `${ordinary}`)
  for (const one of ['ann.lee@acme.test', 'o-brien_2+x@mail.acme.test', 'max@x.com'])
    assert.ok(isOrdinaryAddress(one), one)
  for (const one of [...ODD, 'xxxx@acme.test', 'a.Xx@acme.test', 'a@x+y', `${'a'.repeat(60)}@acme.test`, 'ann.lee'])
    assert.not(isOrdinaryAddress(one), one)
})

plain.run()
