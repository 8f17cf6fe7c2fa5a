// A folder of batch files as a source, and the people in it.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { controlValue, field, PLAIN } from './feed.ts'
import type { Place } from './pipeline.ts'
import { account } from './worlds.ts'

/** Where a place has its feed. */
export const folderOf = ({ data }: Pick<Place, 'data'>) => join(data, 'feed')

/** The fields of a person, an account, a job title and groups. */
export const INSTRUCTIONS = [
  ...PLAIN,
  field('account', 'account', 'user:tags'),
  field('job', 'job', 'profile'),
  {
    action: 'for-each',
    source: 'groups',
    wrapValues: true,
    instructions: [{ source: 'value', destination: 'user', name: 'groups', multivalue: true }],
  },
]

/** The settings of a source that is this folder. */
export const feedSource = (here: Pick<Place, 'data'>, more: object = {}) => ({
  use: 'feed',
  folder: folderOf(here),
  account: 'user:tags/account',
  ...more,
})

/** Person `n` (worlds.ts) as a record; the user name is the address, so that Zendesk can have them. */
export const recordOf = (n: number, changes: object = {}) => ({
  username: `person${n}@acme.test`,
  nameFirst: 'Person',
  nameLast: String(n),
  email: `person${n}@acme.test`,
  account: account(n % 3),
  ...changes,
})

/** Writes the files of a feed and its control file. */
export function writeFeed(
  here: Pick<Place, 'data'>,
  records: readonly object[],
  control: object = { instructions: INSTRUCTIONS },
): void {
  mkdirSync(folderOf(here), { recursive: true })
  writeFileSync(join(folderOf(here), 'users'), JSON.stringify(records))
  writeFileSync(join(folderOf(here), '_control'), JSON.stringify(controlValue(control)))
}
