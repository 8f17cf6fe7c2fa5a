// The gathers: every read that is not proven whole is an error, and leaves the old files.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { bad, page, when } from '../kit/answers.ts'
import { at } from '../kit/pipeline.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { accounts, userOf, worldOf } from '../kit/worlds.ts'

const proof = suite('gather: proof')

for (const [what, answer] of Object.entries(bad)) {
  proof(`${what} is exit 9 for Zendesk and for Salesforce, and leaves the old files`, () =>
    at(worldOf(), async (here) => {
      await gathered(here)
      const old = [here.text('users.json'), here.text('contacts.json')]
      here.interfere(when(/\/api\/v2\/users$|\/query$/, answer))
      assert.is((await stageIn(here, gatherUsers)).code, 9)
      assert.is((await stageIn(here, gatherContacts)).code, 9)
      assert.ok(here.text('users.json') === old[0] && here.text('contacts.json') === old[1])
    }),
  )
}

const cursors: Record<string, RemoteResponse> = {
  'a page that says there is more and names no cursor': page({
    users: [],
    meta: { has_more: true, after_cursor: null },
  }),
  'a cursor that comes twice': page({ users: [], meta: { has_more: true, after_cursor: 'same' } }),
  'a page without meta': page({ users: [] }),
}
for (const [what, answer] of Object.entries(cursors)) {
  proof(`${what} is a read that is not proven whole: exit 9`, () =>
    at(
      worldOf(),
      async (here) => {
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 9)
        assert.match(line, 'not proven whole')
        assert.not.ok(existsSync(join(here.folder, 'users.json')))
      },
      { respond: when(/\/api\/v2\/users$/, answer) },
    ),
  )
}

const partialShows: Record<string, (body: { users: unknown[]; identities: unknown[] }) => unknown> = {
  'no identities at all': (body) => ({ ...body, identities: [] }),
  'fewer identities than users': (body) => ({ ...body, identities: body.identities.slice(1) }),
  'no list of identities': ({ users }) => ({ users }),
}
for (const [what, change] of Object.entries(partialShows)) {
  proof(`${what} beside the users: those who lack theirs are read alone, and protection stands`, () =>
    at(
      worldOf({ users: [userOf(100, { identities: [{ type: 'email', value: 'boss@gitlab.com' }] })] }),
      async (here) => {
        here.interfere(async (_, { path, query, headers }: RemoteRequest) => {
          if (!path.endsWith('/users/show_many') || headers['x-test']) return undefined
          const real = await fetch(`${here.box.zendesk.url}${path}?${query}`, {
            headers: { authorization: String(headers['authorization']), 'x-test': '1' },
          })
          return { body: change((await real.json()) as Parameters<typeof change>[0]) }
        })
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 0, line)
        const boss = here.json('users.json').records.find(({ id }) => id === '5100')!
        assert.equal([boss['otherEmails'], boss['protected']], [['boss@gitlab.com'], 'address rule *@gitlab.com'])
      },
    ),
  )
}

for (const [what, users] of Object.entries({ 'nobody at all': [], 'users without id or name': [{}, {}] })) {
  proof(`a list with ${what} is exit 9`, () =>
    at(worldOf(), async (here) => assert.is((await stageIn(here, gatherUsers)).code, 9), {
      respond: when(/\/api\/v2\/users$/, page({ users, meta: { has_more: false, after_cursor: null } })),
    }),
  )
}

proof('rows that do not add up to totalSize are read once more, then refused', () => {
  const short = page({ totalSize: 3, done: true, records: [] })
  const run = (until: number) => {
    let times = 0
    return at(
      worldOf(),
      async (here) => {
        const done = await stageIn(here, gatherOrganizations)
        assert.is(done.code, 0)
        assert.is((await stageIn(here, gatherContacts)).code, until === 1 ? 0 : 9)
      },
      { respond: (_, { path }) => (path.endsWith('/query') && ++times <= until ? short : undefined) },
    )
  }
  return run(1).then(() => run(2))
})

