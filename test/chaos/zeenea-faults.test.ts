// Zeenea refuses, fails, or does not answer: what is told, what is sent again, and that receipts are true.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import type { Place } from '../kit/pipeline.ts'
import { outcomes, receipts } from '../kit/receipts.ts'
import { compared, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { zeeneaUserOf as userOf, ZEENEA_TARGET } from '../kit/zeenea-settings.ts'
import {
  asked,
  emails,
  idle,
  operationOf,
  personOf,
  refusing,
  toZeenea,
  userNamed,
  watching,
  worldOf,
  writes,
} from '../kit/zeenea-target.ts'
import { creating, deleting, sentOnly } from './kit/zeenea-changes.ts'

const faults = suite('Zeenea: faults')

const PATH = '/public-api/catalog/graphql'

const updating = () => worldOf({ people: [personOf(50)], users: [userOf(50, { firstName: 'Old' })] })

const errorOf = (here: Place, kind: 'create' | 'update' | 'delete') => String(receipts(here, kind)[0]!['error'])

for (const status of [200, 400]) {
  faults(`errors of GraphQL in a ${status} are quoted, with the path and the code`, () =>
    toZeenea(creating(), async (here) => {
      const said = /No\s+such thing at createAllUsersExport\.exportId \(ODD_CODE\)/
      const error = {
        message: 'No\nsuch thing.',
        path: ['createAllUsersExport', 'exportId'],
        extensions: { code: 'ODD_CODE' },
      }
      watching(here, 'createAllUsersExport', () => ({ status, body: { errors: [error, { message: 'Two' }] } }))
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 9)
      assert.match(line, said)
      assert.match(line, '; Two. Run the stage again')
      watching(here, '', () => undefined)
      await compared(here)
      watching(here, 'upsertUser', () => ({ status, body: refusing('upsertUser', 'Not today', 'ODD_CODE') }))
      assert.is((await synced(here)).code, 3)
      assert.is(errorOf(here, 'create'), 'Not today at upsertUser (ODD_CODE)')
      assert.is(writes(here).length, 1)
    }),
  )
}

faults('a 5xx is asked again with a bound, also where it has errors of GraphQL in it', () =>
  toZeenea(creating(), async (here) => {
    const bodies = [{ title: 'Internal Server Error' }, { errors: [{ message: 'Try later' }] }]
    for (const body of bodies) {
      let left = 2
      watching(here, 'createAllUsersExport', () => (left-- > 0 ? { status: 500, body } : undefined))
      assert.is((await stageIn(here, gatherUsers)).code, 0)
      here.box.requests.length = 0
      watching(here, 'createAllUsersExport', () => ({ status: 503, body }))
      assert.is((await stageIn(here, gatherUsers)).code, 9)
      assert.is(asked(here).filter((name) => name === 'createAllUsersExport').length, ZEENEA_TARGET.network.tries)
    }
  }),
)

faults('a change that is never answered is sent three times at the most, and is failed, for nobody is there', () =>
  toZeenea(creating(), async (here) => {
    await compared(here)
    watching(here, 'upsertUser', () => ({ breakage: 'reset' }))
    assert.is((await synced(here)).code, 3)
    assert.equal([sentOnly(here), outcomes(here, 'create')], [Array(3).fill('upsertUser'), ['failed']])
    assert.match(errorOf(here, 'create'), 'no answer (ECONNRESET)')
    watching(here, '', () => undefined)
    assert.is((await synced(here)).line, 'create 1 applied')
    await idle(here)
  }),
)

const lost: [what: string, world: () => ReturnType<typeof worldOf>, kind: 'create' | 'update' | 'delete'][] = [
  ['creation', creating, 'create'],
  ['change', updating, 'update'],
  ['deletion', deleting, 'delete'],
]

const ways = ['reset-after', 'stall', 'server-error']

for (const [what, world, kind] of lost) {
  faults(`a ${what} whose answer is lost is applied, and nobody is there twice`, async () => {
    for (const way of kind === 'create' ? [...ways, 'cut-off', 'empty', 'html'] : ways) {
      await toZeenea(
        world(),
        async (here) => {
          await compared(here)
          here.box.faults.zeenea.add({ kind: way, path: PATH, skip: 2 })
          const { code, line } = await synced(here)
          assert.equal([code, line], [0, `${kind} 1 applied`], way)
          assert.is(
            here.box.requests
              .filter(({ fault }) => fault === way)
              .map(operationOf)
              .join(),
            sentOnly(here)[0],
          )
          assert.equal(
            emails(here).filter((email) => email.startsWith('person50')),
            kind === 'delete' ? [] : ['person50@acme.test'],
          )
          if (kind !== 'delete') assert.is(userNamed(here, 'person50@acme.test')!.firstName, 'Person')
          await idle(here)
        },
        { target: { network: { ...ZEENEA_TARGET.network, deadline: way === 'stall' ? 0.3 : 60 } } },
      )
    }
  })
}

faults('what was sent and cannot be read back is called that, exit 9, and the next run finishes', async () => {
  for (const [, world, kind] of lost) {
    await toZeenea(world(), async (here) => {
      await compared(here)
      here.box.faults.zeenea.add({ kind: 'reset-before', path: PATH, skip: 3, count: 4 })
      assert.is((await synced(here)).code, 9)
      assert.equal(outcomes(here, kind), ['failed'])
      assert.match(errorOf(here, kind), 'it was sent, and could not be read back')
      const { code } = await synced(here)
      assert.equal([code, ['applied', 'unchanged'].includes(String(outcomes(here, kind)[0]))], [0, true])
      await idle(here)
    })
  }
})

faults('who changed since they were read is a conflict, for a change and for a deletion, and nothing is sent', () =>
  toZeenea(worldOf({ people: [personOf(50)], users: [userOf(50, { firstName: 'Old' }), userOf(51)] }), async (here) => {
    await compared(here)
    for (const n of [50, 51]) userNamed(here, `person${n}@acme.test`)!.firstName = 'By Hand'
    assert.is((await synced(here)).code, 0)
    assert.equal([outcomes(here, 'update'), outcomes(here, 'delete')], [['conflict'], ['conflict']])
    assert.match(errorOf(here, 'update'), 'changed since it was read')
    assert.equal(sentOnly(here), [])
    assert.is((await synced(here, { flags: { strict: true } })).code, 3)
  }),
)

for (const unknownUser of ['null', 'error'] as const) {
  faults(`who vanished is a conflict for a change, nothing to do for a deletion (unknown: ${unknownUser})`, () =>
    toZeenea(
      worldOf({ people: [50, 52].map((n) => personOf(n)), users: [userOf(50, { firstName: 'Old' }), userOf(51)] }),
      async (here) => {
        await compared(here)
        const { users } = here.box.world.zeenea
        users.splice(0, users.length, ...users.filter(({ id }) => !['z50', 'z51'].includes(id)))
        assert.is((await synced(here)).line, 'create 1 applied; update 1 conflict; delete 1 unchanged')
        assert.match(errorOf(here, 'update'), 'the user is gone')
        assert.equal(sentOnly(here), ['upsertUser'])
      },
      { options: { zeenea: { unknownUser } } },
    ),
  )
}

faults('an instance that says done and stored something else: failed, and what it stored', () =>
  toZeenea(updating(), async (here) => {
    await compared(here)
    watching(here, 'upsertUser', () => ({ body: { data: { upsertUser: { user: null, action: 'UPDATED' } } } }))
    assert.is((await synced(here)).code, 3)
    assert.match(errorOf(here, 'update'), 'target stored attributes {"given":"Old"}')
  }),
)

faults.run()
