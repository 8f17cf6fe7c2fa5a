// Readers of feed files: the published vectors, and the same records however the bytes come.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { FileSpec } from '../../../lib/sources/feed/spec.ts'
import { haplo, json, rows } from '../../kit/feed.ts'
import { parameters } from '../../kit/random.ts'
import { suite } from '../../kit/suite.ts'
import { anyGraphemes } from '../../kit/texts.ts'

const readers = suite('feed readers')

type Read = FileSpec['read']
const spec = (read: Read, more: object = {}) => ({ read, ...more }) as FileSpec
const values = async (of: FileSpec, input: string | Uint8Array, size?: number) =>
  (await rows(of, input, size)).map(({ value, fault }) => (fault === null ? value : { fault }))
const TSV = spec('tsv-with-name-row')
const TEXT = spec('xml-text-of-children')
const ATTRIBUTES = spec('xml-attributes')
const JSON_LIST = spec('json')

readers('the published vectors', async () => {
  const bytes = haplo('vectors', 'vectors', 'readers.json')
  if (!bytes) return
  for (const one of json(bytes)) {
    const input = one.file ? haplo(one.file, 'vectors', one.file) : one.input
    for (const size of [1, 7, 100_000])
      if (input) assert.equal(await values(spec(one.reader, one.spec), input, size), one.records, one.reader)
  }
})

const JOE = [
  { id: 'jbloggs', first: 'Joe', last: 'Bloggs', email: 'joe@example.org' },
  { id: 'jsmith', first: 'Jane', last: 'Smith', email: 'jane@example.org' },
]
const PUBLISHED: [string, FileSpec][] = [
  ['docs-json.json', JSON_LIST],
  ['docs-xml-attributes.xml', ATTRIBUTES],
  ['docs-xml-text-of-children.xml', TEXT],
  ['docs-tsv-with-name-row.tsv', TSV],
]
for (const [name, of] of PUBLISHED)
  readers(`published: ${name}`, async () => {
    const bytes = haplo(name, 'feed', name)
    if (!bytes) return
    const text = bytes.toString().replaceAll('"</last>', '</last>') // as printed, a quote too many
    assert.equal(await values(of, text), JOE)
  })

readers('published: the columns with blanks between them are one column', async () => {
  const bytes = haplo('blanks', 'feed', 'docs-tsv-as-published-with-spaces.txt')
  if (bytes) assert.equal(Object.keys((await values(TSV, bytes))[0]!), ['id  first   last    email'])
})

readers('line ends, blank lines and a byte order mark make no record', async () => {
  const one = [{ a: '1', b: '2' }, { a: '3' }]
  for (const text of [
    'a\tb\n1\t2\n3\t',
    'a\tb\r\n1\t2\r\n3\t\r\n',
    '\ufeffa\tb\r1\t2\r\r\n\n3\n\n',
    '\n\na\tb\n1\t2\t\t\n3\n',
  ])
    for (const size of [1, 2, 3, 100]) assert.equal(await values(TSV, text, size), one, text)
})

readers('a TSV with names alone has no records, and a JSON list or an XML root may be empty', async () => {
  assert.equal(await values(TSV, 'a\tb\n'), [])
  for (const text of ['[]', ' [ ] ', '\ufeff[\n]\n']) assert.equal(await values(JSON_LIST, text, 1), [])
  assert.equal(await values(TEXT, '<a/>'), [])
})

readers('names of fields may be anything, and a cell that no name is for is a fault', async () => {
  assert.equal(await values(TSV, 'constructor\t__proto__\nx\ty').then(([one]) => Object.entries(one!)), [
    ['constructor', 'x'],
    ['__proto__', 'y'],
  ])
  assert.equal(await values(TSV, 'a\tb\n1\t2\t3'), [{ fault: 'it has more cells than the 2 that have names' }])
})

readers(
  'a field that comes twice, a record that is no object, a value too long: faults, and the next record is fine',
  async () => {
    assert.equal(await values(TEXT, '<r><v><a>1</a><a>2</a></v><v><a>3</a></v></r>'), [
      { fault: 'it has the field a twice' },
      { a: '3' },
    ])
    assert.equal(await values(JSON_LIST, '[1,"x",null,[],{"a":1}]'), [
      ...Array(4).fill({ fault: 'it is no object' }),
      { a: 1 },
    ])
    const [long] = await values(JSON_LIST, JSON.stringify([{ a: 'x'.repeat(40_000) }]), 9_999)
    assert.match(String(long!['fault']), /its field a is longer than 32768/)
  },
)

const TWICE: [string, FileSpec, string, string][] = [
  ['a name', JSON_LIST, '[{"a":"ann","b":1,"a":"bo"}]', 'the field a twice'],
  ['a name with an escape in it', JSON_LIST, '[{"a":"ann","\\u0061":"bo"}]', 'the field a twice'],
  ['a name within', JSON_LIST, '[{"in":{"a":[0,{"x":"ann","y":1,"x":"bo"}]}}]', 'the field in.a[1].x twice'],
  ['a name in other capitals', JSON_LIST, '[{"a":"ann","A":"bo"}]', 'the field a as A too'],
  ['other capitals within', JSON_LIST, '[{"in":[{"a":"ann","A":"bo"}]}]', 'the field in[0].a as A too'],
  ['the name of one record', spec('json', { singleRecord: true }), '{"a":"ann","a":"bo"}', 'the field a twice'],
  ['an element', TEXT, '<r><v><a>ann</a><a>bo</a></v></r>', 'the field a twice'],
  ['an element in other capitals', TEXT, '<r><v><a>ann</a><A>bo</A></v></r>', 'the field a as A too'],
  ['an attribute in other capitals', ATTRIBUTES, '<r><v a="ann" A="bo"/></r>', 'the field a as A too'],
]
for (const [what, of, text, words] of TWICE)
  readers(`${what} twice is a fault that keeps every text of the record`, async () => {
    for (const size of [1, 5, 1_000]) {
      const [one] = await rows(of, text, size)
      assert.is(one!.fault, `it has ${words}`)
      for (const name of ['ann', 'bo']) assert.ok(one!.surplus!.includes(name), name)
    }
  })

