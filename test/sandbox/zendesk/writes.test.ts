// The writes of the simulator of Zendesk: creations, updates and deletions, one by one and in jobs.

import * as assert from 'uvu/assert'
import { addressesOf } from '../../../lib/sandbox/zendesk/store.ts'
import { suite } from '../../kit/suite.ts'
import { against, completed, type Reply, signedIn, small } from '../../kit/wire.ts'

const writes = suite('sandbox: writes')

const fieldErrors = (reply: Reply, field: string) =>
  (reply.at(`details.${field}`) as { description: string; error?: string }[]).map(({ error }) => error)

writes('an address that anyone has, also as a secondary one, refuses a creation', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    for (const email of ['ANN@acme.test', 'ann@HOME.test']) {
      const reply = await desk('POST /users.json', { user: { name: 'New', email } })
      assert.is(reply.status, 422)
      assert.is(reply.at('error'), 'RecordInvalid')
      assert.equal(fieldErrors(reply, 'email'), ['DuplicateValue'])
    }
    const freed = await desk('POST /users', { user: { name: 'New', email: 'cat@globex.test' } })
    assert.is(freed.status, 201, 'the address of a deleted user is free again')
  }),
)

writes('a creation is refused with the fields named', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const user = { name: ' ', email: 'ann at acme', organization_id: 77, external_id: 'SALESFORCE:X1' }
    const reply = await desk('POST /users', { user })
    assert.equal(Object.keys(reply.at('details') as object).sort(), ['email', 'external_id', 'name', 'organization_id'])
    assert.equal(fieldErrors(reply, 'external_id'), ['DuplicateValue'])
  }),
)

writes('what is created is stored lower-cased, in its organization, without fields the account does not know', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const user_fields = { not_in_sfdc: true, unheard_of: 1 }
    const sent = { name: 'New', email: ' New@Acme.test', organization_id: 91, user_fields, skip_verify_email: true }
    const { at, status, headers } = await desk('POST /users', { user: sent })
    assert.is(status, 201)
    assert.is(headers.get('location'), at('user.url'))
    assert.is(at('user.email'), 'new@acme.test')
    assert.equal(at('user.user_fields'), { not_in_sfdc: true })
    const memberships = await desk(`GET /users/${at('user.id')}/organization_memberships`)
    assert.is(memberships.at('organization_memberships.0.organization_id'), 91)
  }),
)

writes(
  'an update adds an address, replaces memberships, merges fields, and is dated only when it changed something',
  () =>
    against(small(), { zendesk: { userFields: ['not_in_sfdc', 'level'] } }, async (box) => {
      const desk = await signedIn(box)
      const ann = box.world.zendesk.users[0]!
      ann.user_fields = { level: 'gold' }
      const entry = {
        id: 1,
        email: 'ann.lee@acme.test',
        organization_id: 90,
        user_fields: { not_in_sfdc: true, no: 1 },
      }
      const same = { id: 2, name: 'Ben', organization_id: 90 }
      const before = box.world.zendesk.users[1]!.updated_at
      const results = await completed(desk, await desk('PUT /users/update_many', { users: [entry, same] }))
      assert.equal(results[0], { id: 1, action: 'update', status: 'Updated', success: true })
      assert.is(ann.email, 'Ann@acme.test')
      assert.equal(addressesOf(ann), ['ann@acme.test', 'ann@home.test', 'ann.lee@acme.test'])
      assert.equal(ann.user_fields, { level: 'gold', not_in_sfdc: true })
      const memberships = await desk('GET /users/1/organization_memberships')
      assert.is(memberships.at('count'), 1)
      assert.is(box.world.zendesk.users[1]!.updated_at, before)
      assert.is.not(ann.updated_at, before)
    }),
)

writes('a completed job may hold entries that failed, each at its place', () =>
  against(small(), { zendesk: { failing: new Set([4]) } }, async (box) => {
    const desk = await signedIn(box)
    const users = [
      { id: 3, name: 'x' },
      { external_id: 'salesforce:x1', name: 'Benny' },
      { id: 4, name: 'x' },
      { id: 1, name: '' },
    ]
    const results = await completed(desk, await desk('PUT /users/update_many.json', { users }))
    assert.equal(
      results.map(({ id, index, error, success }) => [id, index, error, success]),
      [
        [3, 0, 'UserUpdateError', undefined],
        [2, undefined, undefined, true],
        [4, 2, 'UserUpdateError', undefined],
        [1, 3, 'UserUpdateError', undefined],
      ],
    )
    assert.is(box.world.zendesk.users[1]!.name, 'Benny')
    assert.is(box.world.zendesk.users[3]!.name, 'Dan')
  }),
)

writes('a job is queued, then works entry by entry, then is completed', async () => {
  let now = 0
  const HALF_SECOND = 500
  await against(small(), { speed: 1, clock: () => now }, async (box) => {
    const desk = await signedIn(box)
    const reply = await desk('PUT /users/update_many', {
      users: [
        { id: 1, name: 'A' },
        { id: 2, name: 'B' },
      ],
    })
    assert.equal(
      ['status', 'total', 'progress', 'message', 'results'].map((key) => reply.at(`job_status.${key}`)),
      ['queued', 2, null, null, null],
    )
    const seen = new Set<unknown>()
    for (let status: unknown; status !== 'completed'; now += HALF_SECOND) {
      const { at } = await desk(`GET /job_statuses/${reply.at('job_status.id')}.json`)
      status = at('job_status.status')
      seen.add(status)
      if (status === 'working') assert.match(String(at('job_status.message')), /^Updating user #[12]$/)
    }
    assert.equal([...seen], ['queued', 'working', 'completed'])
    assert.ok(now >= 5_000 && now < 12_000, `${now} ms: one entry takes 5 to 10 s`)
  })
})

writes('a thirty-first job is refused with the ids of the others', () =>
  against(small(), { speed: 1 }, async (box) => {
    const desk = await signedIn(box)
    const update = () => desk('PUT /users/update_many', { users: [{ id: 1, name: 'A' }] })
    for (let n = 0; n < 30; n++) assert.is((await update()).status, 200)
    const refused = await update()
    assert.is(refused.at('error'), 'TooManyJobs')
    assert.is((refused.at('current_job_ids') as string[]).length, 30)
  }),
)

writes('deletion is soft, by job, and the deleted leave the lists', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const results = await completed(desk, await desk('DELETE /users/destroy_many?ids=1,3'))
    assert.equal(
      results.map(({ id, status, error }) => [id, status ?? error]),
      [
        [1, 'Deleted'],
        [3, 'UserDestroyError'],
      ],
    )
    assert.is((await desk('GET /users/1')).at('user.active'), false)
    assert.is((await desk('GET /users/count')).at('count.value'), 3)
    const ids = Array.from({ length: 101 }, (_, n) => ({ id: n + 1, name: 'x' }))
    assert.is((await desk('PUT /users/update_many', { users: ids })).status, 400)
  }),
)

writes.run()
