// Users of a SCIM target in shapes that nobody expected: understood, or protected, and never taken for absent.

import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import { instances } from '../../../lib/config/config.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import type { ScimSettings } from '../../../lib/targets/scim/settings.ts'
import type { Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { type Change, oddly, twice } from '../../kit/scim-odd.ts'
import { between, madeOf, personOf, services, userAt, watching } from '../../kit/service.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const odd = suite('SCIM target: odd users')

/** The boss is protected by its address or its role, and nobody of the source. */
const boss = {
  id: 'boss',
  userName: 'boss',
  emails: [{ value: 'boss@vip.test', type: 'work' }],
  roles: [{ value: 'vip' }],
}
const world = () => services({ equal: 3, users: [madeOf(9, { roles: [{ value: 'clerk' }] }), boss] })

/** The same instance, with rules, and everybody in scope. */
function protecting(here: Place): void {
  const config = JSON.parse(readFileSync(here.config, 'utf8'))
  Object.assign(config.instances['us-gov'], { protect: ['*@vip.test', 'tag:vip'], scope: 'end-users' })
  writeFileSync(here.config, JSON.stringify(config))
}

/** What a run does where the boss is shown so: its protection, and who was deactivated. */
async function run(change: Change, target: Partial<ScimSettings> = {}) {
  let found: { protected: unknown; removed: string[] } | null = null
  await between(
    world(),
    async (here) => {
      protecting(here)
      oddly(here, 'scim', 'Users', (user) => (user['id'] === 'boss' ? change(user) : undefined))
      await compared(here)
      const user = here.json('users.json').records.find(({ id }) => id === 'boss')!
      await synced(here)
      const removed = ['boss', 'u0', 'u1', 'u2', 'u9'].filter((id) => userAt(here, id)!.active === false)
      found = { protected: user['protected'], removed }
    },
    { target },
  )
  return found!
}

type Row = Record<string, unknown>

const without = (name: string, more: object) => (user: Record<string, unknown>) => {
  const { [name]: _, ...rest } = user
  return { ...rest, ...more }
}

const understood: [what: string, change: Change][] = [
  ['addresses as texts', without('emails', { emails: ['boss@vip.test'] })],
  ['one address that is no list', without('emails', { emails: { value: 'boss@vip.test' } })],
  ['one address as a text', without('emails', { emails: 'boss@vip.test' })],
  ['texts and objects mixed', without('emails', { emails: [{ value: 'a@b.test' }, 'boss@vip.test'] })],
  ['names in another case', without('emails', { Emails: [{ Value: 'boss@vip.test' }] })],
]
for (const [what, change] of understood)
  odd(`${what}: the rule for addresses protects`, async () => {
    const isRole = (user: Record<string, unknown>) => without('roles', {})(change(user) as Record<string, unknown>)
    assert.equal(await run(isRole), { protected: 'address rule *@vip.test', removed: ['u9'] })
  })

const roleOf = (display: string) => ({ value: 'b1946ac9', display })

const roles: [what: string, change: Change][] = [
  ['a role as a text', without('roles', { roles: ['vip'] })],
  ['one role that is no list', without('roles', { roles: { value: 'vip' } })],
  ['one role as a text', without('roles', { ROLES: 'vip' })],
  ['several roles in one text', without('roles', { roles: 'clerk;VIP' })],
  ['a role whose value is an id and whose name stands beside it', without('roles', { roles: [roleOf('vip')] })],
]
for (const [what, change] of roles)
  odd(`${what}: the rule for tags protects`, async () => {
    const isElsewhere = (user: Record<string, unknown>) =>
      without('emails', {})(change(user) as Record<string, unknown>)
    assert.equal(await run(isElsewhere), { protected: 'tag vip', removed: ['u9'] })
  })

const unreadable: [why: string, change: Change][] = [
  [
    'emails[0] is an object with address and no text as value',
    without('emails', { emails: [{ address: 'boss@vip.test' }] }),
  ],
  ['emails[0] is a list of 1', without('emails', { emails: [['boss@vip.test']] })],
  ['emails[0] is a text that is no address', without('emails', { emails: 'some' })],
  ['emails[1] is a number', without('emails', { emails: ['a@b.test', 7] })],
  ['roles[0] is an object with display and no text as value', without('roles', { roles: [{ display: 'vip' }] })],
  ['roles[1] is null', without('roles', { roles: ['clerk', null] })],
  ['emails[0] is null', without('emails', { emails: [null, 'a@b.test'] })],
  ['userType is a boolean', without('roles', { userType: true })],
  ['active is a text', without('active', { active: 'perhaps' })],
  ['active is null', without('active', { active: null })],
  ['displayName is a number', without('displayName', { displayName: 7 })],
  ['userName is an object with name and no text as value', without('userName', { userName: { name: 'boss' } })],
  ['emails is there twice', without('emails', twice('emails', 'boss@vip.test', 'a@b.test'))],
  ['Roles is there as Roles and roles', (user) => ({ Roles: [{ value: 'a' }], ...user })],
  ['name is a text', without('displayName', { name: 'The Boss' })],
]
for (const [why, change] of unreadable)
  odd(`${why}: the user is protected`, async () => {
    assert.equal(await run(change), { protected: `unreadable: ${why}`, removed: ['u9'] })
  })

odd('a mapped attribute that cannot be read is not null: what would be written over it is held', async () => {
  const title = { attributes: { title: 'title' } }
  await between(
    services({ equal: 2, people: [personOf(5, { title: 'Chief' })], users: [madeOf(5)] }),
    async (here) => {
      oddly(here, 'scim', 'Users', (user) => (user['id'] === 'u5' ? { ...user, title: { en: 'Chief' } } : undefined))
      await compared(here)
      assert.equal([here.json('update.json').count, here.json('held.json').count], [0, 1])
      const user = here.json('users.json').records.find(({ id }) => id === 'u5')!
      assert.is(user['protected'], 'unreadable: title is an object with en and no text as value')
    },
    { target: title, source: title },
  )
})

odd('an id that JSON cannot hold exactly is exit 9, with its path', () =>
  between(world(), async (here) => {
    oddly(here, 'scim', 'Users', (user) => (user['id'] === 'boss' ? { ...user, id: 2 ** 60 } : undefined))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, 'Resources[4].id is a number that JSON cannot hold exactly')
  }),
)

