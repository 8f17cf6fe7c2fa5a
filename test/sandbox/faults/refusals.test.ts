// Refusals in place of the systems, and jobs that go wrong.

import * as assert from 'uvu/assert'
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts'
import { unpleasant } from '../../../lib/sandbox/unpleasant.ts'
import { suite } from '../../kit/suite.ts'
import {
  against,
  completed,
  fixedToken,
  force,
  type Reply,
  salesforceFaults,
  send,
  signedIn,
  small,
  zendeskFaults,
} from '../../kit/wire.ts'

const answers = suite('sandbox: answers in place of the system')

const text = (words: RegExp) => (reply: Reply) => words.test(reply.text) && reply.at('') === null
const error = (path: string, said: string) => (reply: Reply) => reply.at(path) === said

answers('Zendesk refuses in its own words, and nothing is done', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const before = JSON.stringify(box.world)
    const cases: [kind: string, status: number, says: (reply: Reply) => boolean, wait?: string][] = [
      ['conflict', 409, error('error', 'DatabaseConflict')],
      ['too-many-requests', 429, text(/^Number of allowed API requests per minute exceeded$/), '3'],
      ['edge-too-many-requests', 429, error('title', 'Automated response'), '3'],
      ['unauthorized', 401, error('error', "Couldn't authenticate you")],
      ['forbidden', 403, error('error.title', 'Forbidden')],
      ['server-error', 500, error('error', 'InternalError')],
      ['bad-gateway', 502, text(/^<!DOCTYPE html>/)],
      ['unavailable', 503, text(/maintenance/), '3'],
      [
        'redirect',
        302,
        (reply) => /^http:\/\/localhost:\d+\/access\/login$/.test(String(reply.headers.get('location'))),
      ],
      ['html', 200, text(/^<!DOCTYPE html>/)],
      ['empty', 200, text(/^$/)],
    ]
    for (const [kind, status, says, wait = null] of cases) {
      box.faults.zendesk.add({ kind, retryAfter: 3 })
      const reply = await desk('POST /users', { user: { name: 'New' } })
      assert.equal([kind, reply.status, reply.headers.get('retry-after')], [kind, status, wait])
      assert.ok(says(reply), `${kind}: ${reply.text}`)
    }
    assert.is(JSON.stringify(box.world), before)
    assert.is(box.stats.zendesk.tooManyRequests, 2)
  }),
)

answers('who follows the redirect is seen at the login page', () =>
  against(small(), zendeskFaults({ kind: 'redirect' }), async (box) => {
    const page = await send(`${box.zendesk.url}/api/v2/users`, { redirect: 'follow' })
    assert.equal([page.status, box.requests.at(-1)?.path], [200, '/access/login'])
    assert.match(page.text, 'Sign in')
  }),
)

