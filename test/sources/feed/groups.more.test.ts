// Batch files as a source: managed groups, what they make of a profile, and that the format makes no difference.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import {
  again,
  feedSource,
  folderOf,
  INSTRUCTIONS,
  range,
  recordOf,
  toZendesk,
  userNamed,
  world,
  writeFeed,
} from '../../kit/feed-folder.ts'
import { at } from '../../kit/pipeline.ts'
import { FREE, SCIM_TARGET } from '../../kit/scim-settings.ts'
import { gathered } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const feed = suite('feed: groups and formats')

feed('the profile of a managed group is an attribute, and becomes the past one when somebody leaves', () => {
  const groups = [
    { code: 'staff', active: 'type:staff', past: 'type:staff-past' },
    { code: 'research', active: 'type:researcher', past: 'type:researcher-past' },
  ]
  const attributes = { kind: 'user_fields.kind', job: 'user_fields.job' }
  return at(
    world(),
    async (here) => {
      toZendesk(here, { groups, profile: 'kind', attributes: { job: 'profile/job' } }, { attributes })
      const people = range(1, 30).map((n) =>
        recordOf(n, { job: 'Clerk', groups: n === 1 ? ['staff', 'research'] : ['staff'] }),
      )
      writeFeed(here, people)
      await again(here, 'create 29 applied')
      assert.equal(userNamed(here, 'person1').user_fields, { kind: 'type:researcher', job: 'Clerk' })
      writeFeed(here, people.slice(1))
      await again(here, 'delete 1 applied')
      assert.equal(userNamed(here, 'person1').user_fields, {
        kind: 'type:researcher-past',
        job: 'Clerk',
        not_in_sfdc: true,
      })
      writeFeed(here, people)
      await again(here, 'update 1 applied')
      assert.equal(userNamed(here, 'person1').user_fields, {
        kind: 'type:researcher',
        job: 'Clerk',
        not_in_sfdc: false,
      })
    },
    { zendesk: { userFields: ['kind', 'job', 'not_in_sfdc'] } },
  )
})

feed('managed groups get who is missing and lose who has left; groups and members of others stay', () => {
  const members = (...ids: string[]) => ids.map((value) => ({ value }))
  const stranger = { id: 'x', userName: 'stranger', displayName: 'Stranger' }
  const groups = [
    { id: 'g1', displayName: 'Staff', members: members('x') },
    { id: 'g2', displayName: 'Choir', members: members('x') },
  ]
  return at({ scim: { users: [stranger], groups } }, async (here) => {
    here.settings((one) => {
      const target = { ...SCIM_TARGET, groups: { staff: 'Staff' } }
      Object.assign(one, { source: feedSource(here), target, scope: 'managed', protect: [], limits: FREE })
    })
    const { scim } = here.box.world
    const idOf = (n: number) => scim.users.find(({ userName }) => userName === `person${n}@acme.test`)!.id
    const inGroup = (id: string) =>
      scim.groups
        .find((group) => group.id === id)!
        .members!.map(({ value }) => value)
        .sort()
    const people = range(1, 26).map((n) => recordOf(n, { groups: n < 3 ? ['staff', 'choir'] : [] }))
    writeFeed(here, people)
    await again(here, 'create 25 applied')
    assert.equal([inGroup('g1'), inGroup('g2')], [[idOf(1), idOf(2), 'x'].sort(), ['x']])
    writeFeed(here, [
      recordOf(1, { groups: [] }),
      ...people.slice(1, 2),
      recordOf(3, { groups: ['staff'] }),
      ...people.slice(3),
    ])
    await again(here, 'update 2 applied')
    assert.equal([inGroup('g1'), inGroup('g2')], [[idOf(2), idOf(3), 'x'].sort(), ['x']])
    await again(here, 'nothing to do')
  })
})

for (const update of ['patch', 'replace'])
  feed(`in a SCIM service too the profile becomes the past one, and the groups of who left stay: ${update}`, () => {
    const attributes = { kind: 'userType', job: 'title' }
    const scim = { users: [], groups: [{ id: 'g1', displayName: 'Staff', members: [] }] }
    return at({ scim }, async (here) => {
      const groups = [
        { code: 'staff', active: 'type:staff', past: 'type:staff-past' },
        { code: 'guests', active: 'type:guest' },
      ]
      here.settings((one) => {
        const source = feedSource(here, { groups, profile: 'kind', attributes: { job: 'profile/job' } })
        const target = { ...SCIM_TARGET, update, groups: { staff: 'Staff' }, attributes }
        Object.assign(one, { source, target, scope: 'managed', protect: [], limits: FREE })
      })
      const state = (n: number) => {
        const { active, userType, title } = here.box.world.scim.users.find(
          ({ userName }) => userName === `person${n}@acme.test`,
        )!
        return [active, userType, title]
      }
      const members = () => here.box.world.scim.groups[0]!.members!.length
      const people = range(1, 41).map((n) => recordOf(n, { job: 'Clerk', groups: [n === 2 ? 'guests' : 'staff'] }))
      writeFeed(here, people)
      await again(here, 'create 40 applied')
      assert.equal([state(1), state(2), members()], [[true, 'type:staff', 'Clerk'], [true, 'type:guest', 'Clerk'], 39])
      writeFeed(here, people.slice(2))
      await again(here, 'delete 2 applied')
      assert.equal(
        [state(1), state(2), members()],
        [[false, 'type:staff-past', 'Clerk'], [false, 'type:guest', 'Clerk'], 39],
      )
      await again(here, 'nothing to do')
      writeFeed(here, people)
      await again(here, 'update 2 applied')
      assert.equal([state(1), state(2), members()], [[true, 'type:staff', 'Clerk'], [true, 'type:guest', 'Clerk'], 39])
    })
  })

feed('each format gives the same contacts.json, but for what says when and where it was read', () =>
  at(world(), async (here) => {
    toZendesk(here)
    const people = range(1, 6).map((n) => recordOf(n, { nameLast: `Müller & <${n}>` }))
    const columns = Object.keys(people[0]!) as (keyof (typeof people)[number])[]
    const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
    const each = (make: (column: string, value: string) => string) =>
      people.map((one) => columns.map((column) => make(column, escaped(String(one[column])))).join(''))
    const formats = {
      json: JSON.stringify(people),
      'tsv-with-name-row': `${[columns, ...people.map((one) => columns.map((column) => one[column]))].map((row) => row.join('\t')).join('\n')}\n`,
      'xml-attributes': `<all>${each((column, value) => ` ${column}="${value}"`)
        .map((text) => `<one${text}/>`)
        .join('')}</all>`,
      'xml-text-of-children': `<all>${each((column, value) => `<${column}>${value}</${column}>`)
        .map((text) => `<one>${text}</one>`)
        .join('')}</all>`,
    }
    const digests = new Set()
    for (const [read, text] of Object.entries(formats)) {
      writeFeed(here, [], { instructions: INSTRUCTIONS, files: { users: { read } } })
      writeFileSync(join(folderOf(here), 'users'), text)
      await gathered(here, 'gather-organizations', 'gather-contacts')
      assert.is(here.json('contacts.json').count, 5, read)
      digests.add(here.json('contacts.json')['recordsSha256'])
    }
    assert.is(digests.size, 1)
  }),
)

feed.run()
