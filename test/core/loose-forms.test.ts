// Every address that a text could mean, and what is wrong with its spelling: a form shields, and never makes two people
// one.

import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isHost, toKey } from '../../lib/artifacts/key.ts'
import { addressProblem, isUnambiguous, looseForms, signInProblem, signProblem } from '../../lib/core/loose-forms.ts'
import { suite } from '../kit/suite.ts'
import { anyGraphemes, anyText } from '../kit/texts.ts'

const forms = suite('loose forms')

/** A spelling, what it could mean, and what is said of it. */
const SPELLINGS: [written: string, means: string[], problem: RegExp][] = [
  ['zero\u200b@acme.test', ['zero@acme.test'], /U\+200B at character 5/],
  ['\u202eann@acme.test', ['ann@acme.test'], /U\+202E at character 1/],
  ['an\u00adn@acme.test', ['ann@acme.test'], /U\+00AD at character 3/],
  ['ann\ufe0f@acme.test', ['ann@acme.test'], /U\+FE0F at character 4/],
  ['ann\u0000@acme.test', ['ann@acme.test'], /U\+0000 at character 4/],
  ['ann@ac\u200bme.test', ['ann@acme.test'], /U\+200B at character 7/],
  ['ann\ud800@acme.test', ['ann@acme.test'], /U\+D800 at character 4/],
  ['<ann@acme.test>', ['ann@acme.test'], /< >/],
  ['Ann Lee <ann@acme.test>', ['ann@acme.test'], /< >/],
  ['mailto:ann@acme.test', ['ann@acme.test'], /mailto:/],
  ['MAILTO:ann@acme.test', ['ann@acme.test'], /mailto:/],
  ['ann@acme.test (home)', ['ann@acme.test'], /blank at character 14/],
  ['ann @acme.test', ['ann@acme.test'], /blank at character 4/],
  ['ann@acme.test.', ['ann@acme.test'], /dot at an end/],
  ['ann@acme.test,', ['ann@acme.test'], /ends with ,/],
  ['ann@acme.test;', ['ann@acme.test'], /ends with ;/],
  ['ann@acme.test, bob@acme.test', ['ann@acme.test', 'bob@acme.test'], /several addresses/],
  ['ann@acme.test;bob@acme.test', ['ann@acme.test', 'bob@acme.test'], /several addresses/],
  ['ann@acme.test/bob@acme.test', ['ann@acme.test', 'bob@acme.test'], /more than one @/],
  ['\uff41nn@acme.test', ['ann@acme.test'], /full-width/],
  ['ann\uff20acme.test', ['ann@acme.test'], /nothing|no domain|full-width/],
  ['ann@acme\u3002test', ['ann@acme.test'], /not written as a host/],
  ['ann@acme.test/x', ['ann@acme.test'], /not written as a host/],
  ['ann@ac%6de.test', ['ann@acme.test'], /not written as a host/],
  ['ann@0x7f.1', ['ann@127.0.0.1'], /not written as a host/],
  ['"ann"@acme.test', ['ann@acme.test'], /two ways/],
  ["'ann@acme.test'", ['ann@acme.test'], /./],
  ['an..n@acme.test', ['an.n@acme.test'], /two in a row/],
  ['.ann@acme.test', ['ann@acme.test'], /dot at an end/],
  ['ann@acme..test', ['ann@acme.test'], /two in a row/],
  ['ann@@acme.test', ['ann@acme.test'], /more than one @/],
  ['ann@acme.test@acme.test', ['ann@acme.test'], /more than one @/],
  ['\u201cann@acme.test\u201d', ['ann@acme.test'], /U\+201C at character 1/],
  ['\u201eann@acme.test\u201c', ['ann@acme.test'], /U\+201E at character 1/],
  ['\u00abann@acme.test\u00bb', ['ann@acme.test'], /U\+00AB at character 1/],
  ['\u300aann@acme.test\u300b', ['ann@acme.test'], /U\+300A at character 1/],
  ['ann@acme.test\u3001bob@acme.test', ['ann@acme.test', 'bob@acme.test'], /more than one @/],
  ['\u2022ann@acme.test', ['ann@acme.test'], /^masked address/],
  ['\u2013ann@acme.test', ['ann@acme.test'], /U\+2013 at character 1/],
  ['ann\u2010x@acme.test', ['ann-x@acme.test'], /U\+2010 at character 4/],
  ['ann\u2212x@acme.test', ['ann-x@acme.test'], /U\+2212 at character 4/],
  ['ann@ac\u2011me.test', ['ann@ac-me.test'], /not written as a host/],
  ['ann\u2019x@acme.test', ["ann'x@acme.test"], /U\+2019 at character 4/],
  ['an\u2800n@acme.test', ['ann@acme.test'], /U\+2800 at character 3/],
  ['ann@acme.test\u2800', ['ann@acme.test'], /U\+2800 at character 14/],
  ['\ufffcann@acme.test', ['ann@acme.test'], /U\+FFFC at character 1/],
  ['ann\uffff@acme.test', ['ann@acme.test'], /U\+FFFF at character 4/],
  ['ann\ue000@acme.test', ['ann@acme.test'], /U\+E000 at character 4/],
  ['ann@acme.test\udc00', ['ann@acme.test'], /U\+DC00 at character 14/],
  ['ann%40acme.test', ['ann@acme.test'], /no @/],
  ['ann&#64;acme&#46;test', ['ann@acme.test'], /no @/],
  ['ann\\u0040acme.test', ['ann@acme.test'], /no @/],
  ['ann [at] acme [dot] test', ['ann@acme.test'], /no @/],
  ['email=ann@acme.test', ['ann@acme.test'], /two ways/],
  ['https://mail.test/?to=ann@acme.test', ['ann@acme.test'], /rules of mail/],
  ['ann@', [], /no domain/],
  ['@acme.test', [], /nothing before/],
  [`${'a'.repeat(65)}@acme.test`, [], /more than 64 bytes/],
  [`ann@${'a.'.repeat(126)}test`, [], /more than 254 bytes/],
]

