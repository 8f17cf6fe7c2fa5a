// What a feed leaves for the next run, damaged, and what doctor says of a feed.

import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { again, feedSource, folderOf, recordOf, toZendesk, userNamed, world, writeFeed } from '../../kit/feed-folder.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { compared, stageIn, synced } from '../../kit/stages.ts'
import { instance } from '../../kit/stands.ts'
import { suite } from '../../kit/suite.ts'

const feed = suite('feed: state')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const everyone = range(1, 31).map((n) => recordOf(n))
const LAST = 'feed.json'
const NEXT = 'feed.next.json'
const kept = ({ folder }: Place, file: string) => join(folder, 'state', file)

/** Work on a place of whose feed everybody is in the target. */
const after = (work: (here: Place) => Promise<void>) =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, everyone)
    await again(here, 'create 30 applied')
    await work(here)
  })

const SIZE = { bytes: 1, sha256: 'a' }
const DAMAGED: [string, string][] = [
  ['empty', ''],
  ['cut off', '{"contacts":"a","sizes":{"users":{"bytes":1'],
  ['no object', '[]'],
  ['null', 'null'],
  ['without sizes', JSON.stringify({ contacts: 'a' })],
  ['without a digest', JSON.stringify({ contacts: 'a', sizes: { users: { bytes: 1 } } })],
  ['of a size below nothing', JSON.stringify({ contacts: 'a', sizes: { users: { ...SIZE, bytes: -1 } } })],
  ['of half a byte', JSON.stringify({ contacts: 'a', sizes: { users: { ...SIZE, bytes: 1.5 } } })],
  ['of something more', JSON.stringify({ contacts: 'a', sizes: { users: SIZE }, more: 1 })],
]

feed('what is kept of the last good feed is refused where it is damaged, and said to be deleted', () =>
  after(async (here) => {
    const file = kept(here, LAST)
    const [good, contacts] = [readFileSync(file, 'utf8'), here.text('contacts.json')]
    for (const [what, text] of DAMAGED) {
      writeFileSync(file, text)
      assert.equal(
        await stageIn(here, gatherContacts),
        { code: 7, line: `${file} is damaged. Delete it: the usual limits hold without it`, said: [] },
        what,
      )
      assert.is(readFileSync(file, 'utf8'), text, 'it is left for a person to look at')
    }
    assert.is(here.text('contacts.json'), contacts, 'nothing is written')
    rmSync(file)
    mkdirSync(file)
    assert.match((await stageIn(here, gatherContacts)).line, `${file} is damaged`)
    rmSync(file, { recursive: true })
    await again(here, 'nothing to do')
    const [is, was] = [readFileSync(file, 'utf8'), good].map((text) => JSON.parse(text))
    assert.equal(is.sizes, was.sizes, 'once deleted it is made anew')
  }),
)

feed('without it the limits alone hold a feed back that is not like the last good one', () =>
  after(async (here) => {
    rmSync(kept(here, LAST))
    writeFeed(here, everyone.slice(5))
    await compared(here)
    assert.is(here.json('delete.json')['doubt'], null)
    assert.is((await synced(here)).line, 'delete 5 applied')
  }),
)

feed('what is kept of the feed of a plan is refused by sync where it is damaged, and the next run fixes it', () =>
  after(async (here) => {
    const good = readFileSync(kept(here, LAST), 'utf8')
    writeFeed(here, [recordOf(1, { nameLast: 'New' }), ...everyone.slice(1)])
    await compared(here)
    writeFileSync(kept(here, NEXT), '{')
    const { code, line } = await synced(here)
    assert.equal([code, line.split('. ')[0]], [7, `${kept(here, NEXT)} is damaged`])
    assert.is(userNamed(here, 'person1').name, 'Person New')
    assert.is(readFileSync(kept(here, LAST), 'utf8'), good, 'a feed of which nothing is known is not the last good one')
    await again(here, 'nothing to do')
    assert.is.not(readFileSync(kept(here, LAST), 'utf8'), good)
  }),
)

