// Zeenea refuses, fails, or does not answer: what is told, what is sent again, and that receipts are true.

import * as assert from 'uvu/assert'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
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

const faults = suite('Zeenea: faults')

const PATH = '/public-api/catalog/graphql'
const creating = () => worldOf({ people: [personOf(50)] })
const updating = () => worldOf({ people: [personOf(50)], users: [userOf(50, { firstName: 'Old' })] })
const deleting = () => worldOf({ users: [userOf(50)] })

const errorOf = (here: Place, kind: 'create' | 'update' | 'delete') => String(receipts(here, kind)[0]!['error'])
const sentOnly = (here: Place) => writes(here).map(operationOf)

faults('a key that is refused is exit 8, in the reads and in the writes', () =>
  toZeenea(creating(), async (here) => {
    here.box.faults.zeenea.add({ kind: 'unauthorized' })
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 8)
    assert.match(line, /sign-in refused \(401\).*The API key is missing or not valid/)
    await compared(here)
    here.box.faults.zeenea.add({ kind: 'unauthorized', skip: 2 })
    assert.is((await synced(here)).code, 8)
    assert.equal(outcomes(here, 'create'), ['not-sent'])
    assert.is((await synced(here)).line, 'create 1 applied')
  }),
)

faults('a refused key is that too where GraphQL words say it', () =>
  toZeenea(creating(), async (here) => {
    for (const status of [401, 403]) {
      const body = { errors: [{ message: 'Not signed in', extensions: { code: 'UNAUTHENTICATED' } }] }
      watching(here, 'createAllUsersExport', () => ({ status, body }))
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 8, line)
      assert.match(line, 'Not signed in')
    }
  }),
)

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
    watching(here, 'upsertUser', () => ({ wire: 'reset' }))
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
        { target: { network: { ...ZEENEA_TARGET.network, deadline: way === 'stall' ? 0.3 : 10 } } },
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

faults('a read that fails in other words is no absence: exit 9, and nothing is written over', async () => {
  const failing: object[] = [
    { message: 'Unknown error', path: ['loadUserByEmail'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    { message: 'An unknown error occurred', path: ['loadUserByEmail'] },
    { message: 'Upstream host not found', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    { message: 'Field "loadUserByEmail" does not exist', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    { message: 'Unknown argument "input" on field "Query.loadUserByEmail"' },
  ]
  for (const error of failing) {
    await toZeenea(creating(), async (here) => {
      await compared(here)
      watching(here, 'loadUserByEmail', () => ({ body: { errors: [error], data: null } }))
      assert.is((await synced(here)).code, 9, JSON.stringify(error))
      assert.equal([sentOnly(here), outcomes(here, 'create')], [[], ['not-sent']])
    })
  }
})

faults('a deletion that fails without a rule behind it is failed, and not protected', async () => {
  const errors = [
    { message: 'Internal server error', path: ['deleteUserById'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    { message: 'Cannot query field "deleteUserById" on type "Mutation"' },
  ]
  for (const error of errors) {
    await toZeenea(deleting(), async (here) => {
      await compared(here)
      watching(here, 'deleteUserById', () => ({ body: { errors: [error], data: null } }))
      assert.is((await synced(here)).code, 3)
      assert.equal(outcomes(here, 'delete'), ['failed'])
    })
  }
})

faults('an instance that says done and stored something else: failed, and what it stored', () =>
  toZeenea(updating(), async (here) => {
    await compared(here)
    watching(here, 'upsertUser', () => ({ body: { data: { upsertUser: { user: null, action: 'UPDATED' } } } }))
    assert.is((await synced(here)).code, 3)
    assert.match(errorOf(here, 'update'), 'target stored attributes {"given":"Old"}')
  }),
)

faults('a key that ends within GraphQL is exit 8, and proves neither an absence nor a deletion', async () => {
  for (const from of [0, 1]) {
    await toZeenea(deleting(), async (here) => {
      await compared(here)
      let reads = 0
      const ended = refusing('loadUserById', 'API key not found', 'UNAUTHENTICATED')
      here.interfere((_, one) => {
        if (operationOf(one) === 'deleteUserById') return { body: refusing('deleteUserById', 'Not you', 'NOT_ALLOWED') }
        return operationOf(one) === 'loadUserById' && reads++ >= from ? { body: ended } : undefined
      })
      const { code, line } = await synced(here)
      assert.is(code, 8)
      assert.match(line, 'API key not found')
      assert.equal(outcomes(here, 'delete'), [from === 0 ? 'not-sent' : 'failed'])
      assert.ok(userNamed(here, 'person50@acme.test'))
    })
  }
})

faults('what is not found need not be the user', () =>
  toZeenea(deleting(), async (here) => {
    await compared(here)
    watching(here, 'loadUserById', () => ({ body: refusing('loadUserById', 'Tenant not found') }))
    assert.is((await synced(here)).code, 9)
    assert.equal(outcomes(here, 'delete'), ['not-sent'])
  }),
)

faults('a deletion that a server in trouble refuses is failed, and not protected', async () => {
  const trouble = [
    ['Internal server error', undefined],
    ['Slow down', 'RATE_LIMIT_EXCEEDED'],
    ['Timed out', undefined],
  ] as const
  for (const [message, code] of trouble) {
    await toZeenea(deleting(), async (here) => {
      await compared(here)
      watching(here, 'deleteUserById', () => ({ body: refusing('deleteUserById', message, code) }))
      assert.is((await synced(here)).code, 3, message)
      assert.equal(outcomes(here, 'delete'), ['failed'])
    })
  }
})

faults('an answer without the operation proves nothing: exit 9', async () => {
  const empty: [operation: string, data: object][] = [
    ['listPermissionSets', { listPermissionSets: null }],
    ['createAllUsersExport', { createAllUsersExport: null }],
    ['loadUsersExportStatus', {}],
    ['', { __schema: null }],
  ]
  for (const [operation, data] of empty) {
    await toZeenea(deleting(), async (here) => {
      here.interfere((_, one) => {
        const isIt = operation === '' ? /__schema/.test(JSON.stringify(one.body)) : operationOf(one) === operation
        return isIt ? { body: { data } } : undefined
      })
      const work = operation === 'listPermissionSets' ? gatherOrganizations : gatherUsers
      assert.is((await stageIn(here, work)).code, 9, operation)
    })
  }
  await toZeenea(deleting(), async (here) => {
    await compared(here)
    watching(here, 'loadUserById', () => ({ body: { data: { other: null } } }))
    assert.is((await synced(here)).code, 9)
    assert.equal(outcomes(here, 'delete'), ['not-sent'])
  })
})

faults.run()
