// Random histories of a Zendesk account: an incremental read has the users of the whole list.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { changeAnswers } from '../kit/answers.ts'
import type { Place } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { accountWithClock, EXPORT, gatherAt } from '../kit/zendesk-changes.ts'
import { doStep, type History, histories } from '../kit/zendesk-history.ts'
import { SEED_NUMBER } from './kit/seed.ts'
import { runsOf } from './kit/size.ts'

const random = suite('zendesk: incremental reads of random histories')

/** The users of a read, except some. */
const usersIn = (here: Place, except: Set<number>) =>
  here.json('users.json').records.filter(({ id }) => !except.has(Number(id)))

async function gather(here: Place, date: number, read: 'auto' | 'full' = 'auto'): Promise<string> {
  const { code, line } = await gatherAt(here, date, { read, fullEvery: '365d' })
  assert.is(code, 0, line)
  return line
}

/** From now on, rows of an export come in another order, and the first one twice. */
const shuffleExports = (here: Place) =>
  changeAnswers(here, EXPORT, (body: { users?: object[] }) => {
    if (body.users) body.users = [...body.users.slice(0, 1), ...body.users.reverse()]
  })

/**
 * Plays a history, and compares the last incremental read with the whole list: they differ at most in users
 * whose addresses changed after their last stamp.
 */
const play = ({ lag, pageSize, steps }: History) =>
  accountWithClock({ lag, pageSize }, async (here, clock) => {
    const unstamped = new Set<number>()
    await gather(here, clock.date)
    shuffleExports(here)
    for (const one of steps) {
      if (one.kind === 'wait') clock.date += one.seconds * 1000
      if (one.kind === 'read') await gather(here, clock.date)
      doStep(here.box.world.zendesk.users, one, { date: clock.date, unstamped })
    }
    clock.date += (lag + 60) * 1000
    const line = await gather(here, clock.date)
    assert.match(line, 'read incrementally')
    const folded = usersIn(here, unstamped)
    await gather(here, clock.date, 'full')
    assert.equal(folded, usersIn(here, unstamped))
  })

const numRuns = runsOf({ usual: 100, long: 5_000 })

random(`${numRuns} histories (CHAOS_SEED=${SEED_NUMBER})`, () =>
  fc.assert(fc.asyncProperty(histories, play), {
    numRuns,
    seed: SEED_NUMBER,
    endOnFailure: true,
    includeErrorInReport: true,
  }),
)

random.run()
