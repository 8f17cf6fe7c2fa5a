// Odd shapes of answers to reads of Zendesk: identities, organizations, memberships, counts, the own user.

import * as assert from 'uvu/assert'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers, page } from '../../kit/answers.ts'
import { at } from '../../kit/pipeline.ts'
import { outcomes, writes } from '../../kit/receipts.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { account, changing, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const odd = suite('zendesk: odd answers to reads')

type Row = Record<string, unknown>
type Body = Record<string, Row[]>

const SHOW_MANY = /\/show_many$/

odd('an answer of show_many without users may lack identities: accounts are created', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    changeAnswers(here, /\/users\/show_many$/, (body: Body) => {
      if (body['users']!.length === 0) delete body['identities']
    })
    const { code, line } = await synced(here)
    assert.equal([code, outcomes(here, 'create')], [0, ['applied']], line)
  }),
)

odd('a service that shows no identities beside users is read user by user, page by page, and says so once', () => {
  const many = Array.from({ length: 5 }, (_, n) => ({ value: `other${n}@acme.test` }))
  const boss = userOf(100, { identities: [...many, { type: 'google', value: 'boss@gitlab.com' }] })
  const work = at(
    worldOf({ users: [boss], equal: 6 }),
    async (here) => {
      changeAnswers(here, /\/users(\/show_many)?$/, (body: Body) => {
        delete body['identities']
      })
      const { code, line, said } = await stageIn(here, gatherUsers)
      assert.is(code, 0, line)
      assert.is(said.filter((one) => one.includes('read user by user')).length, 1)
      const found = here.json('users.json').records.find(({ id }) => id === '5100')!
      assert.equal([(found['otherEmails'] as string[]).length, found['protected']], [6, 'address rule *@gitlab.com'])
      const asked = here.box.requests.filter(({ path }) => path.endsWith('/5100/identities'))
      assert.is(asked.length, 3, 'seven identities, three a page')
      assert.is(here.box.requests.filter(({ path }) => SHOW_MANY.test(path)).length, 2, 'asked once, and once for real')
    },
    { zendesk: { pageSize: 3 }, salesforce: { pageSize: 3 } },
  )
  return work
})

odd('where identities come without saying whose they are, each user is asked for', () =>
  at(worldOf({ users: [userOf(100, { identities: [{ value: 'boss@gitlab.com' }] })] }), async (here) => {
    changeAnswers(here, SHOW_MANY, ({ identities = [] }: Body) => {
      for (const one of identities) if (one['value'] === 'boss@gitlab.com') one['user_id'] = null
    })
    await gathered(here, 'gather-users')
    const found = here.json('users.json').records.find(({ id }) => id === '5100')!
    assert.is(found['protected'], 'address rule *@gitlab.com')
  }),
)

for (const cut of [10, 20]) {
  odd(`a list of identities that was cut after ${cut} unprotects nobody`, () => {
    const users = Array.from({ length: 31 }, (_, n) => userOf(100 + n, { identities: [{ value: `x${n}@gitlab.com` }] }))
    return at(worldOf({ equal: 0, users, contacts: [contactOf(0)] }), async (here) => {
      changeAnswers(here, SHOW_MANY, (body: Body) => {
        body['identities']!.length = cut + 1 // the own address of one is the last
        body['identities']!.shift()
      })
      await gathered(here, 'gather-users')
      const staff = here.json('users.json').records.filter((one) => one['protected'] === 'address rule *@gitlab.com')
      assert.is(staff.length, 31)
    })
  })
}

odd('a user who was deleted while identities were read is left out', () =>
  at(worldOf({ users: [userOf(100)] }), async (here) => {
    here.interfere((_, { path }) => {
      if (path.endsWith('/users/show_many')) return page({ users: [{ id: 5100 }], identities: null })
      return path.endsWith('/5100/identities') ? { status: 404, body: {} } : undefined
    })
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 0, line)
    assert.match(line, '31 users')
    assert.match(line, '1 deleted')
  }),
)

