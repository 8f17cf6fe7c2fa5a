// A Zendesk account with its own clock, and reads of its users at the time of that clock.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import type { ZendeskSettings } from '../../lib/targets/zendesk/settings.ts'
import { at, type Place } from './pipeline.ts'
import { type Outcome, stageIn } from './stages.ts'
import { userOf, worldOf } from './worlds.ts'

export const START = Date.parse('2026-03-01T12:00:00Z')
const SPEED = 2_000

export const HOUR = 3_600_000
/** The id of a user of such an account. */
export const FIRST = userOf(0).id

export const EXPORT = /\/incremental\/users\/cursor$/

/** An account of `users` and eight more users, whose export lies `lag` seconds behind the clock. */
export async function accountWithClock(
  { lag = 60, pageSize, role, users: count = 6 }: { lag?: number; pageSize?: number; role?: 'agent'; users?: number },
  work: (here: Place, clock: { date: number }) => Promise<void>,
): Promise<void> {
  const clock = { date: START }
  const users = Array.from({ length: count }, (_, n) => userOf(30 + n))
  await at(worldOf({ equal: 8, users }), (here) => work(here, clock), {
    speed: SPEED,
    date: () => clock.date,
    zendesk: { exportLag: lag * SPEED, ...(pageSize && { pageSize }), ...(role && { role }) },
  })
}

/** Gathers users at a time. */
export async function gatherAt(
  here: Place,
  date: number,
  settings: Partial<Pick<ZendeskSettings, 'read' | 'fullEvery' | 'overlap' | 'removal'>> = {},
): Promise<Outcome> {
  here.settings(({ target }) => Object.assign(target, { read: 'auto', ...settings }))
  return stageIn(here, gatherUsers, { now: new Date(date) })
}

/** Changes a user and its stamp. */
export function change({ box }: Place, id: number, date: number, changes: object): void {
  const user = box.world.zendesk.users.find((one) => one.id === id)!
  Object.assign(user, changes, { updated_at: new Date(date).toISOString().replace(/\.\d+/, '') })
}

/** The number of requests to a path. */
export const askedFor = ({ box }: Place, path: RegExp): number =>
  box.requests.filter((one) => path.test(one.path)).length

/** An account whose users were read at START, and that is an hour older. */
export const anHourLater = (
  work: (here: Place, clock: { date: number }) => Promise<void>,
  options: Parameters<typeof accountWithClock>[0] = {},
): Promise<void> =>
  accountWithClock(options, async (here, clock) => {
    const { line } = await gatherAt(here, clock.date)
    assert.match(line, 'read in full: no last read is kept')
    clock.date += HOUR
    here.box.requests.length = 0
    await work(here, clock)
  })

/** The name of a user in users.json. */
export function nameOf(here: Place, id: number): string | undefined {
  const one = here.json('users.json').records.find((user) => user['id'] === String(id))
  return (one?.['person'] as { name: string } | undefined)?.name
}
