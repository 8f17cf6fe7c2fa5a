// Manners of SCIM services that exist: refusals in other words, and what is optional left out.

import * as assert from 'uvu/assert'
import type { Asked } from '../../../lib/sandbox/http/remote.ts'
import { receipts } from '../../kit/receipts.ts'
import { between, madeOf, personOf, services, usersNamed, watching } from '../../kit/service.ts'
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
    const isOdd = ({ headers, method }: Asked) =>
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

manners.run()
