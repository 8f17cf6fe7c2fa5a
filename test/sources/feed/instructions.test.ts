// What instructions make of a record: Haplo's vectors, and each condition, mapping, filter and form of dates.

import * as assert from 'uvu/assert'
import { attribute, either, field, madeOf, PLAIN, profile, record, toldOf } from '../../kit/feed.ts'
import { suite } from '../../kit/suite.ts'

const instructions = suite('feed instructions')

instructions('a value that is empty, false or null leaves the earlier one; 0 counts', async () => {
  for (const value of ['', false, null, undefined])
    assert.is((await madeOf([field('a', 'title'), field('b', 'title')], { a: 'Dr', b: value })).title, 'Dr')
  assert.is((await madeOf([field('a', 'title'), field('b', 'title')], { a: 'Dr', b: 0 })).title, '0')
  assert.is((await madeOf([field('b', 'title')], { b: { value: 'Dr' } })).title, 'Dr')
  assert.is((await madeOf([field('b', 'title')], { B: 'Dr' })).title, 'Dr')
})

const group = (value: string) => ({ action: 'set-value', destination: 'user', name: 'groups', value, multivalue: true })

instructions('conditions: exists, one of, has a value', async () => {
  const asked = async (condition: object, one: object) =>
    (await madeOf([either(condition, [group('yes')], [group('no')])], one)).groups[0]
  const exists = { action: 'if-exists', source: 'a' }
  for (const a of ['x', 0, {}]) assert.is(await asked(exists, { a }), 'yes')
  for (const a of ['', null, false, undefined]) assert.is(await asked(exists, { a }), 'no')
  const oneOf = { action: 'if-value-one-of', source: 'a', values: ['1', true] }
  for (const a of ['1', true, 1, 'true', 'True']) assert.is(await asked(oneOf, { a }), 'yes')
  for (const a of ['2', 'x', false, '', null, undefined]) assert.is(await asked(oneOf, { a }), 'no')
  const has = (name: string) => ({ action: 'if-has-value', destination: 'user', name })
  assert.is(await asked(has('email'), {}), 'yes')
  assert.is(await asked(has('title'), {}), 'no')
})

instructions('inner objects and lists; what is neither is a problem', async () => {
  const within = { action: 'within', source: 'in', instructions: [field('t', 'title')] }
  assert.is((await madeOf([within], { in: { t: 'Dr' } })).title, 'Dr')
  assert.is((await madeOf([within], {})).problem, null)
  assert.is((await madeOf([within], { in: 'x' })).problem, 'unreadable: in is a text')
  const each = (source: string, more = {}) => ({
    action: 'for-each',
    source: 'of',
    ...more,
    instructions: [{ ...field(source, 'groups'), multivalue: true }],
  })
  assert.equal((await madeOf([each('g')], { of: [{ g: 'a' }, { g: 'b' }, { g: 'a' }] })).groups, ['a', 'b'])
  assert.equal((await madeOf([each('value', { wrapValues: true })], { of: ['a', 'b'] })).groups, ['a', 'b'])
  assert.equal((await madeOf([each('value', { wrapValues: true })], { of: 'ab' })).groups, ['ab'])
  assert.equal((await madeOf([each('g')], { of: { g: 'a' } })).groups, ['a'], 'one where several may be')
})

const CODE = { ...field('code', 'groups'), multivalue: true }

const EACH = { action: 'for-each', source: 'of', instructions: [CODE] }

const WRAPPED = { ...EACH, wrapValues: true, instructions: [{ ...CODE, source: 'value' }] }

const IN = { action: 'within', source: 'of', instructions: [field('code', 'title')] }

const oneOf = (...values: unknown[]) => either({ action: 'if-value-one-of', source: 'of', values }, [group('yes')])

const UNREADABLE: [object, unknown, string][] = [
  [field('of', 'title'), { code: 'x' }, 'of is an object with code and no text as value'],
  [field('of', 'title'), ['x'], 'of is a list of 1'],
  [field('of', 'title'), [], 'of is an empty list'],
  [{ ...field('of', 'title'), filters: ['haplo:to-string'] }, ['x'], 'of is a list of 1'],
  [{ ...field('of', 'title'), mapInputValue: { a: 'b' }, mapInputValueDefault: 'c' }, {}, 'of is an empty object'],
  [field('of', 'title'), 2 ** 60, 'of is a number with too many digits to be read exactly'],
  [IN, 'x', 'of is a text'],
  [IN, [{ code: 'x' }], 'of is a list of 1'],
  [IN, false, 'of is a boolean'],
  [IN, { code: {} }, 'of.code is an empty object'],
  [EACH, true, 'of is a boolean'],
  [EACH, false, 'of is a boolean'],
  [EACH, 'x', 'of is a text'],
  [EACH, [{ code: 'x' }, 'y'], 'of[1] is a text'],
  [EACH, [{ code: 'x' }, { name: 'y' }], 'of[1] is an object with name'],
  [EACH, { 0: { code: 'x' } }, 'of is an object'],
  [EACH, [{ code: ['x'] }], 'of[0].code is a list of 1'],
  [WRAPPED, ['x', {}], 'of[1] is an empty object'],
  [WRAPPED, [['x']], 'of[0] is a list of 1'],
  [oneOf('STAFF'), ['STAFF'], 'of is a list of 1'],
  [oneOf('STAFF'), { code: 'STAFF' }, 'of is an object with code and no text as value'],
  [oneOf('STAFF'), false, 'of is a boolean'],
  [oneOf(true), 'STAFF', 'of is a text'],
  [oneOf(true), 7, 'of is a number'],
]