feed('without what is kept of the feed of a plan the last good one stays', () =>
  after(async (here) => {
    const good = readFileSync(kept(here, LAST), 'utf8')
    writeFeed(here, [recordOf(1, { nameLast: 'New' }), ...everyone.slice(1)])
    await compared(here)
    rmSync(kept(here, NEXT))
    assert.is((await synced(here)).line, 'update 1 applied')
    assert.is(readFileSync(kept(here, LAST), 'utf8'), good)
  }),
)

/** What doctor finds of a feed of two people that was changed after it was written, with no request to anybody. */
async function looked(change: (folder: string) => void, more: object = {}): Promise<Record<string, string>> {
  let all: Record<string, string> = {}
  await at(world(), async (here) => {
    here.settings((one) => Object.assign(one, { source: feedSource(here, more) }))
    writeFeed(here, everyone.slice(0, 2))
    change(folderOf(here))
    Object.assign(process.env, here.env)
    const source = await instance(here).source({ ...progressCounts(), say: () => undefined })
    all = await found(source.checks!())
    assert.equal(here.box.requests, [])
    for (const what of Object.keys(all)) all[what] = all[what]!.replaceAll(folderOf(here), 'FEED')
    delete all['model'] // fills.test.ts is about it
  })
  return all
}

feed('doctor looks at the control file and reads the files', async () => {
  assert.equal(await looked(() => undefined), {
    'control file': '1 file, read as it says',
    files: '2 records',
  })
})

feed('doctor says that there is no control file, and how it is called', async () => {
  const words = 'wrong: FEED/_control is missing: it says how the files of the feed are read'
  assert.equal(await looked((folder) => rmSync(join(folder, '_control'))), { 'control file': words, files: words })
  const other = await looked(() => undefined, { control: '/nowhere/control.json' })
  assert.match(other['control file']!, 'wrong: /nowhere/control.json is missing')
})

feed('doctor says every mistake of a control file, and that it is none', async () => {
  const wrong = (text: string) => looked((folder) => writeFileSync(join(folder, '_control'), text))
  assert.match((await wrong('{'))['control file']!, 'wrong: control file FEED/_control: no JSON in UTF-8')
  const some = (await wrong('{"model":"other"}'))['control file']!
  for (const words of ['model: expected haplo:user-sync', 'files: ', 'instructions: ']) assert.match(some, words)
  const linked = await looked((folder) => {
    rmSync(join(folder, '_control'))
    symlinkSync('/etc/passwd', join(folder, '_control'))
  })
  assert.match(linked['control file']!, 'wrong: FEED/_control is no regular file of at most')
})

feed('doctor says of an empty feed that nobody is in it', async () => {
  const empty = await looked((folder) => writeFileSync(join(folder, 'users'), '[]'))
  assert.is(empty['files'], 'wrong: there is no record in them. Check source.folder')
})

feed('doctor says which file is missing, which one is too many, and which one is damaged', async () => {
  const files = async (change: (folder: string) => void) => (await looked(change))['files']
  assert.is(await files((folder) => rmSync(join(folder, 'users'))), 'wrong: feed FEED: users is missing')
  assert.is(
    await files((folder) => writeFileSync(join(folder, 'users.bak'), '')),
    'wrong: feed FEED: "users.bak" is not in the control file',
  )
  assert.match(
    (await files((folder) => writeFileSync(join(folder, 'users'), '[{')))!,
    'wrong: feed file users: record 1: it ends before its JSON does',
  )
})

feed('doctor counts the records of all files', async () => {
  const all = await looked((folder) => {
    const control = JSON.parse(readFileSync(join(folder, '_control'), 'utf8'))
    control.files.staff = { read: 'json' }
    writeFileSync(join(folder, '_control'), JSON.stringify(control))
    writeFileSync(join(folder, 'staff'), JSON.stringify(range(2, 1500).map((n) => recordOf(n))))
  })
  assert.equal(all, { 'control file': '2 files, each read as it says', files: '1,500 records' })
})

feed.run()
