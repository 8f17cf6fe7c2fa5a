// Batch files that are broken: nobody is removed who may be in them.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { again, folderOf, range, recordOf, toZendesk, userNamed, world, writeFeed } from '../../kit/feed-folder.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { everyone, second } from '../../kit/second-feed.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const feed = suite('feed: broken')

for (const username of ['person1@acme.test\u200b', 'per\u00adson1@acme.test', 'ｐerson1@acme.test'])
  feed(`whoever looks like a person of the feed is not removed: ${JSON.stringify(username)}`, () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => writeFeed(here, [recordOf(1, { username, email: username }), ...everyone.slice(1)]),
      async (here) => {
        await compared(here)
        assert.is(here.json('held.json').reasons['spelling'], 1)
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
        "delete waits for approval: 1 of the feed's records without a user name (users, record 1): whose they are",
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

feed('an address with an invisible character is held with the sign and its place, and never written', () =>
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

for (const [what, change] of [
  ['is cut short', (here: Place) => writeFeed(here, everyone.slice(2, 9))],
  ['loses one record', (here: Place) => writeFeed(here, everyone.slice(2))],
  [
    'gets a record without a user name, and is longer',
    (here: Place) =>
      writeFeed(here, [...everyone.slice(1), recordOf(60, { username: ['a'], nameLast: 'x'.repeat(99) })]),
  ],
] as const)
  feed(`one that ${what} after it was gathered proves nothing: nobody is removed, and the stage to run is named`, () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => writeFeed(here, everyone.slice(1)),
      async (here) => {
        await compared(here)
        change(here)
        const { code, line } = await synced(here)
        assert.is(code, 5, line)
        assert.match(
          line,
          'after gather-contacts read it, so it does not prove who is absent. Run again: npm run gather-',
        )
        assert.not.ok(userNamed(here, 'person1').user_fields?.['not_in_sfdc'])
        await compared(here)
        assert.is((await synced(here)).code === 5, false)
      },
    ),
  )

feed.run()
