// The page's list of differences from Haplo: each of its rows holds, and there is no row without a check.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { foreseen } from '../../lib/errors/failure.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { feedOf } from '../../lib/sources/feed/people.ts'
import { docs } from '../kit/documents.ts'
import {
  attribute,
  control,
  controlValue,
  either,
  field,
  files,
  madeOf,
  PLAIN,
  record,
  told,
  toldOf,
} from '../kit/feed.ts'
import { again, feedSource, folderOf, INSTRUCTIONS, recordOf, toZendesk, world, writeFeed } from '../kit/feed-folder.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { everyone, second } from '../kit/second-feed.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { userOf } from '../kit/worlds.ts'

const differences = suite('feeds: differences from Haplo')

/** What a control file is refused with. */
function refused(some: object, words: RegExp): void {
  assert.throws(
    () => control(some),
    (thrown: Error) => words.test(thrown.message),
  )
}

/** What a feed is refused with, before anybody is read. */
async function unread(all: Record<string, string>, words: RegExp, of = control()): Promise<void> {
  const error = await told(of, all).then(() => assert.unreachable(), foreseen)
  assert.match((error as Error).message, words)
}

const tsv = { files: { users: { read: 'tsv-with-name-row' } } }
const HEAD = 'username\tnameFirst\tnameLast\temail'
const LINE = 'ann\tAnn\tLee\tann@acme.test'

const problemsOf = async (records: readonly unknown[]) => (await toldOf(records)).map(({ problem }) => problem)
const linesOf = (text: string) => told(control(tsv), { users: text })

/** The code and the words of a sync after a second feed. */
const afterwards = (records: readonly object[], code: number, words: RegExp) =>
  second(
    (here) => writeFeed(here, everyone),
    (here) => writeFeed(here, records),
    async (here) => {
      await compared(here)
      const { code: ended, line, said } = await synced(here)
      assert.is(ended, code)
      assert.match([line, ...said].join('\n'), words)
    },
  )

/** What gather-contacts says of a folder. */
const gatheredFrom = (write: (here: Place) => void, more: object, words: RegExp) =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, everyone)
    write(here)
    here.settings((one) => Object.assign(one, { source: feedSource(here, more), scope: 'managed', protect: [] }))
    await gathered(here, 'gather-organizations')
    assert.match((await stageIn(here, gatherContacts)).line, words)
  })

