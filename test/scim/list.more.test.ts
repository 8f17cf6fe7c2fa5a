// Reading a SCIM service: a list is whole or refused, and the ways of services that exist disturb nothing.

import * as assert from 'uvu/assert'
import type { Fault } from '../../lib/sandbox/faults/read.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import type { ScimOptions } from '../../lib/sandbox/scim/options.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import type { Place } from '../kit/pipeline.ts'
import { between, madeOf, services, watching } from '../kit/service.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const proof = suite('SCIM: proof')

/** Ten people, three a page. */
const paged = (scim: Partial<ScimOptions> = {}): Options => ({ scim: { maxResults: 3, ...scim } })
const ten = () => services({ equal: 10 })

/** Does `work` where they are. */
const ofTen = (work: (here: Place) => Promise<void>) => between(ten(), work, { options: paged() })

const LIST = '*/Users'
const pages = ({ box }: Place) =>
  box.requests.filter(({ system, path }) => system === 'scim' && path === '/scim/v2/Users')
const fault = (here: Place, ...faults: Fault[]) => here.box.faults.scim.add(faults)
const played = ({ box }: Place) => box.faults.scim.list().reduce((sum, one) => sum + one.played, 0)

/** Reads everyone well, then with a fault, which ends with `code`; where it is no good one the first file stays. */
async function spoiled(here: Place, code: number, ...faults: Fault[]) {
  await gathered(here)
  const old = here.text('users.json')
  fault(here, ...faults)
  const done = await stageIn(here, gatherUsers)
  assert.ok(played(here) > 0, 'the fault was played')
  assert.is(done.code, code, done.line)
  if (code !== 0) assert.is(here.text('users.json'), old)
  return done
}

const askedFor = (here: Place) => pages(here).map(({ query }) => [query['startIndex'], query['count']].map(Number))

proof('the total comes before everyone, pages overlap by one row, and the row behind the last one is asked for', () =>
  ofTen(async (here) => {
    await gathered(here)
    assert.is(here.json('users.json').count, 10)
    assert.equal(askedFor(here), [[1, 1], ...[1, 3, 5, 7, 9].map((n) => [n, 3]), [10, 2]])
  }),
)

const once: Fault['kind'][] = ['total-grows', 'users-missing', 'repeated-page', 'missing-rows']
for (const kind of once) {
  proof(`${kind}: a list that does not add up is read once more`, () =>
    ofTen(async (here) => {
      await spoiled(here, 0, { kind, path: LIST })
      assert.is(here.json('users.json').count, 10)
    }),
  )

  proof(`${kind}: a list that never adds up is refused, and the old file stays`, () =>
    ofTen(async (here) => {
      const { line } = await spoiled(here, 9, { kind, path: LIST, count: 'always' })
      assert.match(line, 'not proven whole')
      assert.ok(pages(here).length <= 7 + 3 * 11, 'and it is not read for ever')
    }),
  )
}

proof('a user who goes while a list is read makes nobody else be passed over', () =>
  ofTen(async (here) => {
    let pages = 0
    watching(here, ({ path }) => {
      if (path.endsWith('/Users') && ++pages === 2) here.box.world.scim.users.shift()
      return undefined
    })
    assert.is((await stageIn(here, gatherUsers)).code, 0)
    const ids = here.json('users.json').records.map(({ id }) => id)
    assert.equal(ids, ['u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9'])
  }),
)

const manners: Record<string, Partial<ScimOptions>> = {
  'a count that repeats what was asked for': { itemsPerPage: 'asked' },
  'the beginning again past the end': { pastEnd: 'first' },
  both: { itemsPerPage: 'asked', pastEnd: 'first' },
}
for (const [what, options] of Object.entries(manners)) {
  for (const equal of [9, 10]) {
    proof(`${what} disturbs nothing, with ${equal} people and pages smaller than were asked for`, () =>
      between(
        services({ equal }),
        async (here) => {
          watching(here, ({ path }) =>
            path.endsWith('/ServiceProviderConfig') ? { status: 404, body: {} } : undefined,
          )
          await gathered(here)
          assert.is(here.json('users.json').count, equal)
          assert.is(pages(here).length, 2 + Math.ceil((equal - 1) / 2))
          assert.is(pages(here)[1]!.query['count'], '100')
        },
        { options: paged(options) },
      ),
    )
  }
}

proof('nobody at all may be said without Resources', () =>
  between({ ...ten(), scim: {} }, async (here) => {
    await gathered(here)
    assert.equal([here.json('users.json').count, pages(here).length], [0, 2])
  }),
)

