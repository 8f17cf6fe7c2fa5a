// Who is protected, how much change is too much, and which files and words make one plan.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PlanHead, rowNames } from '../lib/artifacts.ts'
import { Failure } from '../lib/exit.ts'
import { about, alike, madeFrom, madeWith } from '../lib/inputs.ts'
import { approval, type Dated, digestOf, fresh, oldest, planOf, short, together } from '../lib/plan.ts'
import { emptied, type Facts, isFailing, protectedAddress, protection, removable, tooMuch } from '../lib/policy.ts'
import { user } from './kit/people.ts'

const policy = suite('policy')

const facts = (some: Partial<Facts> = {}): Facts => ({
  self: false,
  staff: null,
  blocked: null,
  addresses: ['ann@acme.test'],
  tags: [],
  ...some,
})

/** What was thrown, as exit code and message. */
function refused(work: () => unknown): [code: number, message: string] {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return [error.code, error.message]
    throw error
  }
  throw new Error('nothing was thrown')
}

policy('of several reasons for protection the first one is given', () => {
  const reason = protection(['*@gitlab.com', 'tag:vip'])
  const all = { self: true, staff: 'role agent', blocked: 'suspended', addresses: ['a@gitlab.com'], tags: ['vip'] }
  assert.is(reason(all), "the credential's own user")
  assert.is(reason({ ...all, self: false }), 'role agent')
  assert.is(reason({ ...all, self: false, staff: null }), 'suspended')
  assert.is(reason({ ...all, self: false, staff: null, blocked: null }), 'address rule *@gitlab.com')
  assert.is(reason(facts({ tags: ['other', 'vip'] })), 'tag vip')
  assert.is(reason(facts({ tags: ['vipx'] })), null)
})

policy('without rules only what the target knows protects', () => {
  const reason = protection([])
  assert.is(reason(facts({ tags: ['vip'] })), null)
  assert.is(reason(facts({ blocked: 'suspended' })), 'suspended')
})

policy('any address of a user can protect it', () => {
  const reason = protection(['*@gitlab.com'])
  assert.is(reason(facts({ addresses: ['ann@acme.test', 'Ann@GitLab.com'] })), 'address rule *@gitlab.com')
  assert.is(reason(facts({ addresses: [] })), null)
})

policy('an address rule is a whole address, in which * stands for any run of characters', () => {
  const matches = (rule: string, address: string) => protectedAddress([rule])(address) === rule
  for (const [rule, address] of [
    ['ann@acme.test', ' ANN@acme.test '],
    ['*@acme.test', 'ann@acme.test'],
    ['*@*.acme.test', 'ann@mail.acme.test'],
    ['admin*@acme.test', 'admin@acme.test'],
    ['*', 'ann@acme.test'],
    ['*@Acme.Test', 'ann@acme.test'],
  ] as const) {
    assert.ok(matches(rule, address), `${rule} fits ${address}`)
  }
  for (const [rule, address] of [
    ['*@acme.test', 'ann@acme.test.evil'],
    ['*@acme.test', 'ann@notacme.test'],
    ['ann@acme.test', 'joann@acme.test'],
    ['*@*.acme.test', 'ann@acme.test'],
    ['tag:ann@acme.test', 'tag:ann@acme.test'],
  ] as const) {
    assert.not(matches(rule, address), `${rule} does not fit ${address}`)
  }
})

for (const sign of '.+?()[]{}|^$/\\-&~!#%\'"=_') {
  policy(`in an address rule ${sign} is itself and nothing else`, () => {
    const rule = `*a${sign}b@acme.test`
    const find = protectedAddress([rule])
    assert.is(find(`xa${sign}b@acme.test`), rule)
    for (const other of ['xab@acme.test', 'xaab@acme.test', 'xazb@acme.test', 'xa', 'b@acme.test']) {
      assert.is(find(other), null, other)
    }
  })
}

policy('who is active, unprotected and in scope may be removed, and nobody else', () => {
  const may = removable('linked', new Set(['9001']))
  assert.ok(may(user()))
  assert.not(may(user({ active: false })))
  assert.not(may(user({ protected: 'role agent' })))
  assert.not(may(user({ organization: '9002' })))
  assert.not(may(user({ organization: null })))
  assert.ok(removable('managed', new Set())(user({ externalId: 's:A' })))
  assert.not(removable('managed', new Set(['9001']))(user()))
  assert.ok(removable('end-users', new Set())(user({ organization: null })))
})

