// Feed files that are refused as a whole: damaged, cut off, without end, or made to do harm.

import * as assert from 'uvu/assert'
import { exit } from '../../../lib/errors/failure.ts'
import { doubts } from '../../../lib/sources/feed/size-check.ts'
import type { FileSpec } from '../../../lib/sources/feed/spec.ts'
import { rows } from '../../kit/feed.ts'
import { refusalOf } from '../../kit/refusal.ts'
import { suite } from '../../kit/suite.ts'

const refusals = suite('feed refusals')

const TSV: FileSpec = { read: 'tsv-with-name-row' }
const XML: FileSpec = { read: 'xml-text-of-children' }
const ATTRIBUTES: FileSpec = { read: 'xml-attributes' }
const LIST: FileSpec = { read: 'json' }
const ONE: FileSpec = { read: 'json', singleRecord: true }

const said = async (of: FileSpec, input: Parameters<typeof rows>[1]) => {
  const { code, message } = await refusalOf(() => rows(of, input, 50))
  assert.is(code, exit.input)
  assert.match(message, /^feed file users: /)
  assert.not.match(message, /SECRET/)
  return message
}

const PEOPLE = '<v><a>1</a></v>'
const BOMB = `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "${'&a;'.repeat(100)}">]><r><v><a>&b;</a></v></r>`
const WRONG: [string, FileSpec, string | Uint8Array, RegExp][] = [
  ['an entity bomb', XML, BOMB, /DOCTYPE/],
  [
    'an external entity',
    XML,
    '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><v><a>&x;</a></v></r>',
    /DOCTYPE/,
  ],
  ['an external DTD', ATTRIBUTES, '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><r/>', /DOCTYPE/],
  ['a parameter entity', XML, '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><r/>', /DOCTYPE/],
  ['an entity that nobody declared', XML, '<r><v><a>&SECRET;</a></v></r>', /line 1, column \d+: no well-formed XML/],
  ['XML cut off between records', XML, `<r>${PEOPLE}`, /no well-formed XML/],
  ['XML cut off in a record', XML, `<r>${PEOPLE}<v><a>SECRET`, /no well-formed XML/],
  ['XML with two roots', XML, `<r>${PEOPLE}</r><r/>`, /no well-formed XML/],
  ['XML with tags crossed', XML, '<r><v><a></v></a></r>', /no well-formed XML/],
  ['XML with an attribute twice', ATTRIBUTES, '<r><v a="1" a="2"/></r>', /no well-formed XML/],
  ['XML with nothing in it', XML, '', /no well-formed XML/],
  ['XML too deep', XML, `<r>${'<v>'.repeat(1_000)}`, /elements are too deep/],
  [
    'XML in a charset nobody knows',
    XML,
    '<?xml version="1.0" encoding="klingon"?><r/>',
    /its charset klingon is not known/,
  ],
  [
    'XML whose mark and declaration differ',
    XML,
    '\ufeff<?xml version="1.0" encoding="windows-1252"?><r/>',
    /byte order mark says utf-8/,
  ],
  ['XML that is not UTF-8', XML, Buffer.from('<r><v><a>\xe9</a></v></r>', 'latin1'), /it is not utf-8 throughout/],
  ['a TSV that is not UTF-8', TSV, Buffer.from('a\n\xe9SECRET', 'latin1'), /it is not utf-8 throughout/],
  ['a TSV that ends within a sign', TSV, Buffer.from('a\n\xc3', 'latin1'), /it is not utf-8 throughout/],
  ['a TSV with nothing in it', TSV, '\n\n', /it is empty/],
  ['a TSV with a name twice', TSV, 'a\tb\ta\n', /its columns \d+ and \d+ have one name/],
  ['a TSV with names that differ by case', TSV, 'a\tb\tA\n', /the names of its columns 1 and 3 differ by case alone/],
  ['JSON with nothing in it', LIST, ' ', /it is empty/],
  ['JSON that is no list', LIST, '{"a":"SECRET"}', /it is no JSON list/],
  ['JSON cut off between records', LIST, '[{"a":1},', /record 2: it ends before its JSON does/],
  ['JSON cut off in a record', LIST, '[{"a":1},{"a":"SECRET', /record 2: it ends before its JSON does/],
  ['JSON that goes on', LIST, '[{"a":1}] SECRET', /goes on after the end/],
  ['JSON with a comma too many', LIST, '[{"a":1},]', /record 2: no JSON/],
  ['JSON with a slip', LIST, '[{"a":1},{"a":SECRET}]', /record 2: no JSON: line 1/],
  ['JSON too deep', LIST, `[${'['.repeat(100_000)}`, /too deep/],
  ['one record of JSON with a slip', ONE, '{"a":SECRET}', /record 1: no JSON/],
]
for (const [what, of, input, words] of WRONG)
  refusals(`${what} is refused, and nothing of it is quoted`, async () => assert.match(await said(of, input), words))

