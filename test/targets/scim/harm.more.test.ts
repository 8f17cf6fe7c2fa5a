// What would harm somebody: called absent without proof, or failed for ever.

import * as assert from 'uvu/assert'
import { bizagiOf, contact, twice, user } from '../../kit/bizagi.ts'
import type { Place } from '../../kit/pipeline.ts'
import { between, madeOf, membersAt, personOf, services, userAt } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const harm = suite('SCIM: harm')

const email = (value: string) => [{ value, type: 'work', primary: true }]

/** What the directory answers under a path. */
const answering = (here: Place, end: string, body: object) =>
  here.interfere((system, { path }) =>
    system === 'directory' && path.endsWith(end) ? { status: 200, body } : undefined,
  )

async function refused(work: () => Promise<unknown>, why: RegExp) {
  try {
    await work()
  } catch (error) {
    return assert.match(String(error), why)
  }
  assert.unreachable('it went on')
}

harm('a sign-in name that follows its address is changed', () => {
  const people = [personOf(1, { userName: 'new@acme.test', emails: email('new@acme.test') })]
  const users = [madeOf(1, { userName: 'old@acme.test', emails: email('new@acme.test') })]
  return between(services({ equal: 0, people, users }), async (here) => {
    await twice(here, 'update 1 applied')
    assert.is(userAt(here, 'u1')!.userName, 'new@acme.test')
  })
})

harm('who has no address is given none', () =>
  between(services({ equal: 0, people: [personOf(1, { userName: 'jdoe', emails: undefined })] }), async (here) => {
    await twice(here, 'create 1 applied')
    assert.is(here.box.world.scim.users[0]!['emails'], undefined)
  }),
)

harm('people without an id are no people that can be told apart: exit 9', () =>
  between(services(), async (here) => {
    answering(here, '/Users', { totalResults: 1, Resources: [personOf(1, { id: undefined })] })
    await refused(() => compared(here), /ended with 9: .*no id/)
  }),
)

const A = { id: 't1', displayName: 'A' }

for (const members of [{ value: 'd1' }, [{ $ref: '../Users/d1' }], 'd1', ['d1'], [{ value: 'd1', type: 'direct' }]])
  harm(`members that are ${JSON.stringify(members)} are one person`, () =>
    between(
      services({ groups: { there: [{ ...A, members: [{ value: 'd1' }] }] } }),
      async (here) => {
        answering(here, '/Groups/t1', { ...A, members })
        await compared(here)
        assert.equal(
          here.json('contacts.json').records.map(({ externalId }) => externalId),
          ['scim:d1'],
        )
      },
      { source: { members: ['A'] } },
    ),
  )

for (const members of [
  [{ display: 'd1' }],
  [['d1']],
  [true],
  [{ value: { id: 'd1' } }],
  [{ value: 'd1', type: 'Robot' }],
])
  harm(`members that are ${JSON.stringify(members)} are not nobody: exit 9`, () =>
    between(
      services({ groups: { there: [A] } }),
      async (here) => {
        answering(here, '/Groups/t1', { ...A, members })
        await refused(() => compared(here), /ended with 9: .*members/)
      },
      { source: { members: ['A'] } },
    ),
  )

harm('a source that shows nobody proves no absence: exit 9', () =>
  between(services({ users: [madeOf(50)] }), async (here) => {
    await compared(here)
    answering(here, '/Users', { totalResults: 0 })
    assert.equal([(await synced(here)).code, userAt(here, 'u50')!.active], [9, true])
  }),
)

for (const active of [1, 'yes', {}])
  harm(`"active": ${JSON.stringify(active)} does not say that somebody is gone`, () =>
    between(services({ equal: 1 }), async (here) => {
      answering(here, '/Users', { totalResults: 1, Resources: [personOf(0, { active })] })
      await compared(here)
      assert.is(here.json('delete.json').count, 0)
    }),
  )

harm('a part of a name that is not mapped is left alone in Bizagi', () => {
  const name = { givenName: 'Person', middleName: 'M', familyName: 'Number 1' }
  return bizagiOf({ contacts: [contact(1)], users: [user(1, { name })] }, async (here) => {
    await compared(here)
    assert.is((await synced(here)).line, 'nothing to do')
  })
})

harm('two groups of the source may mean one of the target', () => {
  const there = ['A', 'B'].map((displayName, n) => ({
    id: `t${n}`,
    displayName,
    members: [{ value: `d${n}` }, { value: 'd2' }],
  }))
  const groups = { there, here: [{ id: 'g1', displayName: 'G' }] }
  return between(
    services({ groups }),
    async (here) => {
      await twice(here, 'update 3 applied')
      assert.equal(membersAt(here, 'g1').sort(), ['u0', 'u1', 'u2'])
    },
    { target: { groups: { A: 'G', B: 'G' } } },
  )
})

harm.run()