policy('count and share both bind, each up to and including its number', () => {
  const limit = { count: 200, share: 0.1 }
  assert.not(tooMuch(200, 10_000, limit))
  assert.ok(tooMuch(201, 10_000, limit))
  assert.not(tooMuch(10, 100, limit))
  assert.ok(tooMuch(11, 100, limit))
  assert.ok(tooMuch(1, 100, { count: 0, share: 1 }))
  assert.ok(tooMuch(1, 100, { count: 1, share: 0 }))
  assert.not(tooMuch(0, 100, { count: 0, share: 0 }))
})

policy('a share of fewer than twenty is ignored, a count is not', () => {
  const limit = { count: 5, share: 0.1 }
  assert.not(tooMuch(5, 19, limit))
  assert.ok(tooMuch(6, 19, limit))
  assert.ok(tooMuch(5, 20, limit))
  assert.not(tooMuch(2, 20, limit))
  assert.not(tooMuch(1, 0, limit))
})

policy('exactly the share that is allowed is allowed, for every percentage', () => {
  for (let percent = 1; percent <= 100; percent++) {
    for (const base of [100, 300, 700]) {
      const limit = { count: 1_000, share: Number(`${percent}e-2`) }
      const allowed = (percent * base) / 100
      assert.not(tooMuch(allowed, base, limit), `${allowed} of ${base} are ${percent}%`)
      assert.ok(tooMuch(allowed + 1, base, limit), `${allowed + 1} of ${base} are more than ${percent}%`)
    }
  }
})

const digest = (letter: string) => letter.repeat(64)
const inputs = { contacts: digest('c'), organizations: digest('e'), users: digest('d') }
const plan = planOf(inputs, {})
const name = short(plan)
const counts = { create: 12, update: 3, delete: 240 }

policy('an approval names the plan, and each kind with its number', () => {
  assert.is(name, plan.slice(0, 12))
  assert.equal(approval(`${name}:delete=240`, plan, counts), { delete: 240 })
  assert.equal(approval(` ${name}:delete=240,create=12\n`, plan, counts), { create: 12, delete: 240 })
})

policy('an approval that cannot be read is bad input', () => {
  const bad = ['', 'yes', name, `${name}:`, `${name}:delete`, `${name}:delete=`, `${name}:delete=many`, ':delete=240']
  const worse = [`${name}:remove=240`, `${name}:delete=240,`, `${name}:delete=-1`, `${plan}:delete=240`]
  for (const words of [...bad, ...worse, `${name}:delete=240 create=12`, `${name}:delete=240,constructor=1`]) {
    const [code, message] = refused(() => approval(words, plan, counts))
    assert.is(code, 7, words)
    assert.match(message, '<first 12 of the plan>:<kind>=<count>') // the form; never words that approve it
  }
})

policy('an approval for another plan, or for other numbers, is stale', () => {
  assert.is(refused(() => approval('0123456789ab:delete=240', plan, counts))[0], 5)
  const [code, message] = refused(() => approval(`${name}:create=12,delete=239`, plan, counts))
  assert.is(code, 5)
  assert.match(message, 'delete=239')
  assert.match(message, '240')
})

policy('an approval that names one kind twice approves no number but the plan\u2019s', () => {
  assert.is(refused(() => approval(`${name}:delete=1,delete=240`, plan, counts))[0], 5)
})

policy('other inputs or other settings are another plan, the same ones the same', () => {
  assert.match(plan, /^[0-9a-f]{64}$/)
  assert.is(planOf({ ...inputs }, {}), plan)
  assert.is(planOf(inputs, { a: 1, b: 2 }), planOf(inputs, { b: 2, a: 1 }))
  assert.is.not(planOf({ ...inputs, users: digest('f') }, {}), plan)
  assert.is.not(planOf(inputs, { scope: 'managed' }), plan)
})

const now = new Date('2026-11-20T18:00:00Z')
const file = (gathered: string, instance = 'us-gov'): Dated => ({ artifact: 'users', instance, gathered })
const HOUR = 3_600_000

policy('a snapshot is fresh up to and including its greatest age, and stale after it', () => {
  fresh([file('2026-11-20T12:00:00Z'), file('2026-11-20T18:00:00Z')], 'us-gov', 6 * HOUR, now)
  const [code, message] = refused(() =>
    fresh([file('2026-11-20T17:00:00Z'), file('2026-11-20T11:59:59Z')], 'us-gov', 6 * HOUR, now),
  )
  assert.is(code, 5)
  assert.match(message, 'users.json')
})

policy('a snapshot of another instance is refused', () => {
  const [code, message] = refused(() => fresh([file('2026-11-20T18:00:00Z', 'eu')], 'us-gov', HOUR, now))
  assert.is(code, 5)
  assert.match(message, 'eu')
})

