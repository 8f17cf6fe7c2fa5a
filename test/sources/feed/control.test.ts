// The control file of a feed: the published ones are taken, and every mistake is named with its place.

import * as assert from 'uvu/assert'
import { exit } from '../../../lib/errors/failure.ts'
import { parseControl } from '../../../lib/sources/feed/control.ts'
import { MAX_CONTROL } from '../../../lib/sources/feed/limits.ts'
import { control, controlValue, either, field, haplo, json, PLAIN } from '../../kit/feed.ts'
import { refusal } from '../../kit/refusal.ts'
import { suite } from '../../kit/suite.ts'

const controls = suite('control file')

const parse = (value: unknown) =>
  parseControl(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), '_control')
const said = (value: unknown) => {
  const { code, message } = refusal(() => parse(value))
  assert.is(code, exit.input)
  return message
}
const saidOf = (some: object) => said(controlValue(some))
const saidOfOne = (...some: object[]) => saidOf({ instructions: [...PLAIN, ...some] })

controls('a plain one is taken, with its size and digest', () => {
  const { files, bytes, sha256 } = control()
  assert.equal([...files], [['users', { read: 'json' }]])
  assert.ok(bytes > 100)
  assert.match(sha256, /^[0-9a-f]{64}$/)
})

for (const name of ['docs-example.json', 'docs-user-sync-with-groups.json'])
  controls(`published: ${name}`, () => {
    const bytes = haplo(name, 'control', name)
    if (bytes) assert.equal([...parse(bytes.toString()).files.keys()], ['users'])
  })

controls('published: the one that is no JSON is refused with line and column', () => {
  const bytes = haplo('no JSON', 'control', 'docs-example-as-published-not-valid-json.txt')
  if (bytes) assert.match(said(bytes.toString()), /line 7, column 9/)
})

controls('what is published of instructions is taken, but what has no place in a user sync', () => {
  const bytes = haplo('snippets', 'control', 'docs-instruction-snippets.json')
  if (!bytes) return
  const mapping = {
    'project-mode': { using: 'behaviour', values: { FULL: 'x' } },
    'organisational-unit': { using: 'title', values: {} },
  }
  let taken = 0
  for (const { value } of json(bytes) as { value: object | null }[]) {
    const instructions: object[] = [value ?? {}].flat().filter((one) => 'action' in one || 'source' in one)
    const isUserName = (one: object) => 'name' in one && one.name === 'username'
    const rest = instructions.filter((one) => !isUserName(one))
    if (rest.length === 0) continue
    try {
      parse(controlValue({ instructions: [...PLAIN, ...rest], mapping }))
      taken++
    } catch (error) {
      const known =
        /has no place|set-attribute-group|unknown destination "(project|book|load:|example)|the sync itself|destination: expected a string|in a for-each|that come with|std:attribute:email/
      assert.match((error as Error).message, known)
    }
  }
  assert.ok(taken >= 12, `${taken}`)
})

controls('all mistakes are named at once', () => {
  const message = said({
    dataImportControlFileVersion: 1,
    model: 'haplo:other',
    files: {
      '../users': { read: 'csv' },
      staff: {},
      tab: { read: 'tsv-with-name-row', charset: 'klingon', separator: '\n' },
    },
    instructions: [
      { source: 'A' },
      { action: 'fly' },
      either({ action: 'if-exists', source: 'B' }, [{ action: 'new', destination: 'user' }]),
      7,
    ],
    extra: true,
  })
  for (const words of [
    'dataImportControlFileVersion: expected 0',
    'model: expected haplo:user-sync',
    'the name "../users" is not plain',
    'files.../users: read: unknown reader "csv"; there are json, xml-',
    'files.staff: read: not given',
    'files.tab: charset: a charset that is not known',
    'files.tab: separator: expected up to 16 characters',
    'instructions.0: destination: expected a string, got nothing',
    'instructions.0: name: expected a string, got nothing',
    'instructions.1: unknown action "fly"; there are field, ',
    'instructions.2.then.0: "new" has no place in a user sync',
    'instructions.3: expected an object',
    'unknown field "extra"',
    'nobody would be known',
  ])
    assert.ok(message.includes(words), `${words} is not in ${message}`)
})

