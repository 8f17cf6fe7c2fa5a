// Records written by their declaration: the same text as the stable JSON of a checked record.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { z } from 'zod'
import { LineWriter } from '../../lib/artifacts/line-writer.ts'
import { recordWriter } from '../../lib/artifacts/record-writer.ts'
import { contact, receivedRecord, user } from '../../lib/artifacts/records.ts'
import { lineSize, textStart } from '../../lib/artifacts/sort-line.ts'
import { stableJson } from '../../lib/artifacts/stable-json.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'
import { anyText } from '../kit/texts.ts'

const writer = suite('record writer')

const text = anyText({ maxLength: 6 })
const textOrNull = fc.option(text)
const plain = { noNullPrototype: true }
const name = text.filter((one) => one !== '__proto__')
const attribute = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.array(text))
const person = fc.record(
  {
    active: fc.boolean(),
    attributes: fc.dictionary(name, fc.option(attribute), plain),
    groups: fc.array(text),
    name: text,
    organization: textOrNull,
  },
  plain,
)
const fields = { email: text, key: text, person }
const contacts = fc.record(
  { account: textOrNull, ...fields, externalId: text, problem: textOrNull, similarNames: fc.array(text) },
  plain,
)
const users = fc.record(
  {
    ...fields,
    externalId: textOrNull,
    foreignId: textOrNull,
    id: text,
    otherEmails: fc.array(text),
    protected: textOrNull,
  },
  plain,
)

/** The text of a record; null where the writer leaves it to others. */
function write(schema: z.ZodType, record: unknown): string | null {
  const line = new LineWriter()
  line.begin('key', 'tie')
  if (!recordWriter(schema)!(record, line)) return null
  line.end()
  return line.bytes.toString('utf8', textStart(line), lineSize(line))
}

/** The same fields in another order. */
const reversed = (record: object) => Object.fromEntries(Object.entries(record).reverse())

writer('a record as declared has its stable JSON, in whatever order its fields are', () => {
  for (const [schema, records] of [[contact, contacts] as const, [user, users] as const]) {
    fc.assert(
      fc.property(records, (record) => {
        assert.is(write(schema, record), stableJson(record))
        assert.is(write(schema, reversed(record)), stableJson(record))
      }),
      parameters(300),
    )
  }
})

writer('a record that is not as declared is never written', () => {
  const places = ['account', 'email', 'key', 'person', 'similarNames', 'more']
  const odd = fc.oneof(fc.anything({ maxDepth: 1 }), fc.constantFrom(undefined, Number.NaN, {}, [null], '__proto__'))
  fc.assert(
    fc.property(contacts, fc.constantFrom(...places), odd, (record, place, value) => {
      const changed = { ...record, [place]: value }
      const inPerson = { ...record, person: { ...record.person, [place]: value, attributes: { [place]: value } } }
      for (const one of [changed, inPerson]) {
        const text = write(contact, one)
        if (text !== null) assert.is(text, stableJson(contact.parse(one)))
      }
    }),
    parameters(1_000),
  )
})

writer('a declaration with a kind of value that it does not know has no writer', () => {
  assert.is(recordWriter(receivedRecord), null)
})

writer.run()
