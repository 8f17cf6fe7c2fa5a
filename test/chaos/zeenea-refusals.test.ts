// Zeenea refuses, or says something else than what was asked: keys that end, deletions, answers that prove nothing.

import * as assert from 'uvu/assert'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { outcomes } from '../kit/receipts.ts'
import { compared, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { operationOf, refusing, toZeenea, userNamed, watching } from '../kit/zeenea-target.ts'
import { creating, deleting, sentOnly } from './kit/zeenea-changes.ts'

const faults = suite('Zeenea: refusals')

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