/** By the first cell of each row. */
const CHECKS: Record<string, () => unknown> = {
  'an unknown property of the control file': () => refused({ odd: true }, /odd/),
  '`new`, `load`, `recordProcessor`, `DEFAULT`': () => {
    for (const action of ['new', 'load'])
      refused({ instructions: [...PLAIN, { action, destination: 'user' }] }, new RegExp(action))
    refused({ files: { users: { read: 'json', recordProcessor: 'x' } } }, /recordProcessor/)
    refused({ files: { DEFAULT: { read: 'json' } } }, /there is no DEFAULT/)
  },
  'a reference (such as `haplo:code-to-ref`)': async () =>
    assert.is(await attribute({ filters: ['haplo:code-to-ref'] }, 'a:b'), 'a:b'),
  'a date that cannot be read, a value missing in `mapping`': async () => {
    const mapping = { m: { using: 'behaviour', values: { F: 'full' } } }
    assert.match(String(await attribute({ dateFormat: 'dd/MM/yyyy' }, 'soon')), /no date of the form/)
    assert.match(String(await attribute({ refMapping: 'm' }, 'c', { mapping })), /a value that m does not map/)
  },
  '`abort-record`, a broken record': async () => {
    assert.ok((await madeOf([{ action: 'abort-record', message: 'no' }], {})).problem)
    const [problem] = await problemsOf([record({ nameLast: '' })])
    assert.ok(problem)
  },
  'a column or field that is read and missing everywhere': () => {
    const more = { instructions: [...INSTRUCTIONS, field('grade', 'grade', 'profile')] }
    const write = (here: Place) => writeFeed(here, everyone, more)
    return gatheredFrom(write, {}, /no record has the field "grade"/)
  },
  'a field twice in one record': async () => {
    const users = JSON.stringify([record()]).replace('{', '{"username":"bob",')
    const [one] = await told(control(), { users })
    assert.ok(one!.problem)
  },
  'a file of another size': () => afterwards(everyone.slice(4), 4, /shrank from/),
  'no person with a mapped value': () =>
    at(world([userOf(90, { user_fields: { role: 'x' }, external_id: null })]), async (here) => {
      toZendesk(here, { attributes: { title: 'profile/job' } }, { attributes: { title: 'user_fields.role' } })
      const cooks = everyone.map((one) => ({ ...one, job: 'Cook' }))
      writeFeed(here, cooks)
      await again(here, 'create 30 applied')
      const renamed = cooks.map(({ job, ...one }) => ({ ...one, role: job }))
      writeFeed(here, renamed)
      await compared(here)
      assert.is((await synced(here)).code, 4)
    }),
  'a record without a user name': () =>
    afterwards([recordOf(1, { email: '', username: '' }), ...everyone.slice(1)], 4, /user name/),
  'two records with one user name': () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => writeFeed(here, [...everyone, recordOf(1, { nameLast: 'Other', username: 'PERSON1@acme.test' })]),
      async (here) => {
        await compared(here)
        assert.equal(
          here.json('held.json').records.map(({ key }) => key),
          ['person1@acme.test'],
        )
      },
    ),
  'an unchanged record': () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) =>
        void Object.assign(here.box.world.zendesk.users.find(({ email }) => email === 'person1@acme.test')!, {
          name: 'By Hand',
        }),
      async (here) => {
        await compared(here)
        assert.is((await synced(here)).line, 'update 1 applied')
      },
    ),
  'the first run': () =>
    at(world(), async (here) => {
      toZendesk(here)
      writeFeed(here, everyone)
      await compared(here)
      assert.match((await synced(here)).line, /^create \d+ applied$/)
    }),
  'no `_control` among the files': async () => {
    await gatheredFrom((here) => rmSync(join(folderOf(here), '_control')), {}, /_control/)
    const elsewhere = (here: Place) => {
      rmSync(join(folderOf(here), '_control'))
      writeFileSync(join(here.data, 'control.json'), JSON.stringify(controlValue({ instructions: INSTRUCTIONS })))
    }
    await at(world(), async (here) => {
      writeFeed(here, everyone)
      elsewhere(here)
      toZendesk(here, { control: join(here.data, 'control.json') })
      await gathered(here, 'gather-organizations')
      assert.match((await stageIn(here, gatherContacts)).line, '30 contacts')
    })
  },
  'the user name set in a second place': () =>
    refused({ instructions: [...PLAIN, field('other', 'username')] }, /\[0\].*\[4\]|username/),
  'a blank line of a TSV': async () => assert.is((await linesOf(`${HEAD}\n${LINE}\n\n`)).length, 1),
  'a line with more cells than names': async () => {
    const [one] = await linesOf(`${HEAD}\n${LINE}\tmore\n`)
    assert.ok(one!.problem)
  },
  'two columns with one name, in any case': () =>
    unread({ users: `${HEAD}\tEMAIL\n${LINE}\tx@acme.test\n` }, /columns 4 and 5 differ by case alone/, control(tsv)),
  'a date that does not exist, such as 31 February': async () =>
    assert.match(String(await attribute({ dateFormat: 'dd/MM/yyyy' }, '31/02/2026')), /no date/),
  'a list or an object in place of a text': async () => {
    for (const nameLast of [['Lee', 'Ek'], { first: 'Lee' }]) {
      const [one] = await toldOf([record({ nameLast })])
      assert.match(`${one!.problem} ${one!.unreadable}`, /nameLast/)
    }
  },
  'an address or a user name with invisible characters': () =>
    second(
      (here) => writeFeed(here, everyone),
      (here) => writeFeed(here, [recordOf(1, { email: 'per\u200Bson1@acme.test' }), ...everyone.slice(1)]),
      async (here) => {
        await compared(here)
        assert.equal([here.json('held.json').count, here.json('update.json').count], [1, 0])
      },
    ),
  '`{"value": "x"}`, one value for a list, a name in another case': async () => {
    const [one] = await toldOf([{ ...record({ nameLast: { value: 'Lee' }, username: undefined }), USERNAME: 'ann' }])
    assert.equal([one!.problem, one!.person.last, one!.key], [null, 'Lee', 'ann'])
  },
  'booleans as `"True"`, `"1"` and `1`': async () => {
    const set = { action: 'set-value', destination: 'user', name: 'title', value: 'Dr' }
    for (const v of ['True', '1', 1]) {
      const made = await madeOf([either({ action: 'if-value-one-of', source: 'v', values: [true] }, [set])], { v })
      assert.is(made.title, 'Dr', String(v))
    }
  },
  'any charset that the runtime knows, BOMs': async () => {
    const text = `\uFEFF${HEAD}\n${LINE.replace('Lee', 'Lée')}\n`
    const users = { read: 'tsv-with-name-row', charset: 'utf-16le' }
    const people = await (async () => {
      const all = []
      for await (const one of (
        await feedOf(control({ files: { users } }), files({ users: Buffer.from(text, 'utf16le') }))
      ).people())
        all.push(one)
      return all
    })()
    assert.equal(
      people.map(({ person }) => person.last),
      ['Lée'],
    )
  },
}

/** The first cells of the page's table. */
const rows = [...docs('feeds').matchAll(/^\| feature \| Haplo \| user-sync \|\n.*\n((?:\|.*\n)+)/gm)]
  .flatMap(([, table = '']) => table.trim().split('\n'))
  .map((row) => row.split(' | ')[0]!.replace(/^\| /, ''))

differences('every row of the page has a check, and every check a row', () => {
  assert.equal(rows.toSorted(), Object.keys(CHECKS).sort())
})

for (const [row, check] of Object.entries(CHECKS)) differences(row, async () => void (await check()))

differences.run()