/** A stream that never ends: it counts what was taken of it, and stops the test where that is too much. */
function endless(begin: string, more: string) {
  const taken = { bytes: 0 }
  const piece = Buffer.from(more.repeat(Math.ceil(65_536 / more.length)))
  const open = async function* () {
    yield Buffer.from(begin)
    for (;;) {
      taken.bytes += piece.length
      if (taken.bytes > 2_000_000) throw new Error('too much was taken')
      yield piece
    }
  }
  return { open, taken }
}

const ENDLESS: [string, FileSpec, string, string][] = [
  ['a line', TSV, 'a\tb\n', 'x'],
  ['a row of names', TSV, '', 'x\t'],
  ['a text', XML, '<r><v><a>', 'x'],
  ['an attribute', ATTRIBUTES, '<r><v a="', 'x'],
  ['a comment', XML, '<r><!--', 'x'],
  ['a name of an element', XML, '<r><', 'x'],
  ['a DOCTYPE', XML, '<!DOCTYPE r [', '<!ENTITY a "x">'],
  ['a record of small fields', XML, '<r><v>', '<a>1</a>'],
  ['white space', XML, '<r>', ' '],
  ['white space before JSON', LIST, '', ' '],
  ['white space after JSON', LIST, '[]', ' '],
  ['a string of JSON', LIST, '[{"a":"', 'x'],
  ['an object of JSON', LIST, '[{', '"a":1,'],
  ['one record of JSON', ONE, '{', '"a":1,'],
]
for (const [what, of, begin, more] of ENDLESS)
  refusals(`${what} without end is refused early`, async () => {
    const { open, taken } = endless(begin, more)
    assert.match(await said(of, open), /more than 262144 characters/)
    assert.ok(taken.bytes < 600_000, `${taken.bytes}`)
  })

/** Files of these bytes. */
const sizes = (bytes: Record<string, number>) =>
  Object.fromEntries(Object.entries(bytes).map(([name, one]) => [name, { bytes: one, sha256: '' }]))

const doubted = (now: Record<string, number>, last: Record<string, number>) => doubts(sizes(now), sizes(last))

refusals('safety: a file more or less, and a factor of more than 1.1 either way are looked at', () => {
  assert.equal(doubted({ a: 100, _control: 50 }, { a: 100, _control: 50 }), [])
  assert.equal(doubted({ a: 1, b: 1 }, { a: 1, c: 1 }), [
    'b was not in the last one',
    'c was in the last one and is not in this',
  ])
  for (const [before, after] of [
    [1_000, 1_100],
    [1_100, 1_000],
    [10, 11],
    [0, 0],
  ] as const)
    assert.equal(doubted({ a: after }, { a: before }), [], `${before} ${after}`)
  for (const [before, after] of [
    [1_000, 1_101],
    [1_101, 1_000],
    [10, 12],
    [0, 1],
    [1, 0],
  ] as const)
    assert.equal(doubted({ a: after }, { a: before }).length, 1, `${before} ${after}`)
  assert.equal(doubted({ a: 200 }, { a: 100 }), ['a grew from 100 to 200 bytes, by more than a factor of 1.1'])
  assert.equal(doubted({ constructor: 1 }, {}), ['constructor was not in the last one'])
})

refusals.run()
