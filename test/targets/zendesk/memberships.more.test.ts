// Users with several organizations, and fields that Zendesk refuses: one that is blocked does not block the others.

import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../../lib/sandbox/http/remote.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { receipts, sent, userAt, writes } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const several = suite('zendesk: several organizations')

const USER = 5100

/** Somebody whose contact is in organization 901, and who is in 900 by default and in `others` too. */
const world = (others: number[], user: object = {}, contact: object = {}) => {
  const made = worldOf({
    contacts: [contactOf(100, contact)],
    users: [userOf(100, { organization_id: 900, ...user })],
  })
  const memberships = others.map((organization_id) => ({ user_id: USER, organization_id, default: false }))
  Object.assign(made.zendesk, { organization_memberships: memberships })
  return made
}

const homesOf = ({ box }: Place) =>
  box.world.zendesk.organization_memberships
    .filter(({ user_id }) => user_id === USER)
    .map((one) => [one.organization_id, one.default])
    .sort()

const routes = (here: Place) =>
  writes(here).map(({ method, path }) => `${method} ${path.slice('/api/v2/users'.length)}`)

const isDefault = ({ path }: RemoteRequest) => path.endsWith('/make_default')

async function updated(here: Place, respond?: (asked: RemoteRequest) => RemoteResponse | undefined) {
  here.settings(({ limits }) => Object.assign(limits.update, { moves: { count: 9, share: 1 } }))
  await compared(here)
  here.box.requests.length = 0
  if (respond) here.interfere((_, asked) => respond(asked))
  const { code, line } = await synced(here, { words: ['update'] })
  const [receipt] = receipts(here, 'update')
  return { code, line, receipt: receipt! }
}

const BY_ORGANIZATION = `PUT /${USER}/organizations/901/make_default`

several('an organization that is one of the user memberships becomes the default, and the name is updated', () =>
  at(world([901, 902], { name: 'Old Name' }), async (here) => {
    const { code, receipt } = await updated(here)
    assert.equal([code, receipt['outcome'], receipt['to']], [0, 'applied', { name: 'Person 100', organization: '901' }])
    assert.equal(
      sent(here).filter(Boolean),
      [{ id: USER, name: 'Person 100' }],
      'organization_id would drop the other memberships',
    )
    assert.equal(routes(here), ['PUT /update_many', BY_ORGANIZATION])
    assert.equal(homesOf(here), [
      [900, false],
      [901, true],
      [902, false],
    ])
    await compared(here)
    assert.is(here.json('update.json').count, 0)
  }),
)

several('where nothing else differs no job is begun for it', () =>
  at(world([901]), async (here) => {
    const { code, receipt } = await updated(here)
    assert.equal([code, receipt['outcome'], routes(here)], [0, 'applied', [BY_ORGANIZATION]])
  }),
)

several('an account without the path by organization is asked by the membership', () =>
  at(world([901]), async (here) => {
    const { code, receipt } = await updated(here, ({ path }) =>
      path.includes('/organizations/') && isDefault({ path } as RemoteRequest)
        ? { status: 404, body: { error: 'InvalidEndpoint' } }
        : undefined,
    )
    assert.equal([code, receipt['outcome'], userAt(here, USER).organization_id], [0, 'applied', 901])
    assert.match(routes(here)[1]!, /organization_memberships\/\d+\/make_default$/)
  }),
)

several('one that is none of them is left alone, and the name is updated all the same: a conflict', () =>
  at(world([902], { name: 'Old Name' }), async (here) => {
    const { code, receipt } = await updated(here)
    assert.equal([code, receipt['outcome'], userAt(here, USER).name], [0, 'conflict', 'Person 100'])
    assert.match(String(receipt['error']), 'has several organizations, and not this one')
    assert.equal(receipt['to'], { name: 'Person 100' })
    assert.equal(homesOf(here), [
      [900, true],
      [902, false],
    ])
    const again = await updated(here)
    assert.equal([again.receipt['outcome'], writes(here).length], ['conflict', 0])
  }),
)