for (const [one, of, words] of UNREADABLE)
  instructions(`unreadable, and never absent: ${words}`, async () => {
    const [told] = await toldOf([record({ of })], { instructions: [...PLAIN, one] })
    assert.equal([told!.problem, told!.unreadable], [`unreadable: ${words}`, `unreadable: ${words}`])
  })

instructions('values are mapped first, then filtered, then read', async () => {
  const map = { mapInputValue: { A: 'Alpha' }, mapInputValueDefault: 'Other' }
  assert.is(await attribute({ ...map, filters: ['haplo:to-upper-case'] }, 'A'), 'ALPHA')
  assert.is(await attribute(map, 'constructor'), 'Other')
  assert.is(await attribute({ mapInputValue: { A: 'Alpha' } }, 'B'), 'B')
  assert.is(await attribute({ mapInputValue: { 1: 'one' } }, 1), 'one')
  assert.is(await attribute({ filters: ['haplo:to-lower-case', 'haplo:to-string'] }, 'AbC'), 'abc')
  assert.is(await attribute({ filters: ['haplo:fix-up-url'] }, 'www.example.org/x'), 'https://www.example.org/x')
  assert.is(await attribute({ filters: ['haplo:fix-up-url'] }, 'http://x'), 'http://x')
  assert.is(await attribute({ filters: ['haplo:username-to-ref'] }, 'ANN'), 'ann')
  const mapping = { m: { using: 'behaviour', values: { F: 'full' } } }
  assert.is(await attribute({ refMapping: 'm' }, 'F', { mapping }), 'full')
  assert.is(await attribute({ refMapping: 'm' }, 'SECRET', { mapping }), 'input field v: a value that m does not map')
  assert.is(await attribute({ dateFormat: 'dd/MM/yyyy' }, '23/09/2017'), '2017-09-23')
  assert.is(await attribute({ dateFormat: 'dd/MM/yyyy' }, 'SECRET'), 'input field v: no date of the form dd/MM/yyyy')
  assert.is(await attribute({}, 2 ** 60), 'unreadable: v is a number with too many digits to be read exactly')
})

instructions('profile and tags become attributes: lists where some instruction adds', async () => {
  const name = [...'FL'].map((source, at) => field(source, ['first', 'last'][at]!, 'value:person-name'))
  const into = {
    action: 'field-structured',
    structured: 'value:person-name',
    destination: 'profile',
    name: 'dc:attribute:title',
  }
  const job = (source: string) => ({ ...field(source, 'job', 'profile'), multivalue: true })
  const tag = field('school', 'school', 'user:tags')
  const alternative = profile('F', { qualifier: 'dc:qualifier:alternative' })
  const list = [...name, into, job('j'), job('k'), tag, alternative]
  const one = { F: 'Ann', L: 'Lee', j: 'a', k: 'b', school: 7 }
  assert.equal((await madeOf(list, one)).attributes, {
    'profile/dc:attribute:title': 'Ann Lee',
    'profile/job': ['a', 'b'],
    'profile/x/dc:qualifier:alternative': 'Ann',
    'user:tags/school': '7',
  })
  assert.equal((await madeOf(list, { j: 'a' })).attributes, { 'profile/job': ['a'] })
  const gone = ['x', 'job'].map((name) => ({ action: 'remove-values', destination: 'profile', name }))
  assert.equal(Object.keys((await madeOf([...list, ...gone], one)).attributes), [
    'profile/dc:attribute:title',
    'user:tags/school',
  ])
  const address = [field('C', 'country', 'value:postal-address'), { ...into, structured: 'value:postal-address' }]
  assert.equal((await madeOf(address, { C: 'GB' })).attributes, { 'profile/dc:attribute:title': 'GB' })
  assert.equal((await madeOf(address, { C: 'gb' })).problem, null)
  assert.match((await madeOf(address, {})).problem!, /an empty address/)
  assert.match((await madeOf(address, { C: ' ' })).problem!, /an empty address/)
  assert.match((await madeOf(address, { C: 'England' })).problem!, /the country is no two-letter code/)
  for (const unknown of ['XX', 'UK', 'ZZ'])
    assert.match((await madeOf(address, { C: unknown })).problem!, /the country is not in ISO 3166-1/)
  const filled = { action: 'if-has-value', destination: 'value:postal-address', name: 'country' }
  const guarded = [address[0]!, either(filled, [address[1]!])]
  assert.equal((await madeOf(guarded, {})).problem, null)
})

instructions('several values: kept where multivalue is said and the name has a list, else the last one', async () => {
  const both = (name: string, multivalue: boolean) =>
    ['a', 'b'].map((source) => ({ ...field(source, name), multivalue }))
  const made = (name: string, multivalue: boolean) => madeOf(both(name, multivalue), { a: 'A', b: 'B' })
  assert.equal((await made('groups', true)).groups, ['A', 'B'])
  assert.equal((await made('groups', false)).groups, ['B'])
  assert.is((await made('title', true)).title, 'B')
})

instructions('assert-destination: tags are there for everybody', async () => {
  const asserted = (exists: boolean) => ({ action: 'assert-destination', destination: 'user:tags', exists })
  assert.is((await madeOf([asserted(true)], {})).problem, null)
  assert.is(
    (await madeOf([asserted(false), { action: 'log-error', message: 'x' }], {})).problem,
    'assert-destination failed: user:tags',
  )
})

instructions.run()
