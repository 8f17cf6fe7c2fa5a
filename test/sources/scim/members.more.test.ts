// Who is in a group is proven by a second witness, in a source and in a target: a cut list removes nobody.

import * as assert from 'uvu/assert'
import type { ScimOptions } from '../../../lib/sandbox/scim/options.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import type { ScimSourceSettings } from '../../../lib/sources/scim/settings.ts'
import { between, madeOf, membersAt, services, userAt } from '../../kit/service.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const members = suite('SCIM: members')

const of = (n: number) => Array.from({ length: n }, (_, id) => ({ value: `d${id}` }))
const staff = (n: number) => ({ id: 't1', displayName: 'Staff', members: of(n) })

interface Setup {
  /** People in all, and how many of them are in the group. */
  equal?: number
  inGroup?: number
  directory?: Partial<ScimOptions>
  source?: Partial<ScimSourceSettings>
}

/** Gathers the contacts of a group; gives the code, the line, and how many came. */
async function read({ equal = 110, inGroup = 106, directory = {}, source = {} }: Setup) {
  let outcome = { code: -1, line: '', count: 0, requests: 0 }
  await between(
    services({ equal, groups: { there: [staff(inGroup)] } }),
    async (here) => {
      await gathered(here, 'gather-organizations')
      const { code, line } = await stageIn(here, gatherContacts)
      const requests = here.box.requests.filter(({ system }) => system === 'directory').length
      outcome = { code, line, count: code === 0 ? here.json('contacts.json').count : 0, requests }
    },
    { source: { members: ['Staff'], ...source }, options: { directory } },
  )
  return outcome
}

const QUIET = { userGroups: false }
const MUTE = { userGroups: false, memberFilters: false }

const cut: [what: string, setup: Setup, said: string][] = [
  [
    'users who show their groups',
    { directory: { mostMembers: 100 } },
    'somebody says to be in it whom it does not list',
  ],
  ['a filter', { directory: { mostMembers: 100, ...QUIET } }, 'a filter finds 106 users in it, and it lists 100'],
  ['nothing', { directory: { mostMembers: 100, ...MUTE } }, 'it shows 100 members, as a list that is cut would'],
  [
    'a filter, at ten members',
    { directory: { mostMembers: 10, ...QUIET } },
    'a filter finds 106 users in it, and it lists 10',
  ],
  ['nothing, where no members are shown', { directory: { mostMembers: 0, ...MUTE } }, 'it shows no members'],
]
for (const [witness, setup, said] of cut)
  members(`a list of members that is cut is found by ${witness}: exit 9`, async () => {
    const { code, line } = await read(setup)
    assert.is(code, 9, line)
    assert.match(line, said)
  })

const whole: [what: string, setup: Setup, count: number][] = [
  ['users who show their groups', { inGroup: 100 }, 100],
  ['a filter', { inGroup: 100, directory: QUIET }, 100],
  ['its very number', { inGroup: 99, directory: MUTE }, 99],
  ['the settings', { inGroup: 100, directory: MUTE, source: { memberLists: 'trusted' } }, 100],
]
for (const [witness, setup, count] of whole)
  members(`a list of members is proven whole by ${witness}`, async () => {
    const { code, count: found, line } = await read(setup)
    assert.equal([code, found], [0, count], line)
  })

members('a group of nobody is one, where the opposite of the filter finds everybody', async () => {
  const { code, line } = await read({ inGroup: 0, source: { members: [], groups: ['Staff'] } })
  assert.is(code, 0, line)
})

members('nobody is removed because a list of members was cut between the plan and its run', () =>
  between(
    services({ equal: 106, groups: { there: [staff(106)] }, users: [madeOf(200)] }),
    async (here) => {
      await compared(here)
      here.interfere((system, { path }) => {
        const body = { ...staff(100), members: of(100) }
        return system === 'directory' && path.endsWith('/Groups/t1') ? { body } : undefined
      })
      const { code, line } = await synced(here)
      assert.is(code, 9, line)
      assert.is(userAt(here, 'u200')!.active, true)
    },
    { source: { members: ['Staff'] } },
  ),
)

/** A target whose managed group has a member whom the source does not want in it. */
const target = (more: object) =>
  services({
    equal: 3,
    groups: { there: [{ ...staff(0), members: [{ value: 'd0' }] }], here: [{ id: 'g1', displayName: 'G', ...more }] },
  })

members('a managed group that hides its members is not nothing to do: exit 9, or read by the users', async () => {
  const all = [{ value: 'u0' }, { value: 'u2' }]
  for (const [options, code] of [
    [{ mostMembers: 0, ...MUTE }, 9],
    [{ mostMembers: 0, userGroups: false }, 9],
    [{}, 0],
  ] as const)
    await between(
      target({ members: all }),
      async (here) => {
        await gathered(here, 'gather-organizations')
        const done = await stageIn(here, gatherUsers)
        assert.is(done.code, code, done.line)
        if (code !== 0) return
        await compared(here)
        await synced(here)
        assert.equal(membersAt(here, 'g1'), ['u0'])
      },
      { target: { groups: { Staff: 'G' } }, options: { scim: options } },
    )
})

members('a member that does not say what it is is looked up once: a group of groups is refused, exit 7', () =>
  between(
    services({ equal: 2, groups: { there: [staff(2), { id: 't9', displayName: 'Other' }] } }),
    async (here) => {
      here.interfere((system, { path }) => {
        const body = { ...staff(0), members: ['d0', { value: 't9' }, { value: 't9' }] }
        return system === 'directory' && path.endsWith('/Groups/t1') ? { body } : undefined
      })
      await gathered(here, 'gather-organizations')
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 7, line)
      assert.match(line, 'has groups in it')
      assert.is(here.box.requests.filter(({ path }) => path.endsWith('/Users/t9')).length, 1)
    },
    { source: { members: ['Staff'] } },
  ),
)

for (const [what, member] of [
  ['in capitals', { value: 'D5' }],
  ['with blanks around it', { value: ' d5 ' }],
  ['as the address of the user', { value: 'https://acme.test/scim/v2/Users/d5' }],
  ['as a path', { value: 'Users/d5' }],
  ['as a $ref with a query', { $ref: 'https://acme.test/scim/v2/Users/d5?attributes=id' }],
  ['as a $ref with a fragment', { $ref: '../Users/d5#x' }],
] as const)
  members(`a member whose id is written ${what} is the user that it means`, async () => {
    const others = of(106).filter(({ value }) => value !== 'd5')
    let count = 0
    await between(
      services({ equal: 110, groups: { there: [staff(106)] } }),
      async (here) => {
        here.interfere((system, { path }) =>
          system === 'directory' && path.endsWith('/Groups/t1')
            ? { body: { id: 't1', displayName: 'Staff', members: [...others, member] } }
            : undefined,
        )
        await gathered(here, 'gather-organizations', 'gather-contacts')
        count = here.json('contacts.json').count
      },
      { source: { members: ['Staff'] }, options: { directory: MUTE } },
    )
    assert.is(count, 106)
  })

members.run()
