// Batch feeds as processes: one feed after another, with everything that happens to people in between.

import * as assert from 'uvu/assert'
import { feedSource, recordOf, userNamed, writeFeed } from '../kit/feed-folder.ts'
import { at, type Place, type Shipped } from '../kit/pipeline.ts'
import { FREE, SCIM_TARGET, scimUserOf } from '../kit/scim-settings.ts'
import { suite } from '../kit/suite.ts'
import { organizations, userOf } from '../kit/worlds.ts'
import { all } from './kit/scripts.ts'

const lines = suite('lines of feeds')

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** 40 people, the first four and the last of them staff. */
const isStaff = (n: number) => n < 4 || n === LEAVER
const LEAVER = 39
const [RENAMED, BROKEN, OTHER_CASE] = [3, 5, 7]
const everyone = range(40).map((n) => recordOf(n, { groups: isStaff(n) ? ['staff', 'choir'] : [] }))

/** These people, some of whom are as `changes` say. */
const but = (some: readonly object[], changes: Record<number, object>) =>
  some.map((one, n) => ({ ...one, ...changes[n] }))

/** The second feed: a leaver, a renamed person, a broken record, a user name in other case. */
const happened = {
  [RENAMED]: { nameLast: 'Renamed' },
  [BROKEN]: { nameFirst: '' },
  [OTHER_CASE]: { username: ` PERSON${OTHER_CASE}@Acme.test` },
}
const second = but(everyone.slice(0, LEAVER), happened)

/** The third: the leaver is back, and the broken record is whole. */
const third = [...but(second, { [BROKEN]: { nameFirst: 'Person' } }), everyone[LEAVER]!]

/** Settings under which no kind is over a limit. */
const settle = (here: Place, change: (one: Shipped) => void) =>
  here.settings((one) => {
    Object.assign(one, { source: feedSource(here), scope: 'managed', protect: [], limits: FREE })
    change(one)
  })

/** Whose record is broken is held, and nobody else is. */
const holdsTheBroken = (here: Place) =>
  assert.equal(
    here.json('held.json').records.map(({ key, reason }) => [key, reason]),
    [[`person${BROKEN}@acme.test`, 'problem']],
  )

/** Everything about these users, to see that nothing became of them. */
const copy = (some: unknown) => JSON.parse(JSON.stringify(some))

async function applied(here: Place, records: readonly object[], line: string): Promise<void> {
  writeFeed(here, records)
  assert.match(await all(here), line)
  assert.match(await all(here), 'nothing to do')
}

lines('feed to Zendesk', () =>
  at(
    {
      zendesk: {
        organizations: organizations(3),
        users: [userOf(90, { external_id: null }), userOf(91, { external_id: 'crm:91' })],
        organization_memberships: [],
      },
    },
    async (here) => {
      settle(here, () => undefined)
      const user = (n: number) => userNamed(here, `person${n}`)
      const isMarked = (n: number) => user(n).user_fields?.['not_in_sfdc'] === true
      const strangers = () => copy([90, 91].map(user))
      const before = strangers()

      await applied(here, everyone, 'create 40 applied')
      const same = () => copy(range(LEAVER).flatMap((n) => (n === RENAMED ? [] : [user(n)])))
      const others = same()

      await applied(here, second, 'update 1 applied; delete 1 applied')
      assert.equal([user(RENAMED).name, isMarked(LEAVER)], ['Person Renamed', true])
      assert.equal(same(), others, 'the broken one, the one in other case and all others are as they were')
      holdsTheBroken(here)

      await applied(here, third, 'update 1 applied')
      assert.equal([isMarked(LEAVER), here.json('held.json').count], [false, 0])
      assert.equal([same(), strangers()], [others, before])
    },
  ),
)

lines('feed to SCIM', () =>
  at(
    {
      scim: {
        users: [scimUserOf(90, { externalId: undefined }), scimUserOf(91, { externalId: 'crm:91', userType: 'guest' })],
        groups: [
          { id: 'g1', displayName: 'Staff', members: [{ value: 'u90' }] },
          { id: 'g2', displayName: 'Choir', members: [{ value: 'u91' }] },
        ],
      },
    },
    async (here) => {
      settle(here, (one) => {
        const groups = [{ code: 'staff', active: 'type:staff', past: 'type:staff-past' }]
        const target = { ...SCIM_TARGET, groups: { staff: 'Staff' }, attributes: { kind: 'userType' } }
        Object.assign(one, { source: feedSource(here, { groups, profile: 'kind' }), target })
      })
      const { scim } = here.box.world
      const user = (n: number) => scim.users.find(({ userName }) => userName === `person${n}@acme.test`)!
      const state = (n: number) => [user(n).active, user(n)['userType'] ?? null]
      const members = (id: string) => scim.groups.find((group) => group.id === id)!.members!
      const numbersIn = (id: string) =>
        members(id)
          .map(({ value }) => range(100).find((n) => user(n)?.id === value)!)
          .sort((a, b) => a - b)
      const strangers = () => copy([90, 91].map(user))
      const before = strangers()

      await applied(here, everyone, 'create 40 applied')
      assert.equal(
        [numbersIn('g1'), state(2), state(4)],
        [
          [0, 1, 2, 3, LEAVER, 90],
          [true, 'type:staff'],
          [true, null],
        ],
      )
      members('g2').push({ value: user(2).id }) // by hand: nobody manages this group
      const changed = [1, RENAMED, 10]
      const same = () => copy(range(LEAVER).flatMap((n) => (changed.includes(n) ? [] : [user(n)])))
      const others = same()

      const moved = but(second, { 1: { groups: ['choir'] }, 10: { groups: ['staff'] } })
      await applied(here, moved, 'update 3 applied; delete 1 applied')
      assert.is(user(RENAMED).displayName, 'Person Renamed')
      assert.equal(numbersIn('g1'), [0, 2, RENAMED, 10, LEAVER, 90], 'who is deactivated stays in the group')
      assert.equal([1, 10, LEAVER].map(state), [
        [true, null],
        [true, 'type:staff'],
        [false, 'type:staff-past'],
      ])
      assert.equal(same(), others, 'the broken one, the one in other case and all others are as they were')
      holdsTheBroken(here)

      const back = but(third, { 1: { groups: ['choir'] }, 10: { groups: ['staff'] } })
      await applied(here, back, 'update 1 applied')
      assert.equal(
        [numbersIn('g1'), state(LEAVER)],
        [
          [0, 2, RENAMED, 10, LEAVER, 90],
          [true, 'type:staff'],
        ],
      )
      assert.equal(numbersIn('g2'), [2, 91])
      assert.is(here.json('held.json').count, 0)
      assert.equal([same(), strangers()], [others, before])
    },
  ),
)

lines.run()
