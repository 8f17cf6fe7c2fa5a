// A target whose users must not carry an external id: nothing of it is written, and what is lost by that is refused or
// said.

import * as assert from 'uvu/assert'
import { at, type Place } from '../../kit/pipeline.ts'
import { outcomes, receipts, writes } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const ids = suite('zendesk: externalId false')

const without = (here: Place, more: object = {}) =>
  here.settings((one) => {
    Object.assign(one.target, { externalId: false })
    Object.assign(one, more)
  })

const userNamed = ({ box }: Place, n: number) =>
  box.world.zendesk.users.filter(({ email }) => email === `person${n}@acme.test`)

ids('a user is made without one, nobody is asked for by one, and the next run finds everybody by address', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    without(here)
    await compared(here)
    here.box.requests.length = 0
    const { code, line } = await synced(here)
    assert.equal([code, outcomes(here, 'create')], [0, ['applied']], line)
    assert.is(userNamed(here, 100)[0]!.external_id, null)
    const [creation] = writes(here)
    assert.is('external_id' in (creation!.body as { user: object }).user, false)
    assert.is(here.box.requests.filter(({ query }) => 'external_ids' in query).length, 0)
    await compared(here)
    assert.equal([here.json('create.json').count, here.json('update.json').count], [0, 0])
  }),
)

for (const kind of ['reset-after', 'unavailable'] as const)
  ids(`a creation whose answer is lost (${kind}) is made once, and told by address and values`, () =>
    at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
      without(here)
      await compared(here)
      here.box.faults.zendesk.add({ kind, path: '/api/v2/users' })
      const { code, line } = await synced(here)
      assert.is(code, 0, line)
      assert.is(userNamed(here, 100).length, 1)
      assert.ok(['applied', 'unchanged'].includes(String(outcomes(here, 'create')[0])))
    }),
  )

ids('an owner of the address who is not as planned, or of another integration, is a conflict', () =>
  at(worldOf({ contacts: [contactOf(100), contactOf(101)] }), async (here) => {
    without(here)
    await compared(here)
    for (const [n, changes] of [
      [100, { name: 'Somebody Else' }],
      [101, { external_id: 'crm:7' }],
    ] as const)
      here.box.world.zendesk.users.push({
        ...here.box.world.zendesk.users[0]!,
        ...userOf(n),
        external_id: null,
        ...changes,
      } as never)
    await synced(here)
    assert.equal(outcomes(here, 'create'), ['conflict', 'conflict'])
    assert.match(String(receipts(here, 'create')[0]!['error']), 'the address belongs to user')
  }),
)

ids('the scope managed is refused: nobody would be told to be made by this sync', () =>
  at(worldOf(), async (here) => {
    without(here, { scope: 'managed' })
    const { code, said } = await here.run('gather-organizations')
    assert.is(code, 7)
    assert.match(said, 'scope: zendesk does not store which users this sync created')
    assert.match(said, 'expected linked or end-users')
  }),
)

ids.run()
