// Manners of SCIM services that exist: refusals in other words, and what is optional left out.

import * as assert from 'uvu/assert'
import type { Asked } from '../../../lib/sandbox/http/remote.ts'
import { receipts } from '../../kit/receipts.ts'
import { between, personOf, services, usersNamed, watching } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const manners = suite('SCIM: manners')

manners('a duplicate that is told by 400 names its owner, as one told by 409 does', () =>
  between(services({ people: [personOf(9)] }), async (here) => {
    await compared(here)
    const owner = { ...personOf(9, { id: 'x9', externalId: 'crm:9' }), active: true }
    here.box.world.scim.users.push(owner as never)
    watching(here, ({ method, path }) =>
      method === 'POST' && path.endsWith('/Users')
        ? { status: 400, body: { status: '400', scimType: 'uniqueness', detail: 'userName is taken' } }
        : undefined,
    )
    await synced(here)
    const [receipt] = receipts(here, 'create')
    assert.equal([receipt!.outcome, receipt!.id], ['conflict', 'x9'])
  }),
)

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
