// Recorded jobs, users and user fields of Zendesk, through the client that reads them.

import * as assert from 'uvu/assert'
import type { Creation, Receipt, User } from '../../../lib/artifacts/records.ts'
import type { Failure } from '../../../lib/errors/failure.ts'
import { errorOf, type Job, watchJobs } from '../../../lib/targets/zendesk/jobs.ts'
import { suite } from '../../kit/suite.ts'
import { type Api, all, answered, asServed, paths, read } from '../../kit/zendesk-recorded.ts'

const recorded = suite('recorded answers')

if (paths.every((path) => path !== null)) {
  recorded('every poll of a job: queued and working are waited for, completed ends, each entry is read', async () => {
    const polls = new Map<string, Job[]>()
    for (const { response } of read('zenpy-job-statuses')) {
      const { job_status: job } = response.body as { job_status: Job }
      polls.set(job.id, [...(polls.get(job.id) ?? []), job])
    }
    const over = new Map([...polls].filter(([, jobs]) => jobs.at(-1)!.status === 'completed'))
    assert.ok(over.size > 40)
    const left = new Map([...over].map(([id, jobs]) => [id, [...jobs]]))
    const next = (id: string) => {
      const jobs = left.get(id)!
      return jobs.length > 1 ? jobs.shift() : jobs[0]
    }
    await answered(
      ({ path, query }) =>
        path.endsWith('show_many') ? { body: { job_statuses: query.get('ids')!.split(',').map(next) } } : undefined,
      async (_, call) => {
        const { waitForJob } = watchJobs(call, 60, { deadline: 60, tries: 1, firstWait: 0.02 })
        const jobs = (await Promise.all([...over.keys()].map(waitForJob))) as Job[]
        let failures = 0
        for (const job of jobs) {
          assert.is(job.status, 'completed')
          const results = Array.isArray(job.results) ? (job.results as Record<string, unknown>[]) : []
          for (const [index, result] of results.entries()) {
            const said = errorOf(job, index, String(result['id']))
            if ('error' in result) failures++
            if ('error' in result) assert.match(String(said), String(result['error']))
            else if ('status' in result) assert.is(said, null)
            else assert.match(String(said), 'unknown result') // of creating tickets, which nobody here does
          }
        }
        assert.is(left.size, jobs.length)
        assert.ok(failures > 90, `${failures} of a job that completed, organizations whose names were taken`)
      },
    )
  })

  recorded('every created user is what its receipt says', async () => {
    for (const exchange of read('zenpy-users-create')) {
      const { user } = exchange.response.body as { user: Api }
      const entry = {
        key: String(user.email).toLowerCase(),
        reason: 'missing',
        to: {
          active: true,
          attributes: {},
          email: String(user.email),
          externalId: user.external_id,
          groups: [],
          name: user.name,
          organization: user['organization_id'] === null ? null : String(user['organization_id']),
        },
      } as unknown as Creation
      await answered(
        ({ method, path }) => (method === 'POST' && path.endsWith('/users') ? asServed(exchange) : undefined),
        async (target) => {
          const [receipt] = (await all(target.create([entry]))) as Receipt[]
          const expected = user.email === null ? 'failed' : 'applied'
          assert.equal([receipt!.id, receipt!.outcome], [String(user.id), expected], String(receipt!.error))
        },
      )
    }
  })

  recorded('everyone in a list who has an address is read', async () => {
    let people = 0
    for (const { response } of read('zenpy-users-incremental')) {
      const { users } = response.body as { users: Api[] }
      if (users.length === 0) continue
      const identities = users.map(({ id, email }) => ({ user_id: id, type: 'email', value: email ?? '' }))
      const meta = { has_more: false, after_cursor: null, before_cursor: null }
      await answered(
        ({ path }) => {
          if (path.endsWith('/count')) return { body: { count: { value: users.length, refreshed_at: null } } }
          return path === '/api/v2/users' ? { body: { users, identities, meta } } : undefined
        },
        async (target) => {
          const found: User[] = await all(target.users())
          const wanted = users.filter(({ email }) => email)
          assert.equal(
            found.map(({ id, email }) => [id, email]),
            wanted.map(({ id, email }) => [String(id), email]),
          )
          people += found.length
        },
      )
    }
    assert.ok(people > 10, String(people))
  })

  recorded('who we are is read from the recorded answer: nobody else is protected as ourselves', async () => {
    const [exchange] = read('zenpy-users-me')
    const { user } = exchange!.response.body as { user: Api }
    const identities = [{ user_id: user.id, type: 'email', value: user.email }]
    const meta = { has_more: false }
    await answered(
      ({ path }) => {
        if (path.endsWith('/users/me')) return asServed(exchange!)
        return path === '/api/v2/users' ? { body: { users: [user], identities, meta } } : undefined
      },
      async (target) => {
        const [me] = await all(target.users())
        assert.equal([me!.id, me!.protected], [String(user.id), "the credential's own user"])
      },
    )
  })

  recorded('user fields are known by their recorded keys', async () => {
    const exchanges = read('zenpy-user-fields')
    const fields = exchanges.flatMap(({ response }) => {
      const { user_field } = (response.body ?? {}) as { user_field?: { key: string } }
      return user_field ? [user_field] : []
    })
    assert.ok(fields.length >= 3)
    for (const known of [true, false]) {
      const more = known ? [{ ...fields[0], id: 1, key: 'not_in_sfdc', type: 'checkbox' }] : []
      await answered(
        ({ path, method }) => {
          if (path.endsWith('/user_fields'))
            return { body: { user_fields: [...unique(fields), ...more], meta: { has_more: false } } }
          return method === 'PUT' ? { status: 422, body: { error: 'RecordInvalid' } } : undefined
        },
        async (target) => {
          const entry = {
            id: '5000',
            key: 'person0@acme.test',
            from: { name: 'Person 0' },
            to: { name: 'X' },
            reason: 'differs',
          } as const
          const error = await all(target.update([entry])).then(
            () => null,
            (caught: Failure) => caught,
          )
          assert.is(error?.code ?? null, known ? null : 7)
        },
      )
    }
    for (const exchange of exchanges.filter(({ response }) => response.status === 204)) {
      await answered(
        () => asServed(exchange),
        async (_, call) => assert.is((await call('DELETE', '/api/v2/user_fields/1')).body, null),
      )
    }
  })
}

/** A created and an updated field may be one. */
const unique = (fields: { key: string }[]) => [
  ...new Map(fields.map((field, n) => [field.key, { id: 900 + n, ...field }])).values(),
]

recorded.run()
