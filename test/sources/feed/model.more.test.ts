// Haplo's model of a user sync and its managed groups, as they are published: ours are the same.

import * as assert from 'uvu/assert'
import { feedSettings, leaverAttributes } from '../../../lib/sources/feed/settings.ts'
import { control, field, haplo, json, PLAIN, record, toldOf } from '../../kit/feed.ts'
import { again, recordOf, toZendesk, userNamed, world, writeFeed } from '../../kit/feed-folder.ts'
import { at } from '../../kit/pipeline.ts'
import { refusal } from '../../kit/refusal.ts'
import { suite } from '../../kit/suite.ts'

const model = suite('feed: model')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** The model as it is published, and every property that a part of it may have: with another one a test fails. */
interface Published {
  model: string
  destinations: Record<string, Destination>
}
interface Destination {
  kind: string
  /** Each name that there is, or words: then every name is taken. */
  names?: Record<string, { type: string; required?: boolean; multivalue?: boolean }> | string
  objectType?: string
  without?: string[]
  override?: Record<string, { type: string; required?: boolean }>
  depends?: string
  optional?: boolean
}
const PARTS = ['kind', 'names', 'objectType', 'without', 'override', 'depends', 'optional']

const USER_SYNC: Published = {
  model: 'haplo:user-sync',
  destinations: {
    user: {
      kind: 'dictionary',
      names: {
        username: { type: 'text', required: true },
        title: { type: 'text' },
        nameFirst: { type: 'text', required: true },
        nameLast: { type: 'text', required: true },
        email: { type: 'text', required: true },
        groups: { type: 'text', multivalue: true },
      },
    },
    profile: {
      kind: 'object',
      without: ['dc:attribute:type', 'std:attribute:email'],
      override: { 'dc:attribute:title': { type: 'person-name', required: false } },
    },
    'user:tags': { kind: 'dictionary', depends: 'user', optional: true, names: 'username is forbidden here' },
  },
}

const GROUPS = [
  { code: 'staff', typeActive: 'Staff', typePast: 'StaffPast' },
  { code: 'guests', typeActive: 'Guest', typePast: 'Guest' },
]

/** Ours, which needs no data, and the published one, where it is there. */
function both<T>(name: string, ours: T, path: [string, string], work: (one: T) => unknown): void {
  model(name, async () => void (await work(ours)))
  model(`published: ${name}`, async () => {
    const bytes = haplo(name, ...path)
    if (bytes) await work(json(bytes))
  })
}
const each = (name: string, work: (one: Published) => unknown) =>
  both(name, USER_SYNC, ['model', 'haplo-user-sync.json'], work)

/** The names that a destination has, where it has no others. */
const namesOf = ({ names }: Destination) => (typeof names === 'object' ? Object.entries(names) : [])
const without = (name: string) => PLAIN.filter((one) => one.name !== name)
const saidOf = (...more: object[]) => refusal(() => control({ instructions: [...PLAIN, ...more] })).message
const listed = (words: string) => words.replace(/^.*; there are /s, '').split(', ')

each('its model is the one that a control file is for, and no other one is', ({ model: name }) => {
  assert.ok(control({ model: name }))
  assert.is(refusal(() => control({ model: 'other' })).message, `control file _control: model: expected ${name}`)
})

each('its destinations are all there are, but for those of which one value is made', ({ destinations }) => {
  const ours = listed(saidOf(field('a', 'a', 'nowhere')))
  assert.equal(ours.filter((one) => !one.startsWith('value:')).sort(), Object.keys(destinations).sort())
  for (const one of Object.values(destinations))
    assert.equal(
      Object.keys(one).filter((part) => !PARTS.includes(part)),
      [],
    )
})

each('its names are all there are in a destination that has no others', ({ destinations }) => {
  for (const [destination, one] of Object.entries(destinations)) {
    const names = namesOf(one).map(([name]) => name)
    if (names.length > 0) assert.equal(listed(saidOf(field('a', 'nick', destination))).sort(), names.sort())
    else assert.ok(control({ instructions: [...PLAIN, field('a', 'nick', destination)] }))
    assert.ok(namesOf(one).every(([, { type }]) => type === 'text'))
  }
})

each('what it requires is missed by name, and nothing else is', async ({ destinations }) => {
  const whole = { ...record(), title: 'Dr', groups: 'staff' }
  for (const [destination, one] of Object.entries(destinations))
    for (const [name, { required = false }] of namesOf(one)) {
      const instructions = [...without(name), field(name, name, destination)]
      const [told] = await toldOf([{ ...whole, [name]: '' }], { instructions })
      const words = `Missing values in ${destination}: ${name}`
      assert.is(told!.problem?.split('; ').includes(words) ?? false, required, `${name}: ${told!.problem}`)
      if (!required) assert.is(told!.problem, null)
    }
})