proof('a page without totalResults, or with something that is no resource, is refused', async () => {
  for (const body of [{ Resources: [] }, { totalResults: '3' }, { totalResults: 1, Resources: [{}] }, []]) {
    await between(ten(), async (here) => {
      watching(here, ({ path }) => (path.endsWith('/Users') ? { body } : undefined))
      assert.is((await stageIn(here, gatherUsers)).code, 9, JSON.stringify(body))
    })
  }
})

proof('booleans that are texts are booleans', () =>
  between(
    services({ users: [madeOf(50, { active: false })] }),
    async (here) => {
      await gathered(here)
      assert.equal(
        here.json('users.json').records.map(({ person }) => (person as { active: boolean }).active),
        [true, true, true, false],
      )
    },
    { options: { scim: { booleans: 'strings' } } },
  ),
)

const broken = ['cut-off', 'cut-short', 'cut-chunks', 'reset-after', 'html', 'empty', 'redirect', 'server-error']
for (const kind of broken) {
  proof(`${kind} in the middle of a list is exit 9, and the old file stays`, () =>
    ofTen(async (here) => {
      await spoiled(here, 9, { kind, path: LIST, skip: 2, count: 'always' })
      assert.not.ok(
        here.box.requests.some(({ path }) => path === '/login'),
        'no redirect is followed',
      )
    }),
  )
}

proof('one broken answer is asked for again', () =>
  ofTen(async (here) => {
    const kinds = ['cut-off', 'reset-before', 'html', 'bad-gateway']
    const faults = kinds.map((kind, skip) => ({ kind, path: LIST, skip }))
    await spoiled(here, 0, ...faults)
    assert.is(here.json('users.json').count, 10)
  }),
)

proof('a list that hangs is given up at the deadline: exit 9', () =>
  between(
    ten(),
    async (here) => {
      const done = await spoiled(here, 9, { kind: 'stall', path: LIST, count: 'always' })
      assert.match(done.line, 'ETIMEDOUT')
    },
    { target: { network: { deadline: 0.4, tries: 2, firstWait: 0.01, maxMegabytes: 1 } } },
  ),
)

proof('a sign-in that ends in the middle is renewed', () =>
  ofTen(async (here) => {
    await spoiled(here, 0, { kind: 'token-expired', path: LIST, skip: 2 })
    assert.is(here.json('users.json').count, 10)
    const tokens = here.box.requests.filter(({ path }) => path.endsWith('/token'))
    assert.is(tokens.length, 3, 'one for each read, and one for the answer that refused it')
  }),
)

for (const kind of ['token-expired', 'forbidden']) {
  proof(`${kind}, always, is exit 8`, () =>
    between(ten(), async (here) => {
      const { line } = await spoiled(here, 8, { kind, path: LIST, count: 'always' })
      assert.match(line, 'sign-in refused')
    }),
  )
}

proof('a client that the token endpoint refuses is exit 8', () =>
  between(ten(), async (here) => {
    here.env['SCIM_CLIENT_SECRET'] = 'another-secret'
    assert.is((await stageIn(here, gatherUsers)).code, 8)
  }),
)

proof('too many requests: nothing is asked before the time that it says', () =>
  ofTen(async (here) => {
    await spoiled(here, 0, { kind: 'too-many', path: LIST, skip: 1 })
    assert.equal([here.json('users.json').count, here.box.stats.scim.early], [10, 0])
  }),
)

proof('a service that says nothing of itself is read and written all the same', () =>
  between(services({ people: [{ id: 'd9', userName: 'person9@acme.test', displayName: 'Nine' }] }), async (here) => {
    watching(here, ({ path }) => (/\/(ServiceProviderConfig|Me)$/.test(path) ? { status: 404, body: {} } : undefined))
    await compared(here)
    assert.is((await synced(here)).line, 'create 1 applied')
  }),
)

const named: [what: string, groups: Partial<ScimSettings>['groups'], said: string][] = [
  [
    'a group that is not there',
    { support: 'Support staff', sales: 'support Staff' },
    'there is no group support Staff. Check target.groups. There are: Support staff, Twins; the nearest is Support staff',
  ],
  ['a name that two groups have', { twins: 'Twins' }, '2 groups are called Twins: name one by its id'],
]
for (const [what, groups, said] of named) {
  proof(`${what} is exit 7`, () => {
    const here = [
      { id: 'g1', displayName: 'Support staff' },
      { id: 'g2', displayName: 'Twins' },
      { id: 'g3', displayName: 'Twins' },
    ]
    return between(
      services({ groups: { here } }),
      async (place) => {
        for (const work of [gatherOrganizations, gatherUsers]) {
          const { code, line } = await stageIn(place, work)
          assert.is(code, 7, line)
          assert.match(line, said)
          assert.match(line, 'target.groups')
        }
      },
      { target: { groups: groups! } },
    )
  })
}

proof.run()
