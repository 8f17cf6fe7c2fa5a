// A folder of batch files as a source, and the people in it.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { controlValue, either, field, PLAIN } from './feed.ts'
import type { Place } from './pipeline.ts'
import { FREE } from './scim-settings.ts'
import { compared, synced } from './stages.ts'
import { account, organizations } from './worlds.ts'

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
  optional: ['job', 'groups'],
  ...more,
})

/** Whole numbers from one, up to another and without it. */
export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Person `n` (worlds.ts) as a record; the user name is the address, so that Zendesk can have them. */
export const recordOf = (n: number, changes: object = {}) => ({
  username: `person${n}@acme.test`,
  nameFirst: 'Person',
  nameLast: String(n),
  email: `person${n}@acme.test`,
  account: account(n % 3),
  ...changes,
})

/**
 * One with a note and more than is mapped, one that is broken, one of an account that nobody knows; and their control
 * file.
 */
export const NOTED = {
  people: [
    recordOf(1, { odd: 'yes', job: 'Cook', phone: 555 }),
    recordOf(2, { nameFirst: '', account: undefined }),
    recordOf(3, { account: 'nobody knows it' }),
  ],
  control: {
    instructions: [
      ...INSTRUCTIONS,
      either({ action: 'if-exists', source: 'odd' }, [{ action: 'log-error', message: 'an odd one' }]),
    ],
  },
}

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

/** Zendesk with three organizations and these users. */
export const world = (users: object[] = []) => ({
  zendesk: { organizations: organizations(3), users, organization_memberships: [] },
})

/** Settings from the feed to Zendesk that hold nobody. */
export const toZendesk = (here: Place, more: object = {}, target: object = {}) =>
  here.settings((one) =>
    Object.assign(one, {
      source: feedSource(here, more),
      target: { ...one.target, ...target },
      scope: 'managed',
      protect: [],
      limits: FREE,
    }),
  )

/** The user of this name at acme.test. */
export const userNamed = ({ box }: Place, name: string) =>
  box.world.zendesk.users.find(({ email }) => email === `${name}@acme.test`)!

/** A plan that is made and carried out. */
export async function again(here: Place, line: string): Promise<void> {
  await compared(here)
  const { code, line: said } = await synced(here)
  assert.equal([code, said], [0, line])
}