policy('contacts that were made with other organizations are refused', () => {
  madeFrom({ organizations: digest('a') }, { recordsSha256: digest('a') })
  assert.is(refused(() => madeFrom({ organizations: digest('a') }, { recordsSha256: digest('b') }))[0], 5)
})

policy('files of one person go with nobody else, and not with everyone', () => {
  const of = (only: string | null) => [{ artifact: 'users', only }]
  about(null, of(null))
  about(' Ann@acme.test', of('ann@acme.test'))
  assert.match(refused(() => about('bo@acme.test', of('ann@acme.test')))[1], 'users.json is about somebody else')
  assert.match(refused(() => about('bo@acme.test', of(null)))[1], 'is about everyone')
  assert.match(refused(() => about(null, of('ann@acme.test')))[1], 'is about one person alone')
  assert.is(refused(() => about(null, of('ann@acme.test')))[0], 5)
})

policy('a snapshot that was made with other settings is refused, naming the script', () => {
  const matter = { plan: {}, organizations: {}, users: { protect: ['*@acme.test'] }, contacts: {} }
  madeWith({ artifact: 'users', settings: digestOf({ protect: ['*@acme.test'] }) }, matter)
  const [code, message] = refused(() => madeWith({ artifact: 'users', settings: digestOf({ protect: [] }) }, matter))
  assert.is(code, 5)
  assert.match(message, 'users.json was made with other settings than those of today. Run again: npm run gather-users')
})

policy('an organization is emptied when its last user in scope leaves it by a removal and nobody joins', () => {
  const homes = new Map([
    ['few', 2],
    ['some', 3],
    ['many', 9],
  ])
  const moves = (id: string, left: number, removed: number, joined = 0) => new Map([[id, { left, removed, joined }]])
  assert.equal(emptied(homes, moves('some', 3, 3)), ['some'])
  assert.equal(emptied(homes, moves('some', 3, 1)), ['some'], 'two of them moved elsewhere')
  assert.equal(emptied(homes, moves('some', 3, 0)), [], 'all of them moved: nobody is absent')
  assert.equal(emptied(homes, moves('some', 3, 3, 1)), [])
  assert.equal(emptied(homes, moves('few', 2, 2)), [])
  assert.equal(emptied(homes, moves('many', 8, 8)), [])
  const both = new Map([...moves('some', 3, 3), ...moves('many', 9, 9)])
  assert.equal(emptied(homes, both), ['many', 'some'], 'in ascending order')
})

policy('writes are failing from the twentieth on, when more than a fifth of them failed', () => {
  assert.equal(
    [
      [19, 19],
      [4, 20],
      [5, 20],
      [20, 100],
      [21, 100],
    ].map(([failed, writes]) => isFailing(failed!, writes!)),
    [false, false, true, false, true],
  )
})

const rows = Object.fromEntries(rowNames.map((row) => [row, 0])) as PlanHead['rows']
const head = (artifact: string, its = plan) => ({
  ...file('2026-11-20T18:00:00Z'),
  version: 1 as const,
  artifact,
  from: 'organizations.json, users.json, contacts.json',
  plan: its,
  inputs,
  rows,
  source: 'https://acme.my.salesforce.com',
  bases: counts,
  emptied: [],
  only: null,
})

policy('plan files go together when they are of one plan, made with the settings of today', () => {
  assert.is(together([head('create'), head('update'), head('delete')], {}), plan)
  const [code, message] = refused(() => together([head('create'), head('update', digest('0'))], {}))
  assert.is(code, 5)
  assert.match(message, 'update.json')
  assert.is(refused(() => together([head('create')], { scope: 'managed' }))[0], 5)
})

policy('the oldest input dates the plan, whatever precision its time is written with', () => {
  const times = ['2026-11-20T18:00:00.500Z', '2026-11-20T18:00:00Z', '2026-11-20T18:00:01Z']
  assert.is(oldest(times), '2026-11-20T18:00:00Z')
})

policy('a snapshot from the future is refused: some clock is wrong', () => {
  fresh([file('2026-11-20T18:04:00Z')], 'us-gov', 6 * HOUR, now)
  assert.is(refused(() => fresh([file('2026-11-20T18:06:00Z')], 'us-gov', 6 * HOUR, now))[0], 5)
})

policy('what does not claim to be everyone is never compared with what does', () => {
  const everyone = { organizations: true, users: true, contacts: true }
  alike(everyone)
  alike({ ...everyone, contacts: false })
  alike({ ...everyone, users: false, contacts: false })
  assert.is(refused(() => alike({ ...everyone, users: false }))[0], 5)
  assert.is(refused(() => alike({ ...everyone, organizations: false }))[0], 5)
})

policy.run()
