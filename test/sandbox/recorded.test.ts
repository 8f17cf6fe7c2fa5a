// The simulators held against what was recorded, and the converter against real input.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { convert } from '../../lib/sandbox/salesforce/npsp.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import { sample } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'

import { against, fixedToken, small, stopped } from '../kit/wire.ts'

const zendeskData = sample('recorded answers', 'zendesk')
const salesforceData = sample('recorded answers', 'salesforce')
const recorded = suite('sandbox: real data')
const read = (file: string): unknown => JSON.parse(readFileSync(join(zendeskData!, '..', file), 'utf8'))

interface Recorded {
  request: { method: string; path: string; query: object | null }
  response: { status: number; headers: Record<string, string> | null; body: Record<string, unknown> }
}
type Shape = Record<string, unknown>

/** Where the simulator may differ from what was recorded, by `what.key`, and why. */
const differs: Record<string, string> = {
  'user.organization_id': 'the recorded users are in no organization',
  'user.external_id': 'the recorded users have none',
  'user.permanently_deleted': 'only incremental exports say it',
  'me.last_login_at': 'nobody signs in to the simulator',
  'me.custom_role_id': 'the simulator has no custom roles',
  'me.default_group_id': 'the simulator has no groups',
  'me.organization_id': "the simulator's own user is in no organization",
  'job.job_type': 'served since 2024, and recorded for other jobs',
}