answers('Salesforce refuses in its own words', () =>
  against(small(), { zendesk: { pageSize: 3 }, salesforce: { pageSize: 3 } }, async (box) => {
    const ask = await force(box)
    const all = 'SELECT Id FROM Contact'
    const next = String((await ask(all)).at('nextRecordsUrl'))
    const cases: [kind: string, status: number, code: string, message?: string][] = [
      ['session-expired', 401, 'INVALID_SESSION_ID'],
      ['daily-limit', 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
      [
        'concurrent-limit',
        403,
        'REQUEST_LIMIT_EXCEEDED',
        'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      ],
      ['query-timeout', 400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'],
      ['invalid-locator', 400, 'INVALID_QUERY_LOCATOR'],
      ['retired', 410, 'GONE'],
      ['server-error', 500, 'UNKNOWN_EXCEPTION'],
      ['unavailable', 503, 'SERVER_UNAVAILABLE'],
    ]
    for (const [kind, status, code, message] of cases) {
      box.faults.salesforce.add({ kind })
      const reply = await ask(kind === 'invalid-locator' ? next : all)
      assert.equal([kind, reply.status, reply.at('0.errorCode')], [kind, status, code])
      if (message) assert.is(reply.at('0.message'), message)
    }
  }),
)

answers('the token endpoint may leave out the token or the place', () =>
  against(small(), salesforceFaults({ kind: 'no-token' }, { kind: 'no-instance' }), async (box) => {
    const { SALESFORCE_CLIENT_ID: client_id, SALESFORCE_CLIENT_SECRET: client_secret } = box.env
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client_id!,
      client_secret: client_secret!,
    })
    const grants: boolean[][] = []
    for (let n = 0; n < 2; n++) {
      const { at, status } = await send(`${box.salesforce.url}/services/oauth2/token`, { method: 'POST', body })
      grants.push([status === 200, at('access_token') === undefined, at('instance_url') === undefined])
    }
    assert.equal(grants, [
      [true, true, false],
      [true, false, true],
    ])
  }),
)

answers.run()

const faulty = suite('sandbox: jobs that go wrong')

/** An update that renames three, and whom it renamed. */
const people = [1, 2, 4]
const rename = { users: people.map((id) => ({ id, name: `New ${id}` })) }
const renamed = ({ world }: Sandbox) =>
  world.zendesk.users.filter(({ name }) => name.startsWith('New')).map(({ id }) => id)

faulty('a lost job is unknown from the start, and does its work', () =>
  against(small(), { zendesk: { jobSeconds: 0 }, ...zendeskFaults({ kind: 'job-lost' }) }, async (box) => {
    const desk = await signedIn(box)
    const id = (await desk('PUT /users/update_many', rename)).at('job_status.id')
    assert.is((await desk(`GET /job_statuses/${id}`)).status, 404)
    assert.equal((await desk(`GET /job_statuses/show_many?ids=${id}`)).at('job_statuses'), [])
    assert.equal(renamed(box), people)
    await completed(desk, await desk('PUT /users/update_many', rename))
  }),
)

faulty('a job is stuck half way, fails as a whole, or is completed without having been done', () =>
  against(small(), { zendesk: { jobSeconds: 0 } }, async (box) => {
    const desk = await signedIn(box)
    const ends: Record<string, [status: string, done: number[], results: number | null]> = {
      'job-stuck': ['working', [1], null],
      'job-failed': ['failed', [], null],
      'job-unfinished': ['completed', [1], 1],
    }
    for (const [kind, [status, done, count]] of Object.entries(ends)) {
      box.faults.zendesk.add({ kind })
      await desk('GET /users/1')
      const id = (await desk('PUT /users/update_many', rename)).at('job_status.id')
      const { at } = await desk(`GET /job_statuses/${id}`)
      const results = at('job_status.results') as unknown[] | null
      assert.equal([kind, at('job_status.status'), results?.length ?? null], [kind, status, count])
      assert.equal([at('job_status.total'), renamed(box)], [3, done], kind)
      for (const user of box.world.zendesk.users) user.name = 'Old'
    }
  }),
)

faulty('a job may be one too many', () =>
  against(small(), zendeskFaults({ kind: 'too-many-jobs' }), async (box) => {
    const refused = await fixedToken(box)('DELETE /users/destroy_many?ids=1')
    assert.equal([refused.status, refused.at('error'), refused.at('current_job_ids')], [429, 'TooManyJobs', []])
    assert.equal([box.stats.zendesk.tooManyJobs, box.stats.zendesk.tooManyRequests], [1, 0])
  }),
)

faulty('a bad day is the same at every run', async () => {
  const entries = Array.from({ length: 200 }, (_, n) => n % 66)
  const day = () => {
    const { failing } = unpleasant().zendesk!
    return entries.filter((id) => typeof failing === 'function' && failing(id))
  }
  assert.equal(day(), [32, 65], 'each once')
  assert.equal(day(), day())
  await against(small(), unpleasant(), async (box) => {
    assert.is(box.stats.zendesk.mostJobs, 12)
    assert.ok(box.faults.zendesk.list().length > 5)
  })
})

faulty.run()
