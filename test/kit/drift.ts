// A target that was changed by hand, and settings that keep it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { again, feedSource, range, recordOf, userNamed, writeFeed } from './feed-folder.ts'
import type { Place } from './pipeline.ts'
import { FREE } from './scim-settings.ts'

/** Settings from the feed to Zendesk that keep what was changed by hand. */
export const keep = (here: Place, more: object = {}) =>
  here.settings((one) =>
    Object.assign(one, {
      source: feedSource(here),
      scope: 'managed',
      protect: [],
      limits: FREE,
      drift: 'keep',
      ...more,
    }),
  )

export const people = range(1, 31).map((n) => recordOf(n))

export const file = ({ folder }: Place) => join(folder, 'state', 'synced.json')
export const syncedIn = (here: Place) => JSON.parse(readFileSync(file(here), 'utf8')) as Synced
/** Whose state in the target is not known. */
export const open = (here: Place) =>
  syncedIn(here).records.flatMap(({ applied, key }) => (applied === null ? [key] : []))

interface Synced {
  records: { applied: string | null; key: string }[]
  count: number
}

/** Thirty people of a feed in Zendesk, and then by hand: 1 renamed, 2 gone, 3 marked as having left and given back. */
export async function drifted(here: Place): Promise<void> {
  keep(here)
  writeFeed(here, people)
  await again(here, 'create 30 applied')
  writeFeed(
    here,
    people.filter(({ nameLast }) => nameLast !== '3'),
  )
  await again(here, 'delete 1 applied')
  Object.assign(userNamed(here, 'person3'), { user_fields: { not_in_sfdc: null } })
  Object.assign(userNamed(here, 'person1'), { name: 'By Hand' })
  const { users } = here.box.world.zendesk
  users.splice(users.indexOf(userNamed(here, 'person2')), 1)
}

export const without3 = (changes: Record<number, object> = {}) =>
  range(1, 31).flatMap((n) => (n === 3 ? [] : [recordOf(n, changes[n] ?? {})]))
