// What Zendesk would refuse at each run: a conflict once, held with the same words from the next run on.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makePlan } from '../../../lib/scripts/compare.ts'
import { explainPerson } from '../../../lib/scripts/explain.ts'
import { changeRequests, page } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { outcomes, receipts, userAt, writes } from '../../kit/receipts.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactId, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const standing = suite('zendesk: what is refused for good')

type Row = Record<string, unknown>

const fileOf = ({ folder }: Place) => join(folder, 'state', 'refused.json')
const heldOf = (here: Place) => here.json('held.json').records.filter(({ reason }) => reason === 'refused')

/** Zendesk refuses the external id of contact 100 as taken; show_many shows `holder`, or nobody. */
const takenBy = (here: Place, holder: Row | null) =>
  here.interfere((_, { method, path, query }) => {
    const external = `salesforce:${contactId(100)}`
    if (method === 'POST' && path.endsWith('/users')) {
      const details = { external_id: [{ description: 'External: is already used', error: 'DuplicateValue' }] }
      return { status: 422, body: { error: 'RecordInvalid', details } }
    }
    if (!path.endsWith('/show_many') || !query.get('external_ids')?.includes(external)) return undefined
    return page({ users: holder ? [holder] : [], identities: [] })
  })

const deleted = { ...userOf(100), id: 777, active: false, email: null }

for (const [what, holder, words] of [
  ['a deleted user who is shown', deleted, /still held by the deleted user 777.*Deleted users/],
  ['nobody who is shown', null, /still held by a user whom Zendesk does not show, likely a deleted one/],
] as const) {
  standing(`an external id that is held by ${what}: a conflict, exit 0, then held with these words`, () =>
    at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
      await compared(here)
      takenBy(here, holder)
      const { code } = await synced(here)
      assert.equal([code, outcomes(here, 'create')], [0, ['conflict']])
      assert.match(String(receipts(here, 'create')[0]!['error']), words)
      await compared(here)
      assert.equal([here.json('create.json').count, heldOf(here).length], [0, 1])
      assert.match(String(heldOf(here)[0]!['message']), words)
      here.box.requests.length = 0
      assert.equal([(await synced(here)).code, writes(here).length], [0, 0])
      await compared(here)
      assert.is(heldOf(here).length, 1, 'it stays held')
    }),
  )
}

standing('a holder without an address, who is there, is no lasting matter', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    takenBy(here, { ...deleted, active: true })
    await synced(here)
    assert.equal([outcomes(here, 'create'), existsSync(fileOf(here))], [['conflict'], false])
  }),
)

standing('a contact that changed, or a file that is gone, is tried again', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    takenBy(here, null)
    await synced(here)
    here.box.world.salesforce.contacts.find(({ Id }) => Id === contactId(100))!['Name'] = 'Another Name'
    await compared(here)
    assert.equal([here.json('create.json').count, heldOf(here).length], [1, 0])
    await synced(here)
    await compared(here)
    assert.is(heldOf(here).length, 1)
    rmSync(fileOf(here))
    await stageIn(here, makePlan)
    assert.is(here.json('create.json').count, 1)
  }),
)

standing('one whose contact is gone is forgotten', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    takenBy(here, null)
    await synced(here)
    const { contacts } = here.box.world.salesforce
    contacts.splice(
      contacts.findIndex(({ Id }) => Id === contactId(100)),
      1,
    )
    await compared(here)
    await synced(here)
    assert.is(existsSync(fileOf(here)), false)
  }),
)

/** Zendesk stores every name of somebody with a sign at its end. */
const renaming = (here: Place) =>
  changeRequests(here, /\/(users|update_many)$/, (body: { user?: Row; users?: Row[] }) => {
    for (const one of [...(body.users ?? []), ...(body.user ? [body.user] : [])])
      if (one['name'] !== undefined) one['name'] = `${one['name']} Jr`
    return body
  })

const old = (n: number) => userOf(n, { name: 'Old Name', organization_id: 900 })

standing('a name that Zendesk stores otherwise: a conflict with the rest written, then held; a creation too', () =>
  at(worldOf({ contacts: [contactOf(100), contactOf(101)], users: [old(100)] }), async (here) => {
    await compared(here)
    renaming(here)
    const { code } = await synced(here)
    assert.equal([code, outcomes(here, 'create'), outcomes(here, 'update')], [0, ['conflict'], ['conflict']])
    assert.match(String(receipts(here, 'update')[0]!['error']), 'Zendesk stores this name otherwise')
    assert.equal([userAt(here, 5100).name, userAt(here, 5100).organization_id], ['Person 100 Jr', 901])
    here.interfere(() => undefined)
    await compared(here)
    assert.equal([here.json('update.json').count, here.json('create.json').count], [0, 0])
    assert.equal(
      heldOf(here).map(({ key }) => key),
      ['person100@acme.test', 'person101@acme.test'],
    )
  }),
)

standing('a name that was not stored at all is failed, as before', () =>
  at(worldOf({ contacts: [contactOf(100)], users: [userOf(100, { name: 'Old Name' })] }), async (here) => {
    await compared(here)
    changeRequests(here, /update_many$/, (body: { users: Row[] }) => {
      for (const one of body.users) delete one['name']
      return body
    })
    const { code } = await synced(here)
    assert.equal([code, outcomes(here, 'update')], [3, ['failed']])
  }),
)

standing(
  'a user of ticket sharing is protected in these words: held where something would change, never removed',
  () => {
    const users = [userOf(100, { shared: true, name: 'Old Name' }), userOf(101, { shared: true })]
    return at(worldOf({ contacts: [contactOf(100)], users }), async (here) => {
      await gathered(here)
      await stageIn(here, makePlan)
      assert.equal([here.json('update.json').count, here.json('delete.json').count], [0, 0])
      assert.equal(
        here.json('held.json').records.map(({ key, reason }) => [key, reason]),
        [['person100@acme.test', 'protected']],
      )
      const user = here.json('users.json').records.find(({ id }) => id === '5100')!
      assert.match(String(user['protected']), 'shared: a user of ticket sharing')
    })
  },
)

standing('explain agrees with the plan before and after what was refused is noted', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    takenBy(here, null)
    await synced(here)
    const asked = { words: [`salesforce:${contactId(100)}`] }
    assert.match((await stageIn(here, explainPerson, asked)).line, 'missing, create.json')
    await compared(here)
    assert.match((await stageIn(here, explainPerson, asked)).line, 'refused, held.json')
  }),
)

standing.run()
