// Every line of systems as processes: the five scripts twice, and the second time there is nothing to do.

import * as assert from 'uvu/assert'
import { place, type Shipped } from '../kit/pipeline.ts'
import { ENTERPRISE } from '../kit/scim.ts'
import { FREE, SCIM_SOURCE, SCIM_TARGET, scimUserOf } from '../kit/scim-settings.ts'
import { suite } from '../kit/suite.ts'
import { account, accounts, contactOf, organizations, userOf, worldOf } from '../kit/worlds.ts'
import { NAMED, ZEENEA_TARGET, zeeneaUserOf } from '../kit/zeenea-settings.ts'
import { all } from './kit/scripts.ts'

const lines = suite('lines of systems')

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** 30 people of the directory, the last of them inactive. */
const directory = () => ({
  users: range(30).map((n) =>
    scimUserOf(n, { externalId: undefined, active: n < 29, [ENTERPRISE]: { organization: account(n % 3) } }),
  ),
  groups: [{ id: 'g1', displayName: 'Support', members: [{ value: 'u1' }, { value: 'u2' }] }],
})

/** Of the users there is one too many, one too few, one to change, and one who is back. */
const ours = (source: string, id: (n: number) => string) => (n: number, changes: object) => ({
  ...changes,
  external_id: `${source}:${id(n)}`,
  externalId: `${source}:${id(n)}`,
})

const cases = {
  'Salesforce to SCIM': {
    change: (one: Shipped) => void Object.assign(one, { target: SCIM_TARGET, scope: 'managed' }),
    world: () => ({
      ...worldOf({ equal: 30, contacts: [contactOf(40)] }),
      scim: {
        users: [
          ...range(29).map((n) => scimUserOf(n, n === 1 ? { displayName: 'Old' } : n === 2 ? { active: false } : {})),
          scimUserOf(50),
        ],
      },
    }),
    line: 'create 2 applied; update 2 applied; delete 1 applied',
  },
  'SCIM to Zendesk': {
    change: (one: Shipped) => void Object.assign(one, { source: SCIM_SOURCE, scope: 'managed' }),
    world: () => {
      const made = ours('scim', (n) => `u${n}`)
      const user = (n: number, changes: object = {}) => {
        const { externalId: _, ...rest } = made(n, changes)
        return userOf(n, rest)
      }
      return {
        zendesk: {
          organizations: organizations(3),
          users: [
            ...range(28).map((n) =>
              user(n, n === 1 ? { name: 'Old' } : n === 2 ? { user_fields: { not_in_sfdc: true } } : {}),
            ),
            user(29),
            user(50),
          ],
          organization_memberships: [],
        },
        salesforce: { accounts: accounts(3), contacts: [] },
        directory: directory(),
      }
    },
    line: 'create 1 applied; update 2 applied; delete 2 applied',
  },
  'SCIM to SCIM': {
    change: (one: Shipped) => {
      const groups = { Support: 'Support staff' }
      Object.assign(one, {
        source: { ...SCIM_SOURCE, key: 'userName' },
        target: { ...SCIM_TARGET, groups },
        scope: 'managed',
      })
    },
    world: () => {
      const made = ours('scim', (n) => `u${n}`)
      const user = (n: number, changes: object = {}) => {
        const { external_id: _, ...rest } = made(n, changes)
        return scimUserOf(n, { id: `t${n}`, ...rest })
      }
      return {
        directory: directory(),
        scim: {
          users: [
            ...range(28).map((n) => user(n, n === 3 ? { displayName: 'Old' } : n === 4 ? { active: false } : {})),
            user(29),
            user(50),
          ],
          groups: [{ id: 'g7', displayName: 'Support staff', members: [{ value: 't1' }, { value: 't5' }] }],
        },
      }
    },
    line: 'create 1 applied; update 4 applied; delete 2 applied',
  },
  'SCIM to Zeenea': {
    change: (one: Shipped) =>
      void Object.assign(one, NAMED({ ...ZEENEA_TARGET, permissionSets: [{ group: 'Support', set: 'Data Steward' }] })),
    world: () => {
      const { users, groups } = directory()
      const named = users.map((user, n) => ({ ...user, name: { givenName: 'Person', familyName: String(n) } }))
      return {
        directory: { users: named, groups },
        zeenea: {
          permissionSets: ['Super Admin', 'Data Steward', 'Explorer'].map((name) => ({ id: name.toLowerCase(), name })),
          users: [
            ...range(28).map((n) => ({
              ...zeeneaUserOf(n, n === 3 ? { lastName: 'Old, "Jr."' } : {}),
              permissionSets: [n === 1 ? 'data steward' : 'explorer'],
            })),
            zeeneaUserOf(29),
            zeeneaUserOf(50),
            { ...zeeneaUserOf(99), permissionSets: ['super admin'] },
          ],
        },
      }
    },
    line: 'create 1 applied; update 2 applied; delete 2 applied',
  },
}

for (const [name, { change, line, world }] of Object.entries(cases)) {
  lines(name, async () => {
    const here = await place(world())
    here.settings((one) => {
      change(one)
      Object.assign(one, { limits: FREE })
    })
    try {
      assert.match(await all(here), line)
      assert.match(await all(here), 'nothing to do')
    } finally {
      await here.end()
    }
  })
}

lines.run()