readers('a name that several objects have is no name twice', async () => {
  const one = { a: { x: 1 }, b: { x: ':"x":' }, c: [{ x: 1 }, { x: 2 }], x: 3 }
  assert.equal(await values(JSON_LIST, JSON.stringify([one, one]), 3), [one, one])
})

readers('cells that have moved keep their texts', async () => {
  assert.equal((await rows(TSV, 'a\tb\n1\t2\t\t3'))[0]!.surplus, ['1', '2', '3'])
})

readers('XML: entities of its own, CDATA, comments, elements in fields, prefixes', async () => {
  const text = `<?xml version="1.0"?><!-- x --><n:r xmlns:n="urn:x"><v><n:a>&lt;&#x263A;<b>in</b><![CDATA[<&]]></n:a><!-- y --></v></n:r>\n`
  assert.equal(await values(TEXT, text, 1), [{ a: '<☺in<&' }])
  assert.equal(await values(ATTRIBUTES, '<r><v xmlns="urn:x" a="&quot;é"/></r>'), [{ a: '"é' }])
})

// 0x83, 0x9f, 0x87, 0x92, 0x80: Node 20 decodes them wrongly in one go (nodejs/node, TextDecoder's fast path)
const SIGNS = Buffer.from([0x83, 0x9f, 0x87, 0x92, 0x80, 0xe9])
for (const charset of ['windows-1252', 'latin1', 'iso-8859-1'])
  readers(`${charset}: the signs between 80 and 9F, in one piece and in several`, async () => {
    const tsv = Buffer.concat([Buffer.from('a\n'), SIGNS])
    const xml = Buffer.concat([
      Buffer.from(`<?xml version='1.0' encoding='${charset}'?><r><v a="`),
      SIGNS,
      Buffer.from('"/></r>'),
    ])
    for (const size of [1, 3, 1_000]) {
      assert.equal(await values(spec('tsv-with-name-row', { charset }), tsv, size), [{ a: 'ƒŸ‡’€é' }])
      assert.equal(await values(ATTRIBUTES, xml, size), [{ a: 'ƒŸ‡’€é' }])
    }
  })

readers('UTF-16 with a byte order mark', async () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
  assert.equal(await values(TEXT, utf16('<r><v><a>é</a></v></r>'), 5), [{ a: 'é' }])
  assert.equal(await values(spec('tsv-with-name-row', { charset: 'utf-16le' }), utf16('a\né'), 3), [{ a: 'é' }])
})

const cell = anyGraphemes({ maxLength: 6 }).map((text) => text.replace(/[\t\r\n\ufeff]/g, '') || 'x')
const table = fc.array(fc.array(fc.option(cell), { minLength: 3, maxLength: 3 }), { maxLength: 5 })
const size = fc.integer({ min: 1, max: 40 })

readers('what was written as TSV is read as it was, in pieces of any size', () =>
  fc.assert(
    fc.asyncProperty(table, size, fc.constantFrom('\n', '\r\n'), async (lines, n, end) => {
      const text = [['a', 'b', 'c'], ...lines].map((cells) => cells.map((one) => one ?? '').join('\t')).join(end)
      const wanted = lines
        .filter((cells) => cells.some((one) => one !== null))
        .map((cells) => Object.fromEntries(cells.flatMap((one, at) => (one === null ? [] : [['abc'[at]!, one]]))))
      const read = await values(TSV, text, n)
      assert.equal(
        read.filter((one) => Object.keys(one).length > 0),
        wanted,
      )
    }),
    parameters(300),
  ),
)

readers('JSON is read as JSON.parse reads it, and what JSON.parse refuses is refused', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }),
      size,
      fc.nat(),
      fc.constantFrom(...'[]{},":\\ x1'),
      async (list, n, at, sign) => {
        const pretty = JSON.stringify(list, null, n % 3)
        const raw = (input: string) =>
          rows(JSON_LIST, input, n).then((all) =>
            all.map(({ value, fault }) => (fault === 'it is no object' ? value['value'] : value)),
          )
        assert.equal(await raw(pretty), JSON.parse(pretty))
        const broken = `${pretty.slice(0, at % pretty.length)}${sign}${pretty.slice((at % pretty.length) + (at % 2))}`
        const wanted = tried(() => JSON.parse(broken) as unknown)
        const got = await raw(broken).catch(() => null)
        assert.equal(got, Array.isArray(wanted) ? wanted : null, broken)
      },
    ),
    parameters(1_000),
  ),
)

function tried(work: () => unknown): unknown {
  try {
    return work()
  } catch {
    return null
  }
}

readers.run()
