// Incremental reads of users: the same users as a read of the whole list.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { userOf, worldOf } from '../../kit/worlds.ts'
import { doStep, type History, histories } from '../../kit/zendesk-history.ts'

const incremental = suite('zendesk: incremental reads')

const START = Date.parse('2026-03-01T12:00:00Z')
const SPEED = 2_000

/** An account with its own clock, whose export lies `lag` seconds behind. */
async function account(
  { lag = 60, pageSize = 100 }: { lag?: number; pageSize?: number },
  work: (here: Place, clock: { date: number }) => Promise<void>,
): Promise<void> {
  const clock = { date: START }
  const users = Array.from({ length: 6 }, (_, n) => userOf(30 + n))
  await at(worldOf({ equal: 8, users }), (here) => work(here, clock), {
    speed: SPEED,
    date: () => clock.date,
    zendesk: { exportLag: lag * SPEED, pageSize },
  })
}

const EXPORT = /\/incremental\/users\/cursor$/

/** Gathers users at the time of the account. */
async function gather(here: Place, date: number, read: 'auto' | 'full' | 'incremental' = 'auto') {
  here.settings(({ target }) => Object.assign(target, { read, fullEvery: '365d' }))
  const outcome = await stageIn(here, gatherUsers, { now: new Date(date) })
  assert.is(outcome.code, 0, outcome.line)
  return outcome.line
}

interface Seen {
  id: string
  otherEmails: string[]
}

/** The users of a read, without the other addresses of some. */
const seenIn = (here: Place, except: Set<number>): Seen[] =>
  (here.json('users.json').records as unknown as Seen[]).map((user) =>
    except.has(Number(user.id)) ? { ...user, otherEmails: [] } : user,
  )

/**
 * Plays a history, and compares the last incremental read with the whole list: they differ at most in the other
 * addresses of users that changed without a stamp.
 */
const play = ({ lag, pageSize, steps }: History) =>
  account({ lag, pageSize }, async (here, clock) => {
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
    assert.match(line, 'read incrementally', line)
    const folded = seenIn(here, unstamped)
    await gather(here, clock.date, 'full')
    assert.equal(folded, seenIn(here, unstamped))
  })

/** From now on, rows of an export come in another order, and the first one twice. */
const shuffleExports = (here: Place) =>
  changeAnswers(here, EXPORT, (body: { users?: object[] }) => {
    if (body.users) body.users = [...body.users.slice(0, 1), ...body.users.reverse()]
  })

incremental('after any history, an incremental read has the users of the whole list', async () => {
  const numRuns = process.env['CHAOS_LONG'] ? 5_000 : 100
  await fc.assert(fc.asyncProperty(histories, play), { numRuns, endOnFailure: true, includeErrorInReport: true })
})

incremental.run()
