// Creations that Zendesk takes and answers otherwise than with 201 and the user.

import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../../lib/sandbox/http/remote.ts'
import { at } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const creations = suite('zendesk: creations')

const isCreation = ({ method, path }: RemoteRequest) => method === 'POST' && path.endsWith('/users')
const made = { suspended: false, shared: false, active: true, tags: [] }

for (const [what, answer] of [
  ['200 with the user', { status: 200, body: { user: { ...userOf(100), ...made } } }],
  ['202 without one', { status: 202, body: {} }],
  ['204', { status: 204, body: '' }],
] as [string, RemoteResponse][])
  creations(`a creation that is answered with ${what} is applied once the user is there`, () =>
    at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
      await compared(here)
      let asked = 0
      here.interfere((_, one) => {
        if (!isCreation(one)) return undefined
        asked++
        here.box.world.zendesk.users.push({ ...here.box.world.zendesk.users[0]!, ...userOf(100), ...made } as never)
        return answer
      })
      assert.is((await synced(here)).line, 'create 1 applied')
      assert.equal([asked, receipts(here, 'create')[0]!['id']], [1, '5100'])
    }),
  )

const refused = { error: 'RecordInvalid', details: { base: [{ description: 'taken', error: 'DuplicateValue' }] } }

for (const [whose, external_id, outcome] of [
  ['ours', userOf(100).external_id, 'applied'],
  ["somebody else's", 'other:1', 'conflict'],
] as const)
  creations(`a duplicate of a field that is not named counts by whose it is: ${whose}`, () =>
    at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
      await compared(here)
      here.interfere((_, one) => {
        if (!isCreation(one)) return undefined
        const user = { ...here.box.world.zendesk.users[0]!, ...userOf(100), ...made, external_id }
        here.box.world.zendesk.users.push(user as never)
        return { status: 422, body: refused }
      })
      assert.is((await synced(here)).line, `create 1 ${outcome}`)
      assert.is(receipts(here, 'create')[0]!['id'], '5100')
    }),
  )

creations('one whose duplicate nobody is found for is failed with its words', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    here.interfere((_, asked) => (isCreation(asked) ? { status: 422, body: refused } : undefined))
    assert.is((await synced(here)).code, 3)
    assert.match(String(receipts(here, 'create')[0]!['error']), 'answered 422')
  }),
)

creations('one that was taken and made nobody is failed', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    here.interfere((_, asked) => (isCreation(asked) ? { status: 202, body: {} } : undefined))
    assert.is((await synced(here)).code, 3)
    assert.match(String(receipts(here, 'create')[0]!['error']), 'answered 202')
  }),
)

creations.run()
