// sync: it applies the reviewed files, reads back before and after, and keeps a receipt for every record.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Creation, kinds } from '../../lib/artifacts/records.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { at } from '../kit/pipeline.ts'
import { outcomes, receipts, sent, userAt, writes } from '../kit/receipts.ts'
import { replan } from '../kit/replan.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactId, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const sync = suite('sync')

sync('planned is the sum of the outcomes, for each kind', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    for (const kind of kinds) {
      const planned = here.json(`${kind}.json`).records.map(({ key }) => key)
      assert.equal(
        receipts(here, kind).map(({ key }) => key),
        planned,
      )
    }
    const said = here
      .text('receipts.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(said[0], { instance: 'us-gov', plan: here.json('create.json').plan })
    assert.is(said.filter(({ outcome }) => outcome).length, 4)
    assert.equal(
      said.filter(({ job }) => job).map(({ kind }) => kind),
      ['update', 'delete'],
    )
  }),
)

sync('sends users by id, without an address, and un-marks with false', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    assert.equal(sent(here), [
      { id: 5101, name: 'Person 101', organization_id: 902 },
      { id: 5102, user_fields: { not_in_sfdc: false } },
      { id: 5103, user_fields: { not_in_sfdc: true } },
    ])
    const [creation] = writes(here)
    assert.equal(creation!.body, {
      user: {
        name: 'Person 100',
        email: 'person100@acme.test',
        organization_id: 901,
        external_id: `salesforce:${contactId(100)}`,
        role: 'end-user',
        skip_verify_email: true,
      },
    })
  }),
)

sync(
  'a change made since the read is a conflict, one to a protected user is protected, one already made is unchanged',
  () =>
    at(
      worldOf({
        equal: 60,
        contacts: [1, 2, 3, 4].map((n) => contactOf(200 + n)),
        users: [1, 2, 3, 4, 11, 12, 13, 14].map((n) => userOf(200 + n, { name: 'Old Name' })),
      }),
      async (here) => {
        await compared(here)
        assert.is(here.json('delete.json').count, 4)
        userAt(here, 5201).name = 'By Hand'
        userAt(here, 5202).role = 'agent'
        userAt(here, 5203).name = 'Person 203'
        userAt(here, 5204).active = false
        userAt(here, 5211).name = 'By Hand'
        userAt(here, 5212).suspended = true
        userAt(here, 5213).user_fields['not_in_sfdc'] = true
        userAt(here, 5214).active = false
        const { code, line } = await synced(here)
        assert.is(code, 0, line)
        assert.equal(
          receipts(here, 'update').map(({ outcome, error }) => [outcome, error]),
          [
            ['conflict', 'changed since it was read: name'],
            ['protected', 'protected now: role agent'],
            ['unchanged', null],
            ['conflict', 'the user is gone'],
          ],
        )
        assert.equal(outcomes(here, 'delete'), ['conflict', 'protected', 'unchanged', 'unchanged'])
        assert.is(writes(here).length, 0)
      },
    ),
)

sync('an address that somebody has is a conflict that names the owner, and the owner is not removed', () =>
  at(changing(), async (here) => {
    await compared(here)
    userAt(here, 5103).identities.push({ type: 'email', value: 'Person100@acme.test' })
    const details = {
      email: [{ description: 'Email: is already being used by another user', error: 'DuplicateValue' }],
    }
    const refusal = { error: 'RecordInvalid', description: 'Record validation errors', details }
    here.interfere((_, { method, path }: RemoteRequest) =>
      method === 'POST' && path.endsWith('/users') ? { status: 422, body: refusal } : undefined,
    )
    const { code } = await synced(here)
    assert.is(code, 0)
    const [creation] = receipts(here, 'create')
    assert.equal(
      [creation!['outcome'], creation!['id'], creation!['error']],
      ['conflict', '5103', 'the address belongs to user 5103'],
    )
    const [removal] = receipts(here, 'delete')
    assert.equal([removal!['outcome'], removal!['error']], ['conflict', 'its address refused a creation of this plan'])
  }),
)