for (const [written, means, problem] of SPELLINGS) {
  forms(`${JSON.stringify(written.slice(0, 40))} means what it shows, and has a problem`, () => {
    const found = looseForms(written)
    assert.ok(found.includes(toKey(written)), 'its own key is one of its forms')
    for (const one of means) assert.ok(found.includes(one), `${one} is not among ${JSON.stringify(found)}`)
    assert.match(addressProblem(written) ?? 'none', problem)
  })
}

forms('an address that is one thing has one form, its key, and no problem', () => {
  const plain = [
    'Ann.Lee+x@Acme.test ',
    "o'hara@acme.test",
    'a_b@acme-x.test',
    'z\u00f6e@x.test',
    'ann@m\u00fcnchen.test',
    'ann@stra\u00dfe.test',
    'r&d@acme.test',
    'ann#1@acme.test',
  ]
  for (const written of plain) {
    assert.equal(looseForms(written), [toKey(written)], written)
    assert.is(addressProblem(written), null, written)
  }
})

forms('an internationalized domain and its ASCII form are one key where the round trip holds', () => {
  assert.is(toKey('Idn@M\u00fcnchen.test'), 'idn@xn--mnchen-3ya.test')
  assert.is(toKey('idn@xn--mnchen-3ya.test'), 'idn@xn--mnchen-3ya.test')
  for (const domain of [
    'acme.test/x',
    'ac%6de.test',
    '0x7f.1',
    'acme\u3002test',
    'ac\u200bme.test',
    'xn--a',
    'acme.test.',
  ])
    assert.not.ok(isHost(domain), domain)
  assert.not.equal(toKey('ann@acme\u3002test'), toKey('ann@acme.test'))
})

