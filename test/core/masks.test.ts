// Addresses that a source hides, and words that programs write in the place of a value.

import * as assert from 'uvu/assert'
import { signProblem } from '../../lib/core/loose-forms.ts'
import { hasMaskSigns, isNoValue } from '../../lib/core/masks.ts'
import { suite } from '../kit/suite.ts'

const masks = suite('masks')

const MASKED = [
  ...['?????', '!!!!!', '********', 'XXXX-XXXX', 'xxxx@xxxx.xxx', '??'],
  ...['a***@acme.test', 'a**@acme.test', 'an*@acme.test', '*nn@acme.test', 'ann@****.test', 'XXXXX@acme.test'],
  ...['a\u25cf\u25cf\u25cf@acme.test', '\u2022\u2022nn@acme.test', 'a\u2026n@acme.test', 'a...@acme.test', 'ann@ac...'],
  ...['j?rgen@acme.test', 'j\ufffdrgen@acme.test', '#######', '#####@acme.test'],
  ...['REDACTED', '[redacted]', '(hidden)', '<Encrypted>', '[REDACTED]@acme.test'],
]

masks('mask signs are told from addresses', () => {
  for (const text of MASKED) assert.ok(hasMaskSigns(text), text)
  for (const text of [
    ...['x@x.test', 'max@x.test', 'what?@acme.test', 'ann@acme.test', 'x.x@acme.test', 'ann', 'xxx@acme.test'],
    ...['ann@acme.test*', 'a..nn@acme.test', 'hidden@acme.test', 'hidden.valley@acme.test', 'ann#1@acme.test'],
    ...['mailto:ann@acme.test?subject=x', 'https://mail.test/?to=ann@acme.test', 'oh!oh!@acme.test'],
  ])
    assert.not.ok(hasMaskSigns(text), text)
})

masks("a program's word for no value is nobody's sign-in name, and no name", () => {
  for (const text of ['null', 'NULL', '(null)', 'undefined', 'NaN', '[object Object]', '"null"', ' null '])
    assert.ok(isNoValue(text), text)
  for (const text of ['nully', 'null@acme.test', 'nano', 'object', 'ann']) assert.not.ok(isNoValue(text), text)
  for (const name of ['null', 'undefined undefined', '[object Object]', 'null null'])
    assert.is(signProblem(name), 'no usable name')
  for (const name of ['Christopher Null', 'Nan Goldin', 'Ann Object']) assert.is(signProblem(name), null, name)
})

masks.run()