const accounts: [what: string, change: (row: Row) => void, shape: string][] = [
  ['a number', (row) => Object.assign(row, { organization_fields: { salesforce_id: 7 } }), 'salesforce_id is a number'],
  [
    'an object',
    (row) => Object.assign(row, { organization_fields: { salesforce_id: {} } }),
    'salesforce_id is an object',
  ],
  ['missing', (row) => Object.assign(row, { organization_fields: {} }), 'salesforce_id is missing'],
  ['in no field at all', (row) => delete row['organization_fields'], 'organization_fields is missing'],
  [
    'in fields that are a list',
    (row) => Object.assign(row, { organization_fields: [] }),
    'organization_fields is an empty list',
  ],
]
for (const [what, change, shape] of accounts) {
  odd(`an account id that is ${what}: the organization is named, and nobody in it is removed`, () =>
    at(worldOf({ users: [userOf(102), userOf(103, { external_id: null })] }), async (here) => {
      changeAnswers(here, /\/organizations$/, ({ organizations = [] }: Body) => {
        change(organizations.find(({ id }) => id === 900)!)
      })
      const { line, said } = await stageIn(here, gatherOrganizations)
      assert.match(line, '2 organizations, 1 with an unreadable account id')
      assert.match(said.join(), `900 (organization_fields`)
      assert.match(said.join(), shape)
      await compared(here)
      assert.is(here.json('organizations.json').records.filter(({ key }) => key === '?900').length, 1)
      assert.equal(
        here.json('delete.json').records.map(({ id }) => id),
        ['5103'],
        '102 and ten others are in 900; 103 is in another one, whose account is known',
      )
      assert.is(here.json('delete.json')['limitBases'] && (here.json('delete.json')['limitBases'] as Row)['delete'], 21)
    }),
  )
}

odd('organizations without a field for the account at all: exit 9', () =>
  at(worldOf(), async (here) => {
    changeAnswers(here, /\/organizations$/, ({ organizations = [] }: Body) => {
      for (const one of organizations) delete one['organization_fields']
    })
    const { code, line } = await stageIn(here, gatherOrganizations)
    assert.is(code, 9)
    assert.match(line, 'shows no organization with an account id (3 without)')
  }),
)

const envelopes: [what: string, body: unknown, said: RegExp][] = [
  ['users in an object', { users: {}, meta: { has_more: false } }, /users is an object/],
  ['users twice', { users: [], Users: [], meta: { has_more: false } }, /users is there as users and Users/],
  ['no word on more', { users: [], meta: {} }, /no meta.has_more/],
  ['an odd word on more', { users: [], meta: { has_more: 'maybe' } }, /meta.has_more is a text/],
  ['an odd cursor', { users: [], meta: { has_more: true, after_cursor: {} } }, /meta.after_cursor is an empty object/],
]
for (const [what, body, said] of envelopes) {
  odd(`a page with ${what} is exit 9, naming path and shape`, () =>
    at(worldOf(), async (here) => {
      changeAnswers(here, /\/api\/v2\/users$/, () => body)
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 9)
      assert.match(line, said)
    }),
  )
}

const memberships: [what: string, body: Row, code: number][] = [
  ['in an object', { organization_memberships: {} }, 9],
  ['with a count that is a text of words', { organization_memberships: [], count: 'many' }, 9],
  ['with a count in digits', { organization_memberships: [{}], count: '1' }, 0],
]
for (const [what, body, code] of memberships) {
  odd(`memberships ${what}: exit ${code}`, () =>
    at(changing(), async (here) => {
      await compared(here)
      changeAnswers(here, /\/organization_memberships$/, () => body)
      const outcome = await synced(here, { words: ['update'] })
      assert.is(outcome.code, code, outcome.line)
      assert.is(writes(here).length, code === 0 ? 1 : 0)
    }),
  )
}

odd('a count in digits is an alarm too, and one that cannot be read is none', async () => {
  for (const [value, code] of [
    ['500', 9],
    [{}, 0],
  ] as const)
    await at(worldOf(), async (here) => {
      changeAnswers(here, /\/users\/count$/, ({ count }: { count: Row }) => void Object.assign(count, { value }))
      const outcome = await stageIn(here, gatherUsers)
      assert.is(outcome.code, code, outcome.line)
    })
})

const selves: [what: string, change: (user: Row) => void, code: number, said: RegExp][] = [
  ['whose id is an object', (user) => Object.assign(user, { id: {} }), 9, /user.id is an empty object/],
  ['whose role is a list', (user) => Object.assign(user, { role: ['admin'] }), 9, /user.role is a list of 1/],
  ['without a role', (user) => delete user['role'], 8, /signed in as a user of role null/],
  [
    'an agent of unknown restriction',
    (user) => Object.assign(user, { role: 'agent', restricted_agent: null }),
    8,
    /restricted/,
  ],
]
for (const [what, change, code, said] of selves) {
  odd(`the own user ${what}: exit ${code}`, () =>
    at(worldOf(), async (here) => {
      changeAnswers(here, /\/users\/me$/, ({ user }: { user: Row }) => void change(user))
      const outcome = await stageIn(here, gatherUsers)
      assert.is(outcome.code, code)
      assert.match(outcome.line, said)
      assert.not.match(outcome.line, account(0))
    }),
  )
}

odd.run()
