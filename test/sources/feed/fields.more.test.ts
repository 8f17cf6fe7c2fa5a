// Fields that the control file reads and a file lacks: refused before anybody is read, and what is wrong is said.

import * as assert from 'uvu/assert'
import { either, field, record } from '../../kit/feed.ts'
import { ALL, JSON_LIST, lines, noField, said, someRecords, TSV } from '../../kit/feed-fields.ts'
import { suite } from '../../kit/suite.ts'

const fields = suite('feed fields')

const EACH = { action: 'for-each', source: 'jobs', instructions: [{ ...field('code', 'groups'), multivalue: true }] }
const WITHIN = { action: 'within', source: 'in', instructions: [field('title', 'title')] }

fields('JSON: a field that no record has is refused, one that some record has is not, empty or not', async () => {
  const of = (...more: object[]) => said(someRecords(...more), { spec: JSON_LIST })
  assert.is(await of({ rola: 'STAFF' }), noField('role', 'instructions.4 (if-value-one-of)', 'rola'))
  for (const role of ['STAFF', '', null, false]) assert.is(await of({}, { role }), null)
  assert.is(await said('[]', { spec: JSON_LIST }), null, 'a file of nobody says nothing about its fields')
  assert.is(await said('[1, 2]', { spec: JSON_LIST }), null)
})

fields('JSON: fields within objects and lists are looked for there', async () => {
  const of = (more: readonly object[], one: object, optional: readonly string[] = []) =>
    said(someRecords({}, one), { spec: JSON_LIST, more, optional })
  const inner = 'instructions.4.instructions.0 (field)'
  assert.is(await of([WITHIN], { in: { titel: 'Dr' } }), noField('in.title', inner, 'titel'))
  assert.is(await of([EACH], { jobs: [{ cod: 'x' }, { other: 1 }] }), noField('jobs.code', inner, 'cod'))
  assert.is(await of([EACH], { jobs: [{}, { code: 'x' }] }), null)
  assert.is(await of([EACH], { jobs: [] }), null, 'a list without objects says nothing about theirs')
  assert.match((await of([WITHIN], { inn: {} }))!, noField('in', 'instructions.4 (within)', 'inn'))
  assert.is(await of([WITHIN], { in: { titel: 'Dr' } }, ['in.title']), null)
  assert.is(await of([WITHIN], { in: { titel: 'Dr' } }, ['title']), null)
  assert.is(await of([{ ...EACH, wrapValues: true, instructions: [] }], { jobs: ['a'] }), null)
})

fields('XML: children and attributes', async () => {
  const cells = Object.entries({ ...record(), rola: 'STAFF' })
  const words = noField('role', 'instructions.4 (if-value-one-of)', 'rola')
  const children = `<r><v>${cells.map(([name, text]) => `<${name}>${text}</${name}>`).join('')}</v></r>`
  assert.is(await said(children, { spec: { read: 'xml-text-of-children' } }), words)
  const attributes = `<r><v${cells.map(([name, text]) => ` ${name}="${text}"`).join('')}/></r>`
  assert.is(await said(attributes, { spec: { read: 'xml-attributes' } }), words)
  assert.is(await said(attributes.replace('rola', 'role'), { spec: { read: 'xml-attributes' } }), null)
})

const GROUP = { action: 'set-value', destination: 'user', name: 'groups', value: 'staff', multivalue: true }
const IF = { action: 'if-exists', source: 'lead' }
const CONDITIONS: [string, object, string | null][] = [
  ['fills its own field alone', either(IF, [field('lead', 'title')]), null],
  ['fills its own field in a condition of its own', either(IF, [either(IF, [field('lead', 'title')])]), null],
  ['notes or gives up where it is there', either(IF, [{ action: 'abort-record', message: 'x' }]), null],
  ['notes where it is not there', either(IF, [], [{ action: 'log-error', message: 'x' }]), null],
  ['puts into a group', either(IF, [field('lead', 'title'), GROUP]), 'instructions.4 (if-exists)'],
  ['fills something else where it is not there', either(IF, [], [GROUP]), 'instructions.4 (if-exists)'],
  [
    'gives up where it is not there',
    either(IF, [], [{ action: 'abort-record', message: 'x' }]),
    'instructions.4 (if-exists)',
  ],
  [
    'asks elsewhere as well',
    either(IF, [field('lead', 'title')], [field('lead', 'title')]),
    'instructions.4 (if-exists)',
  ],
]
for (const [what, one, place] of CONDITIONS)
  fields(`if-exists that ${what}: ${place === null ? 'the field may be rare' : 'the field is read'}`, async () => {
    const words = await said(someRecords({ leader: 'x' }), { spec: JSON_LIST, more: [one] })
    if (place === null) assert.is(words, null)
    else assert.match(words!, `no record has the field "lead", which ${place}`)
    assert.is(await said(someRecords({ lead: 'x' }), { spec: JSON_LIST, more: [one] }), null)
  })

fields('what is read under a condition is asked for where its condition may be met', async () => {
  const more = [either(IF, [field('boss', 'title')])]
  const of = (one: object, optional: readonly string[]) => said(someRecords(one), { spec: JSON_LIST, more, optional })
  assert.match((await of({}, []))!, 'no record has the field "lead", which instructions.4 (if-exists)')
  assert.is(await of({}, ['lead']), null)
  assert.match(
    (await of({ lead: 1 }, ['lead']))!,
    'no record has the field "boss", which instructions.4.then.0 (field)',
  )
})

const DOS = /^its last sign is 0x1A \(Ctrl-Z, the end of a file in DOS\)/
fields('0x1A at the end is said, in each format', async () => {
  for (const end of ['\u001a', '\n\u001a', '\u001a\n']) {
    assert.match((await said(lines(ALL) + end))!, DOS)
    assert.match((await said(someRecords() + end, { spec: JSON_LIST }))!, DOS)
    assert.match((await said(`<r><v><a>1</a></v></r>${end}`, { spec: { read: 'xml-text-of-children' } }))!, DOS)
  }
})

const xml = (charset: string, written: BufferEncoding) =>
  Buffer.from(`<?xml version="1.0" encoding="${charset}"?><r><v><nameFirst>Zoë</nameFirst></v></r>`, written)
const WRONG: [string, Buffer, object, string][] = [
  [
    'XML declares UTF-8 and is Latin-1',
    xml('UTF-8', 'latin1'),
    { read: 'xml-text-of-children' },
    'its XML declares the charset utf-8, and it is not utf-8 throughout. Say the one it is written in',
  ],
  [
    'XML declares Latin-1 and is UTF-8',
    xml('ISO-8859-1', 'utf8'),
    { read: 'xml-text-of-children' },
    'its XML declares the charset windows-1252, and it is written in utf-8. Say that it is utf-8',
  ],
  [
    'XML declares UTF-16 and is UTF-8',
    xml('utf-16', 'utf8'),
    { read: 'xml-text-of-children' },
    'its XML declares the charset utf-16le, and is written in single bytes. Say the one it is in',
  ],
  [
    'the control file says windows-1252 of lines in UTF-8',
    Buffer.from(lines(ALL).replace('Ann', 'Zoë')),
    { ...TSV, charset: 'windows-1252' },
    'the control file says the charset windows-1252, and it is written in utf-8. Say that it is utf-8',
  ],
]
for (const [what, text, spec, words] of WRONG)
  fields(`${what}: it is refused in these words`, async () => assert.is(await said(text, { spec }), words))

fields.run()
