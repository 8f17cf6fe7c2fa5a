// Zendesk's jobs when they do not go well: lost, stuck, failed as a whole or in part.

import * as assert from 'uvu/assert'
import type { RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import { changed, isPut, outcomes, planned, puts } from '../kit/jobs.ts'
import { synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const jobs = suite('zendesk: jobs')

jobs('a batch that is refused as a whole is halved until the bad record stands alone', () =>
  planned(99, async (here) => {
    here.interfere((_, asked): RemoteResponse | undefined => {
      const { users } = (asked.body ?? {}) as { users?: { id: number }[] }
      const isBad = isPut(asked) && users!.some(({ id }) => id === 5042)
      return isBad ? { status: 422, body: { error: 'RecordInvalid', description: 'something in it' } } : undefined
    })
    assert.is((await synced(here)).code, 3)
    assert.equal(outcomes(here), { applied: 98, failed: 1 })
    const failed = here.json('updated.json').records.find(({ outcome }) => outcome === 'failed')
    assert.equal([failed!['id'], /422.*something in it/.test(String(failed!['error']))], ['5042', true])
    assert.is(puts(here).length, 1 + 2 * 7)
  }),
)

jobs('a job that fails as a whole is tried again in halves', () =>
  planned(60, async (here) => {
    here.box.faults.zendesk.add({ kind: 'job-failed' })
    assert.is((await synced(here)).code, 0)
    assert.equal([outcomes(here), puts(here).length], [{ applied: 60 }, 3])
  }),
)

jobs('a single record whose job fails each time is failed with the words of the job', () =>
  planned(1, async (here) => {
    here.box.faults.zendesk.add({ kind: 'job-failed', count: 'always' })
    assert.is((await synced(here)).code, 3)
    assert.match(String(here.json('updated.json').records[0]!['error']), 'the job ended failed: ')
  }),
)

jobs('a job that is lost is settled by reading its users back', () =>
  planned(
    30,
    async (here) => {
      here.box.faults.zendesk.add({ kind: 'job-lost' })
      assert.is((await synced(here)).code, 0)
      assert.equal([outcomes(here), puts(here).length], [{ applied: 30 }, 1])
    },
    { jobDeadline: 1 },
  ),
)

jobs('a job that is stuck beyond the deadline is settled by reading: what it did is applied, the rest failed', () =>
  planned(
    30,
    async (here) => {
      here.box.faults.zendesk.add({ kind: 'job-stuck' })
      assert.is((await synced(here)).code, 3)
      assert.equal(outcomes(here), { applied: changed(here), failed: 30 - changed(here) })
      assert.ok(changed(here) > 0 && changed(here) < 30)
      here.box.faults.zendesk.clear()
      assert.is((await synced(here)).code, 0)
      assert.equal(outcomes(here), { applied: 30 })
    },
    { jobDeadline: 0.3 },
  ),
)

jobs('entries that a completed job says nothing of are sent once more', () =>
  planned(30, async (here) => {
    here.box.faults.zendesk.add({ kind: 'job-unfinished' })
    assert.is((await synced(here)).code, 0)
    assert.equal([outcomes(here), puts(here).length], [{ applied: 30 }, 2])
  }),
)

jobs('entries that fail are sent again, and what fails each time is failed', () => {
  const passing = new Set([5003, 5004])
  const failing = (id: number) => passing.delete(id) || id === 5009
  return planned(
    30,
    async (here) => {
      assert.is((await synced(here)).code, 3)
      assert.equal(outcomes(here), { applied: 29, failed: 1 })
      const sent = puts(here).map(({ body }) => (body as { users: { id: number }[] }).users.map(({ id }) => id))
      assert.equal(sent[1], [5003, 5004, 5009])
      assert.equal(sent.slice(2), [[5009]])
      assert.is(
        here.text('receipts.ndjson').match(/"id":"5009"/g)!.length,
        3,
        'a receipt of each try: the last one counts',
      )
    },
    { zendesk: { failing } },
  )
})

for (const kind of ['reset-before', 'reset-after', 'cut-off', 'bad-gateway', 'empty']) {
  jobs(`a batch whose answer is ${kind} is read back, and what is not there is sent again`, () =>
    planned(30, async (here) => {
      here.box.faults.zendesk.add({ kind, path: '*/update_many' })
      assert.is((await synced(here)).code, 0)
      assert.is(changed(here), 30)
      const { applied = 0, unchanged = 0 } = outcomes(here) as { applied?: number; unchanged?: number }
      assert.is(applied + unchanged, 30)
    }),
  )
}

jobs('keys that Zendesk does not take are shown once', () =>
  planned(5, async (here) => {
    here.box.world.zendesk.users.push()
    const warned = { 'x-zendesk-api-warn': '{:allowed_parameters=>{:unpermitted_keys=>["users.0.nmae"]}}' }
    here.interfere((_, { path }) => (path.endsWith('/me') ? { headers: warned, body: { user: ME } } : undefined))
    const { said } = await synced(here)
    assert.equal(said, ['Zendesk: it did not take "users.0.nmae"'])
  }),
)

const ME = { id: 1, role: 'admin' }

jobs('few polls are enough for many jobs, once it is known how long they take', () =>
  planned(
    600,
    async (here) => {
      assert.is((await synced(here)).code, 0)
      const polls = here.box.requests.filter(({ path }) => path.endsWith('/job_statuses/show_many')).length
      assert.ok(polls <= 12, `${polls} polls for 6 jobs of one second`)
    },
    { zendesk: { jobSeconds: 50 }, speed: 50 },
  ),
)

jobs('a lost batch is given time: a job that ends later than its answer is lost is not sent twice', () =>
  planned(
    30,
    async (here) => {
      here.box.faults.zendesk.add({ kind: 'reset-after', path: '*/update_many' })
      assert.is((await synced(here)).code, 0)
      assert.equal([outcomes(here), puts(here).length], [{ applied: 30 }, 1])
    },
    { zendesk: { jobSeconds: 10 }, speed: 100, jobDeadline: 20 },
  ),
)

jobs('what was sent and could not be read back is failed and says so, never not-sent', () =>
  planned(5, async (here) => {
    here.box.faults.zendesk.add({ kind: 'server-error', path: '*/users/show_many', skip: 1, count: 'always' })
    assert.is((await synced(here)).code, 9)
    assert.equal(outcomes(here), { failed: 5 })
    assert.match(String(here.json('updated.json').records[0]!['error']), 'could not be read back')
  }),
)

jobs('what was sent is never called not-sent either when the sign-in is refused before it can be read back', () =>
  planned(5, async (here) => {
    here.box.faults.zendesk.add({ kind: 'forbidden', path: '*/users/show_many', skip: 1, count: 'always' })
    assert.is((await synced(here)).code, 8)
    assert.equal(outcomes(here), { failed: 5 })
    assert.match(String(here.json('updated.json').records[0]!['error']), 'could not be read back')
  }),
)

jobs('a batch that Zendesk would not take for too many requests is not-sent, for it was not', () =>
  planned(5, async (here) => {
    here.box.faults.zendesk.add({ kind: 'too-many-requests', path: '*/update_many', retryAfter: 1_000 })
    assert.is((await synced(here)).code, 9)
    assert.equal(outcomes(here), { 'not-sent': 5 })
  }),
)

jobs.run()