for (const status of [403, 422]) {
  several(`a default that is refused with ${status} is failed with its words, and the name is there`, () =>
    at(world([901], { name: 'Old Name' }), async (here) => {
      const { code, receipt } = await updated(here, (asked) =>
        isDefault(asked) ? { status, body: { error: 'no', description: 'not now' } } : undefined,
      )
      assert.equal([code, receipt['outcome'], userAt(here, USER).name], [3, 'failed', 'Person 100'])
      assert.match(
        String(receipt['error']),
        new RegExp(`^the organization was not made the default: .*${status}.*not now`),
      )
    }),
  )
}

several('a default that always ends in an error is the matter of that user: the others go on', () => {
  const made = world([901])
  made.salesforce.contacts.push(contactOf(101))
  made.zendesk.users.push(userOf(101, { name: 'Old Name' }))
  return at(made, async (here) => {
    const { code } = await updated(here, (asked) => (isDefault(asked) ? { status: 500, body: {} } : undefined))
    const all = receipts(here, 'update')
    assert.equal([code, all.map(({ outcome }) => outcome)], [3, ['failed', 'applied']])
    const path = '/api/v2/users/<id>/organizations/<id>/make_default'
    assert.match(
      String(all[0]!['error']),
      `the organization was not made the default: Zendesk: PUT ${path}: answered 500`,
    )
  })
})

several('a request for it whose answer is lost is sent again: it says the same twice', () =>
  at(world([901]), async (here) => {
    let asked = 0
    const { code, receipt } = await updated(here, (one) =>
      isDefault(one) && asked++ === 0 ? { breakage: 'reset' } : undefined,
    )
    assert.equal([code, receipt['outcome'], asked], [0, 'applied', 2])
  }),
)

several('while there is no room for a job the default waits too: the user is as planned when it is read again', () =>
  at(world([901], { name: 'Old Name' }), async (here) => {
    let refused = 0
    const { code, receipt } = await updated(here, ({ path }) =>
      path.endsWith('/update_many') && refused++ < 2
        ? { status: 429, body: { error: 'TooManyJobs', current_job_ids: ['a'] } }
        : undefined,
    )
    assert.equal([code, receipt['outcome'], refused], [0, 'applied', 3])
  }),
)

several('a field that Zendesk refuses does not block the others of the same user', () =>
  at(world([], { name: 'Old Name', user_fields: { not_in_sfdc: null, job: 'Cook' } }), async (here) => {
    here.settings(({ source, target, limits }) => {
      Object.assign(source, { attributes: { job: { value: 'Chef' } } })
      Object.assign(target, { attributes: { job: 'user_fields.job' } })
      Object.assign(limits, { update: { count: 99, share: 1, moves: { count: 9, share: 1 } } })
    })
    await compared(here)
    const isRefused = ({ user_fields: fields }: { user_fields?: object }) => fields !== undefined
    here.interfere((_, { body, path }) => {
      const { users = [] } = (body ?? {}) as { users?: { id: number; user_fields?: object }[] }
      if (!path.endsWith('/update_many') || !users.some((one) => one.id === USER && isRefused(one))) return undefined
      const description = 'Job is not in the list'
      return { status: 422, body: { error: 'RecordInvalid', details: { job: [{ description }] } } }
    })
    assert.is((await synced(here, { words: ['update'] })).code, 3)
    const receipt = receipts(here, 'update').find(({ id }) => id === String(USER))!
    assert.is(receipt['outcome'], 'failed')
    assert.match(String(receipt['error']), 'Job is not in the list')
    assert.equal(receipt['to'], { attributes: { job: 'Cook' }, name: 'Person 100', organization: '901' })
    assert.is(receipts(here, 'update').filter(({ outcome }) => outcome === 'applied').length, 30)
  }),
)

several('a user with a single organization is moved by the update, as before', () =>
  at(world([]), async (here) => {
    const { receipt } = await updated(here)
    assert.equal([receipt['outcome'], routes(here), homesOf(here)], ['applied', ['PUT /update_many'], [[901, true]]])
  }),
)

several.run()
