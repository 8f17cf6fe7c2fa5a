// Manners of SCIM services that exist: refusals in other words, and what is optional left out.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import type { Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { between, madeOf, personOf, routes, services, usersNamed, watching } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const manners = suite('SCIM: manners')

const DUPLICATES: [what: string, answer: { status: number; body: object }][] = [
  ['400 uniqueness', { status: 400, body: { status: '400', scimType: 'uniqueness', detail: 'userName is taken' } }],
  ['409 without scimType', { status: 409, body: { status: '409', detail: 'exists' } }],
  ['500', { status: 500, body: { detail: 'constraint violated' } }],
]

/** A service that refuses the creation of person 9 by one answer, once `owner` is there. */
const duplicate = (owner: object, answer: object, check: (receipt: Record<string, unknown>) => void) =>
  between(services({ people: [personOf(9)] }), async (here) => {
    await compared(here)
    watching(here, ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/Users')) return undefined
      if (usersNamed(here, 'person9@acme.test').length === 0) here.box.world.scim.users.push(owner as never)
      return answer
    })
    await synced(here)
    check(receipts(here, 'create')[0]!)
  })

for (const [what, answer] of DUPLICATES) {
  manners(`a duplicate that is told by ${what} is a conflict that names its owner`, () =>
    duplicate({ ...personOf(9, { id: 'x9', externalId: 'crm:9' }), active: true }, answer, ({ outcome, id }) =>
      assert.equal([outcome, id], ['conflict', 'x9']),
    ),
  )

  manners(`a duplicate that is told by ${what} and carries this external id is applied`, () =>
    duplicate(madeOf(9, { id: 'x9', active: true }), answer, ({ outcome, id }) =>
      assert.equal([outcome, id], ['applied', 'x9']),
    ),
  )
}

manners('a service that takes application/json alone gets that, after one refusal', () =>
  between(services({ people: [personOf(8), personOf(9)] }), async (here) => {
    await compared(here)
    const isOdd = ({ headers, method }: RemoteRequest) =>
      method === 'POST' && headers['content-type'] === 'application/scim+json'
    let refused = 0
    watching(here, (asked) => {
      if (!isOdd(asked) || !asked.path.endsWith('/Users')) return undefined
      refused++
      return { status: 415, body: {} }
    })
    assert.is((await synced(here)).line, 'create 2 applied')
    assert.ok(refused <= 2, 'both were on their way at once')
    assert.is(usersNamed(here, 'person9@acme.test').length, 1)
  }),
)

for (const status of [500, 401, 200])
  manners(`a service whose optional answers are ${status === 200 ? 'HTML' : status} is read all the same`, () =>
    between(services({ people: [personOf(9)] }), async (here) => {
      watching(here, ({ path }) =>
        /\/(ServiceProviderConfig|Me)$/.test(path)
          ? { status, body: status === 200 ? '<html></html>' : {} }
          : undefined,
      )
      await compared(here)
      assert.is((await synced(here)).line, 'create 1 applied')
    }),
  )

/** A service that does as it is told, and says nothing. */
const bodiless = (here: Place) =>
  watching(here, ({ method, path }) => {
    const { users } = here.box.world.scim
    const at = users.findIndex(({ id }) => path.endsWith(`/${id}`))
    if (method === 'GET' || path.endsWith('/token')) return undefined
    if (method === 'POST') users.push(madeOf(9, { id: 'kept9', active: true }) as never)
    if (method === 'DELETE') users.splice(at, 1)
    if (method === 'PATCH')
      Object.assign(users[at]!, path.endsWith('/u8') ? { displayName: 'Person 8' } : { active: false })
    return { status: method === 'POST' ? 201 : 200 }
  })

for (const removal of ['deactivate', 'delete'] as const)
  manners(`writes that are answered without a body are sent once: ${removal}`, () =>
    between(
      services({ people: [personOf(8), personOf(9)], users: [madeOf(8, { displayName: 'Old' }), madeOf(7)] }),
      async (here) => {
        await compared(here)
        bodiless(here)
        const { line } = await synced(here)
        assert.is(line, 'create 1 applied; update 1 applied; delete 1 applied')
        assert.is(routes(here).length, 3, String(routes(here)))
      },
      { target: { removal } },
    ),
  )

manners('a PATCH that is answered 409 with HTML is a conflict', () =>
  between(services({ people: [personOf(8)], users: [madeOf(8, { displayName: 'Old' })] }), async (here) => {
    await compared(here)
    watching(here, ({ method }) => (method === 'PATCH' ? { status: 409, body: '<html>Conflict</html>' } : undefined))
    await synced(here)
    const [{ error, outcome } = {}] = receipts(here, 'update')
    assert.equal([outcome, error], ['conflict', 'SCIM answered 409: no JSON'])
  }),
)

manners.run()
