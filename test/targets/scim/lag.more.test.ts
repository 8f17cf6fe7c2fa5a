// SCIM services whose reads lag behind their writes, or that answer other ids than they keep.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import type { Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import {
  between,
  madeOf,
  membersAt,
  personOf,
  routes,
  services,
  userAt,
  usersNamed,
  watching,
} from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const lag = suite('SCIM: lag')

const old = (n: number) => madeOf(n, { displayName: 'Old' })
const renamed = (...numbers: number[]) =>
  services({ people: numbers.map((n) => personOf(n)), users: numbers.map((n) => old(n)) })

const isRead = ({ method, path }: RemoteRequest, id: string) => method === 'GET' && path.endsWith(`/Users/${id}`)
const body = (user: object, status = 200) => ({ status, body: user })

lag('a read that shows the old values is repeated, and what comes within the time is applied', () =>
  between(renamed(9), async (here) => {
    await compared(here)
    const before = structuredClone(userAt(here, 'u9')!)
    let stale = 0
    let isPatched = false
    watching(here, (asked) => {
      if (asked.method === 'PATCH') isPatched = true
      if (!isPatched || !isRead(asked, 'u9') || ++stale > 2) return undefined
      return body(before)
    })
    assert.is((await synced(here)).line, 'update 1 applied')
    assert.is(stale, 3)
  }),
)

lag('a creation that a read shows late is applied, and not made twice', () =>
  between(services({ people: [personOf(9)] }), async (here) => {
    await compared(here)
    let hidden = 3
    watching(here, ({ method, path }) => {
      const isMade = usersNamed(here, 'person9@acme.test').length > 0
      if (method !== 'GET' || !isMade || hidden === 0) return undefined
      hidden--
      return path.endsWith('/Users') ? body({ totalResults: 0, Resources: [] }) : body({}, 404)
    })
    assert.is((await synced(here)).line, 'create 1 applied')
    assert.equal([hidden, routes(here)], [0, ['POST /Users']])
  }),
)

const STAFF = {
  here: [{ id: 'g1', displayName: 'Staff', members: [{ value: 'u0' }] }],
  there: [{ id: 't1', displayName: 'Staff', members: [{ value: 'd0' }, { value: 'd9' }] }],
}

/** A service whose groups show their members as before for some reads after a change. */
const lateGroups = (here: Place, reads: number) => {
  const before = structuredClone(here.box.world.scim.groups.find(({ id }) => id === 'g1')!)
  let left = 0
  let late = 0
  watching(here, ({ method, path }) => {
    if (!path.endsWith('/Groups/g1')) return undefined
    if (method !== 'GET') left = reads
    if (method !== 'GET' || left-- <= 0) return undefined
    late++
    return body(before)
  })
  return () => late
}

for (const [kind, users] of [
  ['create', []],
  ['update', [madeOf(9)]],
] as const)
  lag(`a member of a group that is shown late is applied: ${kind}`, () =>
    between(
      services({ people: [personOf(9)], users: [...users], groups: STAFF }),
      async (here) => {
        await compared(here)
        const late = lateGroups(here, 2)
        assert.is((await synced(here)).line, `${kind} 1 applied`)
        assert.equal([late(), membersAt(here, 'g1').length], [2, 2])
      },
      { target: { groups: { Staff: 'g1' } } },
    ),
  )

lag('a deleted user that is still shown for a while is applied', () =>
  between(
    services({ users: [madeOf(9)] }),
    async (here) => {
      await compared(here)
      const before = structuredClone(userAt(here, 'u9')!)
      let late = 0
      watching(here, (asked) => (isRead(asked, 'u9') && !userAt(here, 'u9') && ++late <= 2 ? body(before) : undefined))
      assert.is((await synced(here)).line, 'delete 1 applied')
      assert.is(late, 3)
    },
    { target: { removal: 'delete' } },
  ),
)

lag('the id of a creation is the one that a read shows, not the one that was answered', () =>
  between(services({ people: [personOf(9)] }), async (here) => {
    await compared(here)
    watching(here, ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/Users')) return undefined
      here.box.world.scim.users.push({ ...madeOf(9, { id: 'kept9' }), active: true } as never)
      return body({ ...madeOf(9, { id: 'told9' }), active: true }, 201)
    })
    assert.is((await synced(here)).line, 'create 1 applied')
    assert.equal([receipts(here, 'create')[0]!['id'], receipts(here, 'create')[0]!['error']], ['kept9', null])
  }),
)

lag('where no read shows whom the service made, the answered id stays, and is called unproven', () =>
  between(services({ people: [personOf(9)] }), async (here) => {
    await compared(here)
    watching(here, ({ method, path }) =>
      method === 'POST' && path.endsWith('/Users')
        ? body({ ...madeOf(9, { id: 'told9' }), active: true }, 201)
        : undefined,
    )
    assert.is((await synced(here)).line, 'create 1 applied')
    const [{ id, error } = {}] = receipts(here, 'create')
    assert.is(id, 'told9')
    assert.match(String(error), 'unproven: the service said that it made this user')
  }),
)

for (const externalId of ['scim:d9', undefined]) {
  const way = externalId ? 'its external id' : 'its sign-in name'
  lag(`a 201 without an id is looked up by ${way}`, () =>
    between(services({ people: [personOf(9)] }), async (here) => {
      await compared(here)
      const kept = { ...madeOf(9, { id: 'kept9', externalId }), active: true }
      watching(here, ({ method, path, query }) => {
        if (method === 'GET' && query.get('filter')?.startsWith('externalId') && !externalId) return body({}, 400)
        if (method !== 'POST' || !path.endsWith('/Users')) return undefined
        here.box.world.scim.users.push({ ...kept, externalId: 'scim:d9' } as never)
        return { status: 201, body: {} }
      })
      assert.is((await synced(here)).line, 'create 1 applied')
      assert.is(receipts(here, 'create')[0]!['id'], 'kept9')
    }),
  )
}

lag.run()