each('of a name with several values each is kept, of one without the last', async ({ destinations }) => {
  for (const [name, { multivalue = false, required = false }] of namesOf(destinations['user']!)) {
    if (required) continue // those stand in the record once
    const twice = ['a', 'b'].map((source) => ({ ...field(source, name), multivalue: true }))
    const [told] = await toldOf([record({ a: 'one', b: 'two' })], { instructions: [...PLAIN, ...twice] })
    const { groups, title } = told!.person
    assert.equal(name === 'groups' ? groups : title, multivalue ? ['one', 'two'] : 'two', name)
  }
})

each('what its sync sets itself is refused, and what it overrides is required of nobody', async ({ destinations }) => {
  for (const [destination, one] of Object.entries(destinations)) {
    for (const name of one.without ?? []) assert.match(saidOf(field('a', name, destination)), 'the sync itself sets it')
    for (const [name, { required }] of Object.entries(one.override ?? {})) {
      assert.is(required, false)
      const instructions = [...PLAIN, field('a', name, destination)]
      const [lacking, having] = await toldOf([record(), record({ username: 'bo', a: 'x' })], { instructions })
      assert.equal([lacking!.problem, having!.problem], [null, null])
      assert.equal(having!.person.attributes, { [`${destination}/${name}`]: 'x' })
    }
  }
})

each('tags come with a user, need not be there, and none is called username', async ({ destinations }) => {
  for (const [destination, { depends, optional }] of Object.entries(destinations)) {
    const asserted = { action: 'assert-destination', destination, exists: true }
    if (depends === undefined) assert.match(saidOf(asserted), 'that come with another one')
    else assert.ok(control({ instructions: [...PLAIN, asserted] }))
    if (optional) assert.is((await toldOf([record()]))[0]!.problem, null)
  }
  assert.match(saidOf(field('a', 'username', 'user:tags')), 'no tag may be called so')
})

const settingsOf = (groups: typeof GROUPS) => ({
  groups: groups.map(({ code, typeActive, typePast }) => ({ code, active: typeActive, past: typePast })),
  profile: 'type',
})

both('managed groups: each is taken', GROUPS, ['model', 'managed-groups-hres.json'], (groups) => {
  const settings = feedSettings.parse({ use: 'feed', folder: '/srv/feed', ...settingsOf(groups) })
  for (const one of groups) {
    assert.equal(Object.keys(one), ['code', 'typeActive', 'typePast'])
    assert.equal(leaverAttributes(settings, { type: one.typeActive }), { type: one.typePast })
  }
  for (const type of [null, 'another one']) assert.is(leaverAttributes(settings, { type }), null)
})

both(
  'managed groups: the profile of each, and of who leaves',
  GROUPS,
  ['model', 'managed-groups-hres.json'],
  (groups) =>
    at(
      world(),
      async (here) => {
        toZendesk(here, settingsOf(groups), { attributes: { type: 'user_fields.type' } })
        const typeOf = (n: number) => userNamed(here, `person${n}`).user_fields?.['type'] ?? null
        const { length } = groups
        // one of each group, one of all of them, one of none and one of a group that nobody manages
        const codes = [...groups.map(({ code }) => [code]), groups.map(({ code }) => code), [], ['choir']]
        const types = [...groups.map(({ typeActive }) => typeActive), groups.at(-1)!.typeActive, null, null]
        const people = range(0, 60).map((n) => recordOf(n, { groups: codes[n] ?? [] }))
        writeFeed(here, people)
        await again(here, 'create 60 applied')
        assert.equal(
          codes.map((_, n) => typeOf(n)),
          types,
        )
        writeFeed(here, people.slice(length))
        await again(here, `delete ${length} applied`)
        assert.equal(
          range(0, length).map((n) => [typeOf(n), userNamed(here, `person${n}`).user_fields?.['not_in_sfdc']]),
          groups.map(({ typePast }) => [typePast, true]),
        )
        writeFeed(here, people)
        await again(here, `update ${length} applied`)
        assert.equal(
          codes.map((_, n) => typeOf(n)),
          types,
        )
        await again(here, 'nothing to do')
      },
      { zendesk: { userFields: ['type', 'not_in_sfdc'] } },
    ),
)

model.run()
