// Room for Zendesk's jobs: as many at once as it allows, other people's counted.

import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import { jobSlots } from '../../lib/targets/zendesk/job-slots.ts'
import { isPut, outcomes, planned, puts } from '../kit/jobs.ts'
import { synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const jobs = suite('zendesk: room for jobs')

jobs('batches have at most 99 users, and at most thirty jobs are under way', () =>
  planned(
    3_150,
    async (here) => {
      let polls = 0
      let most = 0
      // no job ends before thirty of them are waited for together, or never would be
      here.interfere((_, { path, query }: RemoteRequest) => {
        if (!path.endsWith('/job_statuses/show_many')) return undefined
        const ids = query.get('ids')!.split(',')
        most = Math.max(most, ids.length)
        if (most >= 30 || ++polls > 100) return undefined
        return { body: { job_statuses: ids.map((id) => ({ id, status: 'working', results: null })) } }
      })
      assert.is((await synced(here)).code, 0)
      assert.equal(outcomes(here), { applied: 3_150 })
      const sizes = puts(here).map(({ body }) => (body as { users: unknown[] }).users.length)
      assert.equal([Math.max(...sizes), sizes.length, most], [99, 32, 30])
      assert.is(here.box.requests.filter(({ status }) => status >= 400).length, 0)
    },
    { speed: 20_000 },
  ),
)

jobs('others are counted: never more than thirty in flight, and hardly one is refused', () =>
  planned(
    1_500,
    async (here) => {
      assert.is((await synced(here)).code, 0)
      assert.equal(outcomes(here), { applied: 1_500 })
      const { mostJobs, tooManyJobs } = here.box.stats.zendesk
      assert.ok(mostJobs > 20 && mostJobs <= 30, `${mostJobs} jobs`)
      assert.ok(tooManyJobs <= 15, `${tooManyJobs} refused`)
    },
    { zendesk: { others: { jobs: 20 } }, speed: 200 },
  ),
)

const ids = { current_job_ids: ['a'] }
const tooMany: [status: number, body: object][] = [
  ...[200, 400, 401, 403, 404, 409, 422, 429, 500, 503].map((status): [number, object] => [
    status,
    { error: 'TooManyJobs', description: 'Try again later.', ...ids },
  ]),
  [429, { error: 'TooManyJobs' }],
  [429, { error: { title: 'TooManyJobs', message: 'Try again later.' } }],
  [429, { errors: [{ code: 'TooManyJobs', title: 'Try again later.' }] }],
  [403, { code: 'TooManyJobs' }],
  [403, { error: { code: 403, reason: { name: 'TooManyJobs' } } }],
]
for (const [status, body] of tooMany) {
  jobs(`a refusal for too many jobs is known by its word, also with status ${status} as ${JSON.stringify(body)}`, () =>
    planned(5, async (here) => {
      let refused = 0
      here.interfere((_, asked): RemoteResponse | undefined =>
        isPut(asked) && refused++ < 2 ? { status, body } : undefined,
      )
      assert.is((await synced(here)).code, 0)
      assert.equal([outcomes(here), puts(here).length], [{ applied: 5 }, 3])
    }),
  )
}

jobs('where others leave no room for too long, sync ends with exit 9 and nothing is called sent', () =>
  planned(
    5,
    async (here) => {
      const { code, line } = await synced(here)
      assert.is(code, 9)
      assert.match(line, 'there were 30 jobs in flight already')
      assert.equal(outcomes(here), { 'not-sent': 5 })
    },
    { zendesk: { others: { jobs: 30 } }, jobDeadline: 0.3 },
  ),
)

jobs('slots: as many as others leave, the next the moment one ends, and one that may always try', async () => {
  const free = jobSlots()
  const taken = (n: number) => Promise.all(Array.from({ length: n }, () => free.take()))
  let late = 0
  await taken(1)
  free.noteBegun(9) // thirty, nine of them free, one ours: twenty of others
  await taken(9)
  void free.take().then(() => late++)
  await new Promise(setImmediate)
  assert.is(late, 0, 'ten in all')
  free.release(true)
  await new Promise(setImmediate)
  assert.is(late, 1)
  free.noteFull(30)
  void free.take().then(() => late++)
  free.release(false)
  await new Promise(setImmediate)
  assert.is(late, 1, 'others have all thirty')
  for (let n = 0; n < 9; n++) free.release(false)
  await new Promise(setImmediate)
  assert.is(late, 2, 'one may always try')
})

jobs.run()
