// Who is protected, who may be removed, and how much change is too much.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { emptiedOrganizations, isFailing, isOverLimit } from '../../lib/core/limits.ts'
import {
  addressProtection,
  type Facts,
  NO_ACTIVE,
  protection,
  removable,
  uncheckableWords,
} from '../../lib/core/protection.ts'
import { cpuSecondsOf } from '../kit/cpu.ts'
import { user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const policy = suite('policy')

const facts = (some: Partial<Facts> = {}): Facts => ({
  self: false,
  staff: null,
  blocked: null,
  addresses: ['ann@acme.test'],
  tags: [],
  ours: true,
  ...some,
})

policy('what cannot be checked is said in words: tags, addresses, and a state that nobody can write', () => {
  assert.match(uncheckableWords('tag:vip'), '`tag:vip` cannot be checked: the service shows no roles')
  assert.match(uncheckableWords('*@acme.test'), '`*@acme.test` cannot be checked: the service shows no addresses')
  assert.match(uncheckableWords(NO_ACTIVE), 'Set "removal": "delete" in the target')
})

policy('of several reasons for protection the first one is given', () => {
  const reason = protection(['*@gitlab.com', 'tag:vip'])
  const all = {
    self: true,
    staff: 'role agent',
    blocked: 'suspended',
    addresses: ['a@gitlab.com'],
    tags: ['vip'],
    ours: true,
  }
  assert.is(reason(all), "the credential's own user")
  assert.is(reason({ ...all, self: false }), 'role agent')
  assert.is(reason({ ...all, self: false, staff: null }), 'suspended')
  assert.is(reason({ ...all, self: false, staff: null, blocked: null }), 'address rule *@gitlab.com')
  assert.is(reason(facts({ tags: ['other', 'vip'] })), 'tag vip')
  assert.is(reason(facts({ tags: ['vipx'] })), null)
})

policy(
  'a rule for tags protects whomever it could mean: in any case, with blanks and unseen signs, one of several',
  () => {
    for (const rule of ['tag:vip', 'tag:VIP', 'tag: Vip ', 'tag:v\u200bip'])
      for (const tag of ['vip', 'VIP', ' vip ', 'v\u200bip', '\uff56ip', 'gold,vip', 'gold vip', '["gold","vip"]'])
        assert.match(protection([rule])(facts({ tags: [tag] })) ?? '', /^tag /, `${rule} and ${tag}`)
    assert.is(protection(['tag:super admin'])(facts({ tags: ['Super Admin'] })), 'tag super admin')
    for (const tag of ['vips', 'not-vip', 'vip2']) assert.is(protection(['tag:vip'])(facts({ tags: [tag] })), null, tag)
  },
)

policy('an invisible character in an address rule takes nothing from it', () => {
  for (const rule of ['*@vip.test\u200b', '\ufeff*@vip.test', '*\uff20vip.test', '*@vip.test\u2800'])
    assert.match(protection([rule])(facts({ addresses: ['boss@vip.test'] })) ?? '', /^address rule /, rule)
})

policy('where nobody else is touched, whoever this sync has not made is protected, after all other reasons', () => {
  const reason = protection(['tag:vip'], { ownUsersOnly: true })
  assert.is(reason(facts()), null)
  assert.is(reason(facts({ ours: false })), 'not made by this sync')
  assert.is(reason(facts({ ours: false, tags: ['vip'] })), 'tag vip')
  assert.is(protection([])(facts({ ours: false })), null)
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

policy('an address rule protects every user that it could mean: one loose form of an address is enough', () => {
  const reason = protection(['*@gitlab.com'])
  for (const address of [
    'ann@gitlab.com.',
    '<ann@gitlab.com>',
    'Ann Lee <ann@gitlab.com>',
    'mailto:ann@gitlab.com',
    'ann@git\u200blab.com',
    'ann＠gitlab.com',
    'ann@home.test, ann@gitlab.com',
  ])
    assert.is(reason(facts({ addresses: [address] })), 'address rule *@gitlab.com', address)
  assert.is(reason(facts({ addresses: ['ann@notgitlab.com', 'gitlab.com@acme.test'] })), null)
  assert.is(addressProtection(['*@xn--mnchen-3ya.test'])('ann@münchen.test'), '*@xn--mnchen-3ya.test')
})

policy('a user who is shown without tags is protected where a rule looks at tags', () => {
  assert.match(protection(['tag:vip'])(facts({ tags: null })) ?? '', 'rule tag:vip cannot be checked')
  assert.is(protection(['*@gitlab.com'])(facts({ tags: null })), null)
  assert.is(protection(['tag:vip'])(facts({ tags: [] })), null)
})

policy('nobody is removed from an organization whose account cannot be read, whatever the scope', () => {
  for (const scope of ['end-users', 'linked', 'managed'] as const) {
    const may = removable(scope, new Set(['9001', '9002']), new Set(['9001']))
    assert.not(may(user({ externalId: 's:A', organization: '9001' })), scope)
    assert.ok(may(user({ externalId: 's:A', organization: '9002' })), scope)
  }
})

policy('an address rule is a whole address, in which * stands for any run of characters', () => {
  const matches = (rule: string, address: string) => addressProtection([rule])(address) === rule
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
    const find = addressProtection([rule])
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
  assert.not(isOverLimit(200, 10_000, limit))
  assert.ok(isOverLimit(201, 10_000, limit))
  assert.not(isOverLimit(10, 100, limit))
  assert.ok(isOverLimit(11, 100, limit))
  assert.ok(isOverLimit(1, 100, { count: 0, share: 1 }))
  assert.ok(isOverLimit(1, 100, { count: 1, share: 0 }))
  assert.not(isOverLimit(0, 100, { count: 0, share: 0 }))
})

policy('a share of fewer than twenty is ignored, a count is not', () => {
  const limit = { count: 5, share: 0.1 }
  assert.not(isOverLimit(5, 19, limit))
  assert.ok(isOverLimit(6, 19, limit))
  assert.ok(isOverLimit(5, 20, limit))
  assert.not(isOverLimit(2, 20, limit))
  assert.not(isOverLimit(1, 0, limit))
})

policy('exactly the share that is allowed is allowed, for every percentage', () => {
  for (let percent = 1; percent <= 100; percent++) {
    for (const base of [100, 300, 700]) {
      const limit = { count: 1_000, share: Number(`${percent}e-2`) }
      const allowed = (percent * base) / 100
      assert.not(isOverLimit(allowed, base, limit), `${allowed} of ${base} are ${percent}%`)
      assert.ok(isOverLimit(allowed + 1, base, limit), `${allowed + 1} of ${base} are more than ${percent}%`)
    }
  }
})

policy('an organization is emptied when its last user in scope leaves it by a removal and nobody joins', () => {
  const homes = new Map([
    ['few', 2],
    ['some', 3],
    ['many', 9],
  ])
  const moves = (id: string, left: number, removed: number, joined = 0) => new Map([[id, { left, removed, joined }]])
  assert.equal(emptiedOrganizations(homes, moves('some', 3, 3)), ['some'])
  assert.equal(emptiedOrganizations(homes, moves('some', 3, 1)), ['some'], 'two of them moved elsewhere')
  assert.equal(emptiedOrganizations(homes, moves('some', 3, 0)), [], 'all of them moved: nobody is absent')
  assert.equal(emptiedOrganizations(homes, moves('some', 3, 3, 1)), [])
  assert.equal(emptiedOrganizations(homes, moves('few', 2, 2)), [])
  assert.equal(emptiedOrganizations(homes, moves('many', 8, 8)), [])
  const both = new Map([...moves('some', 3, 3), ...moves('many', 9, 9)])
  assert.equal(emptiedOrganizations(homes, both), ['many', 'some'], 'in ascending order')
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

policy('a rule of ten stars and sixty letters answers at once', () => {
  const rule = addressProtection([`${'a*'.repeat(10)}b@acme.test`])
  const seconds = cpuSecondsOf(() => {
    assert.is(rule(`${'a'.repeat(60)}@acme.test`), null)
    assert.is(rule(`${'a'.repeat(60)}b@acme.test`), `${'a*'.repeat(10)}b@acme.test`)
  })
  assert.ok(seconds < 0.5, String(seconds))
})

policy('a star is any run of letters, also none, as a regular expression reads it', () => {
  const letter = fc.constantFrom('a', 'b')
  const rules = fc.array(fc.oneof(letter, fc.constant('*')), { maxLength: 8 }).map((all) => `${all.join('')}@x.test`)
  const addresses = fc.array(letter, { maxLength: 10 }).map((all) => `${all.join('')}@x.test`)
  fc.assert(
    fc.property(rules, addresses, (rule, address) => {
      const isMatch = new RegExp(`^${rule.replaceAll('.', '\\.').replaceAll('*', '[^]*')}$`).test(address)
      assert.is(addressProtection([rule])(address), isMatch ? rule : null)
    }),
    { numRuns: 2_000 },
  )
})

policy.run()