for (const name of [
  '',
  '..',
  '../a',
  'a/b',
  '/etc/passwd',
  'a\\b',
  'a\0',
  '.hidden',
  '_control',
  '__proto__',
  'DEFAULT',
  'ü',
  'a'.repeat(101),
])
  controls(`the file name ${JSON.stringify(name).slice(0, 20)} is refused`, () => {
    const text = JSON.stringify(controlValue()).replace('"users"', JSON.stringify(name))
    assert.match(said(text), /is not plain|there is no DEFAULT/)
  })

controls('names that differ in case alone are refused', () => {
  assert.match(saidOf({ files: { a: { read: 'json' }, A: { read: 'json' } } }), /files\.A: another one/)
})

controls('the user name is set by one plain field at the top', () => {
  const others = PLAIN.slice(1)
  const inIf = either({ action: 'if-exists', source: 'x' }, [PLAIN[0]])
  const constant = { action: 'set-value', destination: 'user', name: 'username', value: 'x' }
  for (const instructions of [others, [...others, inIf], [...others, constant]])
    assert.match(saidOf({ instructions }), /nobody would be known/)
  assert.match(saidOfOne(inIf), /instructions\.0, instructions\.4\.then\.0: .* in one place alone/)
  assert.match(saidOfOne(constant), /in one place alone/)
})

const WRONG: [object, RegExp][] = [
  [field('a', 'x', 'users'), /instructions\.4: unknown destination "users"; there are user, profile/],
  [field('a', 'nick'), /unknown name "nick" in user; there are username/],
  [field('a', 'username', 'user:tags'), /no tag may be called so/],
  [field('a', 'std:attribute:email', 'profile'), /the sync itself sets it/],
  [field('a', 'constructor'), /unknown name "constructor"/],
  [field('a', 'x', 'constructor'), /unknown destination "constructor"/],
  [{ action: 'constructor' }, /unknown action "constructor"/],
  [
    { ...field('a', 'title'), filters: ['haplo:shout', 'toString'] },
    /unknown filter "haplo:shout".*\n.*unknown filter "toString"/,
  ],
  [{ ...field('a', 'title'), filters: ['haplo:code-to-ref'] }, /makes no text/],
  [{ ...field('a', 'title'), dateFormat: 'yyyy-MM-dd' }, /dateFormat makes no text/],
  [{ ...field('a', 'x', 'profile'), dateFormat: 'QQ' }, /the letter Q is not read/],
  [{ ...field('a', 'x', 'profile'), refMapping: 'none' }, /unknown mapping "none"/],
  [{ ...field('a', 'title'), mapInputValueDefault: 'x' }, /needs mapInputValue/],
  [{ ...field('a', 'title'), dateformat: 'x' }, /unknown field "dateformat"/],
  [
    { action: 'for-each', source: 's', instructions: [field('a', 'groups')] },
    /4\.instructions\.0: in a for-each it needs multivalue/,
  ],
  [{ action: 'within', source: 's', instructions: 'x' }, /instructions: expected an array, got string/],
  [{ action: 'if-value-one-of', source: 's' }, /values: expected an array, got nothing/],
  [{ action: 'assert-destination', destination: 'user', exists: true }, /that come with another one/],
  [
    { action: 'field-structured', structured: 'user', destination: 'profile', name: 'x' },
    /unknown structured value "user"/,
  ],
  [
    { action: 'field-structured', structured: 'value:person-name', destination: 'user', name: 'title' },
    /takes texts alone/,
  ],
]
for (const [one, words] of WRONG)
  controls(`it is refused: ${JSON.stringify(one).slice(0, 90)}`, () => assert.match(saidOfOne(one), words))

controls('what is no control file at all is refused', () => {
  for (const text of ['', '[]', 'null', '7', '{', '{}']) assert.match(said(text), /^control file _control:/)
  assert.match(said(`"${'x'.repeat(MAX_CONTROL)}"`), /more than 1048576 bytes/)
  assert.match(refusal(() => parseControl(Buffer.from([0x22, 0xff, 0x22]), '_control')).message, /no JSON in UTF-8/)
  const deep = `{"action":"if-exists","source":"a","then":[`.repeat(20_000) + ']}'.repeat(20_000)
  const text = JSON.stringify(controlValue()).replace('"instructions":[', `"instructions":[${deep},`)
  assert.match(said(text), /more than 32 lists in lists/)
})

controls.run()
