// kill -9 of a real sync that creates users in jobs: around the job, with its folder kept and with it deleted.

import { rmSync } from 'node:fs'
import pLimit from 'p-limit'
import * as assert from 'uvu/assert'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { outcomesOf } from './kit/aftermath.ts'
import { everyKind, failing, left, neverDone, twice } from './kit/everyone.ts'
import { killedAtRequest, type Mark } from './kit/requests.ts'
import { victim } from './kit/victim.ts'

const kills = suite('kills: creations in jobs')

/** Places side by side: a sync waits more than it works. */
const AT_ONCE = 4

const job = 'POST /api/v2/users/create_many'
const lookup = 'GET /api/v2/users/show_many external_ids include'
const poll = 'GET /api/v2/job_statuses/show_many ids'

const marks: Mark[] = [
  { step: lookup, nth: 1, fate: 'lost' },
  { step: job, nth: 1, fate: 'lost' },
  { step: job, nth: 1, fate: 'done' },
  { step: job, nth: 1, fate: 'late' },
  { step: poll, nth: 1, fate: 'lost' },
  { step: lookup, nth: 2, fate: 'lost' },
  { step: 'POST /api/v2/users', nth: 1, fate: 'done' },
]

const inJobs = ({ settings }: Place) =>
  settings(({ limits, target }) => {
    const most = { count: 1_000, share: 1 }
    Object.assign(limits, { create: most, update: { ...most, moves: most }, delete: { ...most, organizations: 100 } })
    Object.assign(target, { create: 'many', jobDeadline: 20 })
  })

async function survived(mark: Mark, folder: 'kept' | 'deleted'): Promise<void> {
  const name = `${mark.step} #${mark.nth}, ${mark.fate}, folder ${folder}`
  await at(
    everyKind(),
    async (here) => {
      inJobs(here)
      await compared(here)
      const { over, finish } = await killedAtRequest(here, mark, victim(here))
      assert.is(over.signal, 'SIGKILL', `${name}: it never came to this point: ${over.said}`)
      if (folder === 'deleted') {
        rmSync(here.folder, { recursive: true, force: true })
        await compared(here)
      }
      const { code, line } = await synced(here)
      await finish()
      assert.is(code, 3, `${name}: ${line}`)
      assert.equal(twice(here.box.world), [], name)
      assert.equal(left(here.box.world), [...neverDone].sort(), name)
      const bad = [...outcomesOf(here)].filter(([, outcome]) => outcome === 'failed' || outcome === 'not-sent')
      assert.equal(
        bad.map(([one]) => one),
        neverDone.filter((one) => one.startsWith('update')),
        name,
      )
    },
    { zendesk: { bulkImports: true, failing, jobSeconds: 0 } },
  )
}

kills('killed around its job, nobody is created twice, and the next run finishes', async () => {
  const limit = pLimit(AT_ONCE)
  const runs = marks.flatMap((mark) =>
    (['kept', 'deleted'] as const).map((folder) => limit(() => survived(mark, folder))),
  )
  const failures = (await Promise.allSettled(runs)).flatMap((run) => (run.status === 'rejected' ? [run.reason] : []))
  assert.equal(
    failures.map(({ message }) => message),
    [],
  )
})

kills.run()
