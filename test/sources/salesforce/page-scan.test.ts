// The rows of a page, found in its bytes: those that JSON.parse finds, or none.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { newRecordId } from '../../../lib/sandbox/salesforce/record-id.ts'
import { scanPage } from '../../../lib/sources/salesforce/page-scan.ts'
import { parameters } from '../../kit/random.ts'
import { suite } from '../../kit/suite.ts'
import { anyText } from '../../kit/texts.ts'

const scan = suite('salesforce: rows in bytes')

const value = fc.jsonValue({ maxDepth: 3 })
const id = fc.nat({ max: 1e9 }).map((n) => newRecordId('003', n))
const row = fc.tuple(fc.dictionary(anyText({ maxLength: 4 }), value), id).map(([more, Id]) => ({ ...more, Id }))
const page = fc.record({ totalSize: fc.nat(), done: fc.boolean(), records: fc.array(row), more: value })

/** The rows and the other fields of a page, or null where it was not scanned. */
function readPage(text: string) {
  const found = scanPage(text)
  if (found === null) return null
  const { bytes, end, rows } = found
  for (const one of rows) assert.is(bytes.toString('utf8', one.id, one.id + 18), rowOf(bytes, one)['Id'])
  return { ...end, records: rows.map((one) => rowOf(bytes, one)) }
}

const rowOf = (bytes: Buffer, { start, end }: { start: number; end: number }) =>
  JSON.parse(bytes.toString('utf8', start, end))

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

scan('a page has the rows and the fields that JSON.parse finds', () => {
  let all = 0
  let scanned = 0
  fc.assert(
    fc.property(page, (one) => {
      const text = JSON.stringify(one)
      const found = readPage(text)
      all++
      if (found === null) return
      scanned++
      assert.equal(JSON.stringify(found), JSON.stringify({ ...found, ...JSON.parse(text) }))
    }),
    parameters(500),
  )
  assert.ok(scanned * 2 > all, `${scanned} of ${all}`)
})

scan('a page with a byte too few, too many or changed is never more than JSON.parse makes of it', () => {
  const change = fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 'x', '\n', '\0', ' ')
  fc.assert(
    fc.property(
      page,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat({ max: 1 }),
      change,
      (one, part, cut, sign) => {
        const text = JSON.stringify(one)
        const at = Math.floor(part * text.length)
        const changed = text.slice(0, at) + sign + text.slice(at + cut)
        const found = readPage(changed)
        if (found !== null) assert.equal(found, { ...found, ...(parse(changed) as object) })
        if (found !== null) assert.is.not(parse(changed), null)
      },
    ),
    parameters(2_000),
  )
})

const Id = newRecordId('003', 7)

scan('a row whose id needs a second look is left to JSON.parse', () => {
  const odd = [
    `{"ID":"${Id}"}`,
    `{"Id":"${Id}","iD":"x"}`,
    `{"Id":"${Id}","Id":"${Id}"}`,
    `{"\\u0049d":"${Id}"}`,
    `{"Id":"${Id.slice(0, 15)}"}`,
    `{"Id":"${Id.slice(0, 15)}AAB"}`,
    `{"Id":"\\u0030${Id.slice(1)}"}`,
    `{"Id":null}`,
    `{"Id":"${Id}",\n"Name":"Ann"}`,
    '{}',
    'null',
  ]
  for (const one of odd) assert.is(readPage(`{"records":[${one}]}`), null, one)
  for (const one of ['[]', '{}', '{"records":null}', '{"records":[],"records":[]}', '{"records":[]}{}', ''])
    assert.is(readPage(one), null, one)
  assert.equal(readPage(` { "records" :\n[ {"Id": "${Id}"} ] }\n`), { records: [{ Id }] })
})

scan('a page that is cut at any place has no rows', () => {
  const text = JSON.stringify({ records: [{ Id, Name: 'a "quoted" \\ name\n', Size: -1.5e-7, Old: true }], done: true })
  const escaped = text.replace('name', '\\u00e4')
  for (const whole of [text, escaped]) {
    assert.is.not(readPage(whole), null)
    for (let size = 0; size < whole.length; size++)
      assert.is(readPage(whole.slice(0, size)), null, whole.slice(0, size))
  }
})

scan('values that lie deeper than 20 in each other are left to JSON.parse', () => {
  const nested = (depth: number) => `{"records":[],"more":${'['.repeat(depth)}${']'.repeat(depth)}}`
  assert.is.not(readPage(nested(20)), null)
  assert.is(readPage(nested(21)), null)
})

scan('a number that JSON does not have is left to JSON.parse', () => {
  const pageWith = (number: string) => readPage(`{"records":[],"totalSize":${number}}`)
  for (const number of ['01', '1.', '.5', '-', '1e', '1e+', '+1', '0x1', 'NaN'])
    assert.is(pageWith(number), null, number)
  for (const number of ['0', '-0', '1.5', '10e2', '1E-3', '1e+3']) assert.is.not(pageWith(number), null, number)
})

scan('the type and the url in front of a row are left out, and nothing else', () => {
  const attributes = { type: 'Contact', url: '/services/data/v62.0/sobjects/Contact/003' }
  const Account = { attributes, Name: 'Acme' }
  const row = { Name: 'Ann', Email: null, Id, Account }
  const first = (front: object) => readPage(JSON.stringify({ records: [{ ...front, ...row }, row] }))
  assert.equal(first({ attributes }), { records: [row, row] })
  for (const front of [{ attributes: 'x' }, { attributes: null }, { Phone: '1', attributes }])
    assert.equal(first(front), { records: [{ ...front, ...row }, row] })
  assert.equal(readPage(`{"records":[{"Id":"${Id}","attributes":{}}]}`), { records: [{ Id, attributes: {} }] })
})

scan.run()