/** Each with its next page, and what the message says of it. */
const walks: Record<string, [string | undefined, string]> = {
  'a page that is not the last and names no next one': [undefined, 'names no next one'],
  'a next page on another host': ['//evil.test/next', 'leads to another host. The request was not sent'],
  'a next page that is a whole address': ['http://evil.test/x', 'leads to another host. The request was not sent'],
  'a next page that was read already': ['/services/data/v62.0/query', 'names a next one that was read already'],
}
for (const [what, [nextRecordsUrl, words]] of Object.entries(walks)) {
  const body = { totalSize: 1, done: false, records: [], nextRecordsUrl }
  proof(`${what} is exit 9`, () =>
    at(
      worldOf(),
      async (here) => {
        await gathered(here, 'gather-organizations')
        const { code, line } = await stageIn(here, gatherContacts)
        assert.is(code, 9)
        assert.match(line, words)
      },
      { respond: when(/\/query$/, page(body)) },
    ),
  )
}

proof('no organization with an account id is exit 9, and so is a source without any contact', async () => {
  await at({ zendesk: { organizations: [], users: [] }, salesforce: { accounts: [], contacts: [] } }, async (here) => {
    const { code, line } = await stageIn(here, gatherOrganizations)
    assert.is(code, 9)
    assert.match(line, 'shows no organization with an account id')
  })
  await at({ ...worldOf(), salesforce: { accounts: accounts(3), contacts: [] } }, async (here) => {
    await gathered(here, 'gather-organizations', 'gather-users')
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'has no active contact for 3 accounts')
    assert.not.ok(existsSync(join(here.folder, 'contacts.json')))
  })
})

proof('a sign-in that answers without a token, with HTML or with a redirect is exit 9', async () => {
  for (const answer of [page({}), bad['HTML where JSON should be']!, bad['a redirect']!]) {
    await at(
      worldOf(),
      async (here) => {
        assert.is((await stageIn(here, gatherUsers)).code, 9)
      },
      { respond: when(/\/oauth\/tokens$/, answer) },
    )
    await at(
      worldOf(),
      async (here) => {
        await gathered(here, 'gather-organizations')
        assert.is((await stageIn(here, gatherContacts)).code, 9)
      },
      { respond: when(/\/services\/oauth2\/token$/, answer) },
    )
  }
})

proof('fewer rows than a fresh count tells are exit 9; of an old or a large count only a line is said', () => {
  const counts = (value: number, hours: number | null) => {
    const refreshed_at = hours === null ? null : new Date(Date.now() - hours * 3_600_000).toISOString()
    return when(/\/users\/count$/, page({ count: { value, refreshed_at } }))
  }
  return at(worldOf(), async (here) => {
    const gathering = async (value: number, hours: number | null) => {
      here.interfere(counts(value, hours))
      return stageIn(here, gatherUsers)
    }
    assert.is((await gathering(31, 0)).code, 0)
    const fresh = await gathering(40, 0)
    assert.equal([fresh.code, fresh.said], [9, []])
    assert.match(fresh.line, 'Zendesk: users: 31 were read and Zendesk counts 40; the read is not proven whole')
    for (const [value, hours] of [
      [40, 30],
      [40, null],
      [200_000, 0],
    ] as const) {
      const { code, said } = await gathering(value, hours)
      assert.equal(
        [code, said],
        [0, [`Zendesk: users: 31 were read and Zendesk counts ${value}, a count that may be old`]],
      )
    }
  })
})

proof('users who went during the read are no alarm: the count after it counts too', () => {
  let asked = 0
  const answer = () => page({ count: { value: asked++ === 0 ? 60 : 31, refreshed_at: new Date().toISOString() } })
  return at(
    worldOf(),
    async (here) => {
      assert.equal([(await stageIn(here, gatherUsers)).code, asked], [0, 2])
    },
    { respond: (_, { path }) => (path.endsWith('/users/count') ? answer() : undefined) },
  )
})

for (const [what, answer] of [
  ['is forbidden', { status: 403, body: { error: 'Forbidden' } }],
  ['is not there', { status: 404, body: { error: 'InvalidEndpoint' } }],
  ['cannot be read', { body: { count: { value: 'many' } } }],
] as const)
  proof(`a count that ${what} is no alarm, and a line says that there is none`, () =>
    at(
      worldOf(),
      async (here) => {
        const { code, said } = await stageIn(here, gatherUsers)
        assert.equal([code, said], [0, ['Zendesk: users: Zendesk gives no count to check the read against']])
      },
      { respond: (_, { path }) => (path.endsWith('/users/count') ? answer : undefined) },
    ),
  )

proof.run()
