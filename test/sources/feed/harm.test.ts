// Batch files that are broken: nobody is removed who may be in them.

import { readFileSync, writeFileSync } from 'node:fs'
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
  userNamed,
  world,
  writeFeed,
} from '../../kit/feed-folder.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { FREE, SCIM_TARGET } from '../../kit/scim-settings.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { userOf } from '../../kit/worlds.ts'

const feed = suite('feed: broken')

/** What a second feed makes of thirty people who are in the target. */
const second = (
  first: (here: Place) => void,
  next: (here: Place) => void,
  seen: (here: Place) => Promise<void>,
): Promise<void> =>
  at(world(), async (here) => {
    toZendesk(here)
    first(here)
    await again(here, 'create 30 applied')
    next(here)
    await seen(here)
  })

const everyone = range(1, 31).map((n) => recordOf(n))

for (const username of ['person1@acme.test\u200b', 'per\u00adson1@acme.test', 'ｐerson1@acme.test'])
  feed(`whoever looks like a person of the feed is not removed: ${JSON.stringify(username)}`, () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => writeFeed(here, [recordOf(1, { username, email: username }), ...everyone.slice(1)]),
      async (here) => {
        await compared(here)
        assert.is(here.json('held.json').rows['spelling'], 1)
        assert.match((await synced(here)).line, 'nothing to do')
        assert.not.ok(userNamed(here, 'person1').user_fields?.['not_in_sfdc'])
      },
    ),
  )

feed('a record without a user name holds everything: whose it is cannot be told, and so not who is absent', () =>
  second(
    (here) => writeFeed(here, everyone),
    (here) => writeFeed(here, [recordOf(1, { username: ['person1@acme.test'], email: '' }), ...everyone.slice(1)]),
    async (here) => {
      await compared(here)
      const { code, said } = await synced(here)
      assert.is(code, 4)
      assert.match(
        said.join(),
        "delete is held: 1 of the feed's records without a user name (users, record 1): whose they are",
      )
      assert.not.ok(userNamed(here, 'person1').user_fields?.['not_in_sfdc'])
    },
  ),
)

for (const [what, login] of [
  ['twice', '"username":"person1@acme.test","username":"person2@acme.test"'],
  ['in two spellings', '"username":"person2@acme.test","USERNAME":"person1@acme.test"'],
] as const)
  feed(`a record with its user name ${what} is held, and neither of the two is removed`, () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => {
        writeFeed(here, everyone.slice(2))
        const { username: _, ...rest } = recordOf(9, { email: 'other@acme.test' })
        const text = readFileSync(join(folderOf(here), 'users'), 'utf8')
        const first = `[{${login},${JSON.stringify(rest).slice(1)},`
        writeFileSync(join(folderOf(here), 'users'), first + text.slice(1))
      },
      async (here) => {
        await compared(here)
        const problem = here.json('contacts.json').records.find(({ problem }) => problem)!['problem']
        assert.match(String(problem), /^it has the field username (twice|as USERNAME too)$/)
        assert.is(here.json('delete.json').count, 0)
        assert.match((await synced(here)).line, 'nothing to do')
        for (const name of ['person1', 'person2']) assert.not.ok(userNamed(here, name).user_fields?.['not_in_sfdc'])
      },
    ),
  )

feed('an address with a sign that nobody sees is held with the sign and its place, and never written', () =>
  at(world(), async (here) => {
    toZendesk(here)
    const email = 'an\u200bn@acme.test'
    writeFeed(here, [...everyone, recordOf(40, { username: email, email })])
    await again(here, 'create 30 applied')
    const problems = here.json('contacts.json').records.flatMap(({ problem }) => problem ?? [])
    assert.equal(problems, ['its address has U+200B at character 3'])
    assert.is(here.json('held.json').count, 1)
    assert.not.ok(JSON.stringify(here.box.requests).includes('\u200b'))
    assert.is(here.box.world.zendesk.users.filter(({ email }) => email?.startsWith('an')).length, 0)
  }),
)

for (const [what, changes, problem] of [
  ['an address', { email: ['person1@acme.test'] }, 'unreadable: email is a list of 1; Missing values in user: email'],
  ['a last name', { nameLast: { given: 'x' } }, /^unreadable: nameLast is an object with given and no text as value; /],
  ['an account', { account: 2 ** 60 }, 'unreadable: account is a number with too many digits to be read exactly'],
] as const)
  feed(`${what} in another shape is unreadable: the person is held, and nothing of theirs changes`, () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => writeFeed(here, [recordOf(1, changes), ...everyone.slice(1)]),
      async (here) => {
        const before = JSON.stringify(userNamed(here, 'person1'))
        await compared(here)
        assert.match(String(here.json('contacts.json').records.find(({ problem }) => problem)!['problem']), problem)
        assert.match((await synced(here)).line, 'nothing to do')
        assert.is(JSON.stringify(userNamed(here, 'person1')), before)
      },
    ),
  )

feed('more than half of many records that cannot be read are exit 9, and doctor says so', () =>
  second(
    (here) => writeFeed(here, everyone),
    (here) => writeFeed(here, [...range(1, 17).map((n) => recordOf(n, { email: {} })), ...everyone.slice(16)]),
    async (here) => {
      for (const script of ['gather-contacts', 'doctor']) {
        const { code, said } = await here.run(script)
        assert.is(code, 9, said)
        assert.match(said, '16 of 30 records could not be read, the first: unreadable: email is an empty object')
      }
    },
  ),
)

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