forms('a host has letters: quotes, dashes, blanks of Braille and symbols make none of a domain', () => {
  for (const domain of ['acme.test\u201d', 'ac\u2014me.test', 'acme.test\u2800', 'ac\u20acme.test'])
    assert.not.ok(isHost(domain), domain)
  for (const domain of ['par\u00b7lel.test', '\u2764.test', '\u0645\u062b\u0627\u0644.test', '\u65e5\u672c.test'])
    assert.ok(isHost(domain), domain)
})

forms('other people are no form of an address: plus tags, dots in its first part, other letters and domains', () => {
  for (const [one, other] of [
    ['ann+x@acme.test', 'ann@acme.test'],
    ['a.nn@gmail.com', 'ann@gmail.com'],
    ['ann@googlemail.com', 'ann@gmail.com'],
    ['\u0430nn@acme.test', 'ann@acme.test'],
    ['\u00e4nn@acme.test', 'ann@acme.test'],
    ['ann@mail.acme.test', 'ann@acme.test'],
  ] as const) {
    assert.not.ok(looseForms(one).includes(other), one)
    assert.not.ok(looseForms(other).includes(one), other)
  }
})

forms('a sign-in name without @ is never split, and has the forms of invisible and full-width signs alone', () => {
  assert.equal(looseForms('bob, ann'), ['bob, ann'])
  assert.equal(looseForms('bo\u200bb'), ['bob', 'bo\u200bb'])
  assert.equal(looseForms('\uff22ob'), ['bob', '\uff42ob'])
  assert.match(signInProblem('bo\u200bb')!, 'U+200B at character 3')
  assert.match(signInProblem('\uff22ob')!, 'full-width')
  assert.is(signInProblem('dom\\bob'), null)
  assert.equal(looseForms('ann%40acme.test'), ['ann%40acme.test', 'ann@acme.test'])
  assert.match(signInProblem('ann%40acme.test')!, 'two ways')
})

forms('a name of nothing that shows is no name; control signs and half characters are a problem', () => {
  assert.is(signProblem('\u200b\u200d \u2060'), 'no usable name')
  assert.is(signProblem('Ann\u0007'), 'its name has U+0007 at character 4')
  assert.is(signProblem('Ann\udc00'), 'its name has U+DC00 at character 4')
  for (const name of ['Ann\tLee', 'J\u00fcrgen O\u2019Hara', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'])
    assert.is(signProblem(name), null, name)
})

const sign = fc.constantFrom(
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u202e',
  '\u2066',
  '\u0000',
  '\ufe0f',
  '\u{e0001}',
)
const address = fc.tuple(fc.stringMatching(/^[a-z0-9]{1,10}$/), fc.stringMatching(/^[a-z]{1,8}\.test$/))

forms('invisible characters, put anywhere, leave the address among its forms, and are named', () => {
  fc.assert(
    fc.property(
      address,
      fc.array(fc.tuple(fc.nat(18), sign), { minLength: 1, maxLength: 3 }),
      ([local, host], signs) => {
        const plain = `${local}@${host}`
        const letters = [...plain]
        for (const [at, one] of signs) letters.splice(at, 0, one)
        const written = letters.join('')
        if (written.trim() === plain) return // JavaScript takes U+FEFF for white space
        assert.ok(looseForms(written).includes(plain), JSON.stringify(written))
        assert.not.ok(isUnambiguous(written))
        assert.match(addressProblem(written) ?? 'none', /U\+/, JSON.stringify(written))
      },
    ),
  )
})

forms('whatever a text is, its forms hold its key, and a second form is always a problem', () => {
  const text = fc.oneof(anyGraphemes(), anyText(), fc.stringMatching(/^[a-z@.<>,; ]*$/))
  fc.assert(
    fc.property(text, (written) => {
      const found = looseForms(written)
      assert.ok(written.trim() === '' || found.includes(toKey(written)))
      assert.is(toKey(toKey(written)), toKey(written))
      if (found.length > 1) assert.not.equal(signInProblem(written), null, JSON.stringify(written))
    }),
    { numRuns: 500 },
  )
})

forms.run()