odd('more than half of 20 users that cannot be read are exit 9', () =>
  between(services({ equal: 21 }), async (here) => {
    await gathered(here)
    oddly(here, 'scim', 'Users', (user) =>
      Number(String(user['id']).slice(1)) < 11 ? { ...user, emails: [1] } : undefined,
    )
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, '11 of 21 records could not be read, the first: unreadable: emails[0] is a number')
  }),
)

for (const [what, change] of [
  ['the sign-in name', (user: Row) => ({ ...user, userName: `${user['userName']}\ufeff` })],
  [
    'another address',
    (user: Row) => ({ ...user, emails: [...(user['emails'] as Row[]), { value: 'o\u200bther@b.test' }] }),
  ],
] as const)
  for (const update of ['replace', 'patch'] as const)
    odd(`a sign in ${what}, shown right before a change, is not written back by ${update}`, () =>
      between(
        services({ equal: 2, people: [personOf(5)], users: [madeOf(5, { displayName: 'Old' })] }),
        async (here) => {
          await compared(here)
          oddly(here, 'scim', 'Users', (user) => (user['id'] === 'u5' ? change(user) : undefined))
          await synced(here)
          const [receipt] = receipts(here, 'update')
          assert.not.match(JSON.stringify(userAt(here, 'u5')), /[\u200b\ufeff]/)
          if (update === 'patch') return assert.is(receipt!['outcome'], 'applied')
          assert.is(receipt!['outcome'], 'conflict')
          assert.match(String(receipt!['error']), /shows a name of this user with U\+(FEFF|200B) at character \d+/)
        },
        { target: { update } },
      ),
    )

const nameless = (n: number, more: object) => madeOf(n, { userName: `clerk${n}`, emails: undefined, ...more })

for (const [what, users, rules] of [
  ['nobody shows a role', [madeOf(7)], ['tag:vip', 'tag:admin']],
  ['somebody shows one', [madeOf(7, { roles: [{ value: 'clerk' }] })], []],
  ['nobody shows an address', [nameless(7, { roles: [{ value: 'clerk' }] })], ['*@vip.test']],
  [
    'addresses are sign-in names alone, although the schemas have emails',
    [madeOf(7, { emails: undefined, roles: [{ value: 'clerk' }] })],
    ['*@vip.test'],
  ],
  ['nobody is there', [], []],
] as const)
  odd(`rules cannot be checked where ${what}: ${rules.length}`, () =>
    between(services({ equal: 0, people: [personOf(7)], users: [...users] }), async (here) => {
      Object.assign(process.env, here.env)
      const config = JSON.parse(readFileSync(here.config, 'utf8'))
      Object.assign(config.instances['us-gov'], { protect: ['*@vip.test', 'name:boss', 'tag:vip', 'tag:admin'] })
      writeFileSync(here.config, JSON.stringify(config))
      const [instance] = instances({ file: here.config, data: here.data, environment: here.environment() })
      const target = await instance!.target({ ...progressCounts(), say: () => undefined })
      for await (const _ of target.users());
      assert.equal(target.uncheckable!(), rules)
      const look = target.checks!().find(({ name: what }) => what === 'protect')!
      const [rule] = rules
      if (rule === undefined) return assert.is(await look.run(), 'tag:vip, tag:admin, *@vip.test can be checked')
      const [shows, ask] = rule.startsWith('tag:') ? ['no roles', 'roles,userType'] : ['no addresses', 'emails']
      try {
        await look.run()
      } catch (error) {
        assert.match(String(error), `the protect rule ${rule} cannot be checked: the service shows ${shows}`)
        return assert.match(String(error), `attributes=${ask}`)
      }
      assert.unreachable('doctor is content')
    }),
  )

odd('a rule about addresses holds removals where nobody shows one', () =>
  between(services({ equal: 0, people: [personOf(7)], users: [nameless(8, {}), nameless(9, {})] }), async (here) => {
    protecting(here)
    await compared(here)
    const { code, said } = await synced(here)
    assert.is(code, 4)
    assert.match(said.join(), 'protect rule `*@vip.test` cannot be checked: the service shows no addresses')
    assert.equal([userAt(here, 'u8')!.active, userAt(here, 'u9')!.active], [true, true])
  }),
)

odd('the user of this sync is known by an id in digits too, and protected', () =>
  between(services({ equal: 2, users: [madeOf(9, { id: '77' })] }), async (here) => {
    watching(here, ({ path }) => (path.endsWith('/Me') ? { status: 200, body: { id: 77, userName: 'x' } } : undefined))
    await compared(here)
    const own = here.json('users.json').records.find(({ id }) => id === '77')!
    assert.equal([own['protected'], here.json('delete.json').count], ["the credential's own user", 0])
  }),
)

odd.run()