if (zendeskData && salesforceData) {
  const answers = (file: string) => read(`zendesk/${file}.json`) as Recorded[]
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

  /** Every key in its order, and of a type that was recorded, but for the differences of `what` that are named. */
  function same(what: string, made: unknown, samples: unknown[]) {
    const alike = (key: string) => !(`${what}.${key}` in differs)
    const keys = (record: unknown) => Object.keys(record as Shape).filter(alike)
    assert.equal(keys(made), keys(samples[0]), what)
    for (const [key, value] of Object.entries(made as Shape)) {
      const kinds = samples.map((sample) => kind((sample as Shape)[key]))
      if (alike(key)) assert.ok(kinds.includes(kind(value)), `${what}.${key}: ${kind(value)}, recorded: ${kinds[0]}`)
    }
  }

  recorded('a created user has the keys and types that were recorded, in their order', () =>
    against(small(), { zendesk: { userFields: [] } }, async (box) => {
      const samples = answers('zenpy-users-create').map(({ response }) => response.body['user'])
      const made = await fixedToken(box)('POST /users', { user: { name: 'testUser' } })
      same('created', made.at('user'), samples)
      assert.is(Object.keys(made.at('user') as object).length, 37)
      assert.ok(made.headers.has('location'))
    }),
  )

  recorded('a listed user is like those of the recorded exports, and its page like the documented one', () =>
    against(small(), { zendesk: { userFields: [], pageSize: 2 }, salesforce: { pageSize: 2 } }, async (box) => {
      const samples = answers('zenpy-users-incremental').flatMap(({ response }) => response.body['users'] as unknown[])
      const page = await fixedToken(box)('GET /users?page[size]=100')
      for (const user of page.at('users') as unknown[]) same('user', user, samples)
      const documented = answers('documented-examples').find(({ request }) => request.path === '/api/v2/tickets.json')!
      const { tickets: _, ...rest } = documented.response.body
      const { users, ...own } = page.at('') as Shape
      const keys = (value: unknown) =>
        Object.entries(value as object).map(([key, one]) => [key, Object.keys(one).sort()])
      assert.equal([keys(own), Array.isArray(users)], [keys(rest), true])
      assert.match(String(page.at('links.next')), /page%5Bafter%5D=.*%3D&page%5Bsize%5D=100$/)
    }),
  )

  recorded('users/me and a user field are as recorded', () =>
    against(small(), { zendesk: { userFields: ['level'] } }, async (box) => {
      const desk = fixedToken(box)
      const [me] = answers('zenpy-users-me')
      same('me', (await desk('GET /users/me')).at('user'), [me!.response.body['user']])
      const fields = answers('zenpy-user-fields').flatMap(({ response }) => response.body?.['user_field'] ?? [])
      same('field', (await desk('GET /user_fields')).at('user_fields.0'), fields)
    }),
  )

  recorded('a job is as recorded when queued, when working and when completed, and so are its entries', () => {
    const { clock, pass } = stopped()
    return against(small(), { zendesk: { failing: new Set([2]) }, speed: 1, clock }, async (box) => {
      const desk = fixedToken(box)
      const bulk = answers('zenpy-job-statuses')
        .flatMap(({ response: { body } }) => [body['job_status'] ?? body['job_statuses']].flat() as Shape[])
        .filter((job) => job?.['total'] && !job['job_type'])
      const entries = bulk.flatMap(({ results }) => (results ?? []) as Shape[])

      const users = [1, 2].map((id) => ({ id, name: 'New' }))
      let reply = await desk('PUT /users/update_many', { users })
      for (const [status, seconds] of Object.entries({ queued: 4.5, working: 10, completed: 0 })) {
        assert.is(reply.at('job_status.status'), status)
        same(
          'job',
          reply.at('job_status'),
          bulk.filter((job) => job['status'] === status),
        )
        pass(seconds)
        reply = await desk(`GET /job_statuses/${reply.at('job_status.id')}`)
      }
      same(
        'success',
        reply.at('job_status.results.0'),
        entries.filter(({ id, action }) => id && action === 'update').slice(-1),
      )
      same(
        'failure',
        reply.at('job_status.results.1'),
        entries.filter(({ error }) => error),
      )
    })
  })

  recorded('what is not there, and what is too much, is refused as recorded', () =>
    against(small(), { zendesk: { bulkImports: true } }, async (box) => {
      const desk = fixedToken(box)
      const refused = answers('zenpy-errors-404-and-400')
      const body = (path: string, status: number) =>
        refused.find(({ request, response }) => request.path.startsWith(path) && response.status === status)!.response
          .body
      assert.equal((await desk('DELETE /users/99')).at(''), body('/api/v2/users/9', 404))
      const users = Array.from({ length: 150 }, () => ({ name: 'x' }))
      const many = await desk('POST /users/create_many.json', { users })
      assert.equal([many.status, many.at('')], [400, body('/api/v2/users/create_many', 400)])
      const updated = await desk('PUT /users/update_many.json', { users })
      assert.equal(
        updated.at(''),
        body('/api/v2/organizations/create_many', 400),
        'the words for users were not recorded',
      )
    }),
  )

  recorded('refusals that users reported are served as they were reported', () =>
    against(small(), {}, async (box) => {
      const desk = fixedToken(box)
      const reported = answers('reported-errors').map(({ response }) => response)
      const body = (status: number, words: string) =>
        reported.find((one) => one.status === status && JSON.stringify(one.body).includes(words))!.body
      for (const kind of ['conflict', 'too-many-requests', 'edge-too-many-requests']) box.faults.zendesk.add({ kind })
      assert.equal((await desk('GET /users')).at(''), body(409, 'DatabaseConflict'))
      assert.is((await desk('GET /users')).text, body(429, 'Number of allowed'))
      assert.equal((await desk('GET /users')).at(''), body(429, 'edge protection'))

      const taken = await desk('POST /users', { user: { name: 'x', email: 'ben@acme.test' } })
      const like = JSON.stringify(body(422, 'DuplicateValue')).replace('duplicate@example.org', 'ben@acme.test')
      assert.equal(taken.at('details'), JSON.parse(like).details)
      assert.equal((await desk('POST /users', { user: { name: '' } })).at(''), body(422, 'too short'))
      assert.is((await desk('GET /users?page=101')).at('errors.0.code'), 'InvalidPaginationDepth')
    }),
  )

  recorded('the sample data becomes worlds of the known size', () => {
    const rd2 = readWorld(convert(read('salesforce/npsp-rd2.Account.json'), read('salesforce/npsp-rd2.Contact.json')))
    assert.is(rd2.salesforce.contacts.filter(({ Email }) => Email).length, 2000)
    assert.is(rd2.zendesk.organizations.length, 2000)
    const k1 = readWorld(convert(read('salesforce/npsp-1k.Account.json'), read('salesforce/npsp-1k.Contact.json')))
    const reachable = k1.salesforce.contacts.filter(({ Email }) => Email)
    assert.is(k1.salesforce.contacts.length - reachable.length, 554)
    const people = new Map<string, Set<string | null>>()
    for (const { Email, AccountId } of reachable) {
      const key = Email!.trim().toLowerCase()
      people.set(key, (people.get(key) ?? new Set()).add(AccountId))
    }
    const torn = [...people.values()].filter(({ size }) => size > 1).length
    assert.equal([people.size - torn, torn, reachable.length - people.size - torn], [454, 3, 10])
    assert.is(k1.zendesk.users.length, 0)
  })

  recorded('an account that is not in the file is named', () => {
    const row = { id: 1, FirstName: 'A', LastName: 'B', Email: '', account_id: '7' }
    assert.throws(() => convert([], [row]), /row 1: there is no account 7/)
  })
}

recorded.run()
