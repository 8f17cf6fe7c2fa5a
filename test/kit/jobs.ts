// A plan that updates many people, and what became of it in Zendesk.

import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { at, type Place } from './pipeline.ts'
import { compared } from './stages.ts'
import { contactOf, userOf, worldOf } from './worlds.ts'

/** So many people whose name differs, with a plan to update them all. */
export const planned = (
  n: number,
  work: (here: Place) => Promise<void>,
  options: Options & { jobDeadline?: number } = {},
) => {
  const people = Array.from({ length: n }, (_, i) => i)
  const world = worldOf({
    equal: 0,
    contacts: people.map((i) => contactOf(i)),
    users: people.map((i) => userOf(i, { name: 'Old Name' })),
  })
  return at(
    world,
    async (here) => {
      here.settings(({ limits, target }) => {
        Object.assign(limits, { update: { count: 10_000, share: 1 } })
        Object.assign(target, { jobDeadline: options.jobDeadline ?? 30 })
      })
      await compared(here)
      here.box.requests.length = 0
      await work(here)
    },
    options,
  )
}

export const outcomes = (here: Place) => {
  const tally: Record<string, number> = {}
  for (const { outcome } of here.json('updated.json').records)
    tally[String(outcome)] = (tally[String(outcome)] ?? 0) + 1
  return tally
}
export const puts = ({ box }: Place) => box.requests.filter(({ path }) => path.endsWith('/update_many'))
export const changed = ({ box }: Place) => box.world.zendesk.users.filter(({ name }) => /^Person/.test(name)).length
export const isPut = ({ path }: RemoteRequest) => path.endsWith('/update_many')
