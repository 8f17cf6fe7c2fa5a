// Batch files that are cut, or in doubt: everything is held, and nobody is removed.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { feedSettings } from '../../../lib/sources/feed/settings.ts'
import {
  again,
  feedSource,
  folderOf,
  INSTRUCTIONS,
  range,
  recordOf,
  toZendesk,
  world,
  writeFeed,
} from '../../kit/feed-folder.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { FREE, SCIM_TARGET } from '../../kit/scim-settings.ts'
import { everyone, second } from '../../kit/second-feed.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { userOf } from '../../kit/worlds.ts'

const feed = suite('feed: cut or in doubt')

const HEAD = 'title\tusername\tnameFirst\tnameLast\temail\taccount\n'

const lines = range(1, 31).map((n) => {
  const { username, email, account } = recordOf(n)
  return `Dr\t${username}\tPerson\t${n}\t${email}\t${account}\n`
})

function writeLines(here: Place, some: readonly string[]): void {
  writeFeed(here, [], { instructions: INSTRUCTIONS.slice(0, -1), files: { users: { read: 'tsv-with-name-row' } } })
  writeFileSync(join(folderOf(here), 'users'), HEAD + some.join(''))
}

feed('whose cells have moved is not removed', () =>
  second(
    (here) => writeLines(here, lines),
    (here) => writeLines(here, [`\t${lines[0]}`, ...lines.slice(1)]),
    async (here) => {
      await compared(here)
      assert.is(here.json('delete.json').count, 0)
      assert.match((await synced(here)).line, 'nothing to do')
    },
  ),
)

for (const [what, end, words] of [
  ['in a line', lines[29]!.slice(0, 8), 'it ends in the middle of a line'],
  ['in zero bytes', `${'\0'.repeat(lines[29]!.length - 1)}\n`, 'it has zero bytes'],
] as const)
  feed(`a file that ends ${what} is refused`, () =>
    second(
      (here) => writeLines(here, lines),
      (here) => writeLines(here, [...lines.slice(0, 29), end]),
      async (here) => {
        const { code, line } = await stageIn(here, gatherContacts)
        assert.is(code, 7)
        assert.match(line, words)
      },
    ),
  )

feed('a feed in doubt of which there is nothing to do is not the last good one', () =>
  second(
    (here) =>
      writeFeed(
        here,
        everyone.map((one) => ({ ...one, pad: 'x'.repeat(200) })),
      ),
    (here) => writeFeed(here, everyone),
    async (here) => {
      await again(here, 'nothing to do')
      writeFeed(here, everyone.slice(2))
      await compared(here)
      assert.is((await synced(here)).code, 4)
    },
  ),
)

feed('an attribute that somebody had and nobody has now holds everything', () =>
  at(world([userOf(90, { user_fields: { role: 'x' }, external_id: null })]), async (here) => {
    toZendesk(here, JOB, { attributes: { title: 'user_fields.role' } })
    const cooks = everyone.map((one) => ({ ...one, job: 'Cook' }))
    writeFeed(here, cooks)
    await again(here, 'create 30 applied')
    writeFeed(
      here,
      cooks.map(({ job, ...one }) => ({ ...one, role: job })),
    )
    await compared(here)
    const { code, said } = await synced(here)
    assert.is(code, 4)
    assert.match(said.join(), 'nobody in the feed has profile/job, which the last good one had')
  }),
)

feed('a managed group of many that is empty at once holds everything', () =>
  at({ scim: { users: [], groups: [{ id: 'g1', displayName: 'Staff', members: [] }] } }, async (here) => {
    here.settings((one) =>
      Object.assign(one, {
        source: { ...feedSource(here), account: undefined, groups: [{ code: 'staff' }] },
        target: { ...SCIM_TARGET, groups: { staff: 'Staff' } },
        scope: 'managed',
        protect: [],
        limits: FREE,
      }),
    )
    writeFeed(
      here,
      everyone.map((one) => ({ ...one, groups: ['staff'] })),
    )
    await again(here, 'create 30 applied')
    writeFeed(
      here,
      everyone.map((one) => ({ ...one, groups: ['other'] })),
    )
    await compared(here)
    const { code, said } = await synced(here)
    assert.is(code, 4)
    assert.match(said.join(), 'nobody in the feed has user/groups: staff, which the last good one had')
  }),
)

const JOB = { attributes: { title: 'profile/job' } }

feed('a place that the settings name and no instruction fills is refused before anybody is read', () =>
  at(world(), async (here) => {
    toZendesk(here, { attributes: { title: 'profile/jbo' } }, { attributes: { title: 'user_fields.role' } })
    writeFeed(here, everyone)
    await gathered(here, 'gather-organizations')
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 7)
    assert.match(line, 'no instruction fills profile/jbo, which source names. They fill: ')
    assert.match(line, 'email, user:tags/account, profile/job')
  }),
)

feed('somebody without an account is held where accounts count, and said to be in doubt by gather-contacts', () =>
  second(
    (here) => writeFeed(here, everyone),
    (here) => writeFeed(here, [recordOf(1, { account: ' ' }), ...everyone.slice(1)]),
    async (here) => {
      await compared(here)
      assert.equal(
        here.json('held.json').records.map(({ reason, users }) => [reason, (users as string[]).length]),
        [['problem', 1]],
      )
      assert.is(here.json('delete.json').count, 0)
      assert.is(
        here.json('contacts.json').records.find(({ problem }) => problem)!['problem'],
        'it has no user:tags/account',
      )
      writeFeed(here, everyone.slice(10))
      const { said } = await stageIn(here, gatherContacts)
      assert.match(said.join(), 'sync will hold everything: the feed is not like the last good one')
    },
  ),
)

for (const groups of [
  [{ code: 'staff', past: 'p' }],
  [
    { code: 'staff', active: 'a', past: 'p' },
    { code: 'student', active: 'a', past: 'q' },
  ],
])
  feed(`a past profile that is not of one active one is refused: ${JSON.stringify(groups)}`, () => {
    const source = { use: 'feed', folder: '/srv/feed', profile: 'kind', groups }
    assert.not.ok(feedSettings.safeParse(source).success)
  })

feed.run()