sync('an owner that search does not know yet is not removed either: the refused address is enough', () =>
  at(changing(), async (here) => {
    await compared(here)
    const [removal] = here.json('delete.json').records
    // what another spelling rule of the target would do: the refused address is the one of a user to be removed
    replan(here, { create: (one: Creation) => ({ ...one, key: String(removal!['key']) }) })
    const details = { email: [{ description: 'taken', error: 'DuplicateValue' }] }
    here.interfere((_, { method, path }: RemoteRequest) => {
      if (method === 'POST' && path.endsWith('/users'))
        return { status: 422, body: { error: 'RecordInvalid', details } }
      return path.endsWith('/users/search') ? { body: { users: [] } } : undefined
    })
    assert.is((await synced(here)).code, 0)
    assert.equal([receipts(here, 'create')[0]!['outcome'], receipts(here, 'create')[0]!['id']], ['conflict', null])
    assert.is(receipts(here, 'delete')[0]!['error'], 'its address refused a creation of this plan')
  }),
)

sync('a user that carries the external id already is unchanged, without a second creation', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here, { words: ['create'] })
    writeFileSync(join(here.folder, 'receipts.ndjson'), '')
    await synced(here, { words: ['create'] })
    assert.equal(outcomes(here, 'create'), ['unchanged'])
    assert.is(writes(here).filter(({ method }) => method === 'POST').length, 1)
  }),
)

sync('a move of a user with several organizations is a conflict: an update would drop the others', () =>
  at(changing(), async (here) => {
    here.box.world.zendesk.organization_memberships.push({ user_id: 5101, organization_id: 901, default: false })
    await compared(here)
    await synced(here)
    const [receipt] = receipts(here, 'update')
    assert.is(receipt!['outcome'], 'conflict')
    assert.match(String(receipt!['error']), 'several organizations')
    const asked = here.box.requests.filter(({ path }) => path.endsWith('/organization_memberships'))
    assert.equal(
      asked.map(({ path }) => path),
      ['/api/v2/users/5101/organization_memberships'],
    )
  }),
)

sync('it is a conflict too where the answer lacks one of the organizations: their count tells', () =>
  at(changing(), async (here) => {
    here.box.world.zendesk.organization_memberships.push({ user_id: 5101, organization_id: 901, default: false })
    await compared(here)
    here.box.faults.zendesk.add({ kind: 'missing-rows', path: '*/organization_memberships' })
    await synced(here)
    assert.is(receipts(here, 'update')[0]!['outcome'], 'conflict')
  }),
)

sync(
  'an entry that fails in a completed job is failed, the others are applied, and the next sync tries it again',
  () => {
    const failing = new Set([5101])
    return at(
      changing(),
      async (here) => {
        await compared(here)
        assert.is((await synced(here)).code, 3)
        const [receipt] = receipts(here, 'update')
        assert.match(String(receipt!['error']), 'UserUpdateError')
        assert.equal(outcomes(here, 'update'), ['failed', 'applied'])
        failing.clear()
        assert.is((await synced(here)).code, 0)
        assert.equal(outcomes(here, 'update'), ['applied', 'applied'])
      },
      { zendesk: { failing } },
    )
  },
)

sync('a user who is deleted while its organizations are asked for is a conflict, and the others are sent', () =>
  at(
    worldOf({
      equal: 100,
      contacts: [contactOf(101), contactOf(102)],
      users: [userOf(101, { name: 'Old', organization_id: 900 }), userOf(102, { name: 'Old', organization_id: 901 })],
    }),
    async (here) => {
      await compared(here)
      const { zendesk } = here.box.world
      here.interfere((_, { path }) => {
        if (path.includes('/5101/organization_memberships'))
          zendesk.users = zendesk.users.filter(({ id }) => id !== 5101)
        return undefined
      })
      assert.is((await synced(here)).code, 0)
      assert.equal(
        receipts(here, 'update').map(({ error, outcome }) => [outcome, error]),
        [
          ['conflict', 'the user is gone'],
          ['applied', null],
        ],
      )
    },
  ),
)

sync.run()
