// What Haplo answers when a feed is brought to it, as it is published: we refuse the same, in our own words.

import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { parseControl } from '../../../lib/sources/feed/control.ts'
import { controlValue, haplo, json, rows } from '../../kit/feed.ts'
import { again, feedSource, folderOf, recordOf, toZendesk, world, writeFeed } from '../../kit/feed-folder.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const answers = suite('feed: answers')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const everyone = range(1, 31).map((n) => recordOf(n))
const fileOf = (here: Place, name: string) => join(folderOf(here), name)
const NONE = { count: 0, share: 0 }

/** What a feed is answered with that was changed after it was written: the code and the line of gather-contacts. */
const read = (change: (here: Place) => void) => async (here: Place) => {
  writeFeed(here, everyone)
  change(here)
  await gathered(here, 'gather-organizations')
  const { code, line } = await stageIn(here, gatherContacts)
  return { code, said: line }
}

/** What sync says of a second feed. */
const second = (records: readonly object[]) => async (here: Place) => {
  writeFeed(here, everyone)
  await again(here, 'create 30 applied')
  writeFeed(here, records)
  await compared(here)
  const { code, line, said } = await synced(here)
  return { code, said: [line, ...said].join('\n') }
}

const controlled = (text: string) => read((here) => writeFileSync(fileOf(here, '_control'), text))

interface Equal {
  what: string
  /** By the exit code, not by the words of Haplo. */
  code: number
  words: RegExp
  happens(here: Place): Promise<{ code: number; said: string }>
}

/** What Haplo has an answer for that we have one for too. */
const EQUAL: Record<string, Equal> = {
  'start-sync.ok': {
    what: 'a feed that is like the last good one is applied',
    code: 0,
    words: /^update 1 applied/,
    happens: second([recordOf(1, { nameLast: 'New' }), ...everyone.slice(1)]),
  },
  'start-sync.disabled': {
    what: 'where nothing may be applied by itself, it waits for a person',
    code: 4,
    words: /create waits for approval: .*--approve [0-9a-f]{12}:create=30/s,
    async happens(here) {
      const limits = { create: NONE, update: NONE, delete: { ...NONE, organizations: 0 } }
      here.settings((one) => Object.assign(one, { source: feedSource(here), scope: 'managed', protect: [], limits }))
      writeFeed(here, everyone)
      await compared(here)
      const { code, line, said } = await synced(here)
      return { code, said: [line, ...said].join('\n') }
    },
  },
  'start-sync.unready': {
    what: 'a file of the control file is missing',
    code: 7,
    words: /: users is missing$/,
    happens: read((here) => rmSync(fileOf(here, 'users'))),
  },
  'start-sync.unsafe': {
    what: 'the files are too different from the last good ones',
    code: 4,
    words: /waits for approval: the feed is not like the last good one: users shrank from \d+ to \d+ bytes/,
    happens: second(everyone.slice(5)),
  },
  'upload-file.control-not-json': {
    what: 'the control file is no JSON: the line and the column are named',
    code: 7,
    words: /^control file \S+_control: no JSON in UTF-8: line 2, column \d+: /,
    happens: controlled('{\n"files": {"users": {"read": "json",}}}'),
  },
  'upload-file.control-invalid': {
    what: 'the control file has mistakes: each is named',
    code: 7,
    words:
      /^control file \S+_control:\n {2}dataImportControlFileVersion: .*\n {2}files\.users: read: unknown reader "csv".*\n {2}instructions: /s,
    happens: controlled(
      JSON.stringify(
        controlValue({ dataImportControlFileVersion: 1, files: { users: { read: 'csv' } }, instructions: [{}] }),
      ),
    ),
  },
  'upload-file.control-model': {
    what: 'the control file is for another model: the one that there is is named',
    code: 7,
    words: /^control file \S+_control: model: expected haplo:user-sync$/,
    happens: controlled(JSON.stringify(controlValue({ model: 'haplo:other' }))),
  },
}

/** What is about bringing files over HTTP one by one: ours lie in a folder, and nobody uploads them. */
const NOT_APPLICABLE = [
  'upload-file.not-uploading',
  'upload-file.duplicate', // a folder has each name once
  'forbidden',
  ...['uploading', 'ready', 'running', 'complete', 'cancelled', 'failure'].map((name) => `statusCodes.${name}`),
]

for (const [name, { what, code, words, happens }] of Object.entries(EQUAL))
  answers(`${name}: ${what}`, () =>
    at(world(), async (here) => {
      toZendesk(here)
      const found = await happens(here)
      assert.is(found.code, code, found.said)
      assert.match(found.said, words)
    }),
  )

answers('a surplus file is refused by name too, and two that differ in case alone', () =>
  at(world(), async (here) => {
    toZendesk(here)
    const surplus = await read((one) => writeFileSync(fileOf(one, 'staff'), '[]'))(here)
    assert.equal([surplus.code, surplus.said.replace(/^.*: /, '')], [7, '"staff" is not in the control file'])
    rmSync(fileOf(here, 'staff'))
    const files = { users: { read: 'json' }, Users: { read: 'json' } }
    const twice = await controlled(JSON.stringify(controlValue({ files })))(here)
    assert.equal(
      [twice.code, twice.said.replace(/^.*_control: /, '')],
      [7, 'files.Users: another one differs in case alone'],
    )
  }),
)

answers('published: every answer has an equal here, or is about uploading', () => {
  const bytes = haplo('messages', 'api', 'messages.json')
  if (!bytes) return
  const names = Object.entries(json(bytes) as Record<string, object>).flatMap(([route, all]) =>
    route === 'forbidden' ? [route] : Object.keys(all).map((name) => `${route}.${name}`),
  )
  assert.equal(names.sort(), [...Object.keys(EQUAL), ...NOT_APPLICABLE].sort())
})

answers(
  'published: where Haplo has an error we refuse, where a person is needed we hold, and where it is well we end well',
  () => {
    const bytes = haplo('messages', 'api', 'messages.json')
    if (!bytes) return
    const { 'start-sync': started, 'upload-file': uploaded } = json(bytes)
    for (const [name, { error, status }] of Object.entries<{ error: boolean; status: string }>(started)) {
      const code = error ? 7 : status === 'admin-intervention-required' ? 4 : 0
      assert.is(EQUAL[`start-sync.${name}`]!.code, code, name)
    }
    assert.match(uploaded['control-model'], '"haplo:user-sync"')
  },
)

const STARTED = [{ error: 'false', status: 'queued-for-apply' }]

answers('an answer in XML like the one that a sync is started with is read like every other file', async () => {
  const text = '<?xml version="1.0"?>\n<a>\n <sync error="false" status="queued-for-apply">OK.</sync>\n</a>\n  '
  const all = await rows({ read: 'xml-attributes' }, text)
  assert.equal(
    all.map(({ value }) => ({ ...value })),
    STARTED,
  )
})

answers('published: the answers that a sync is started with are read by our readers, and say the same', async () => {
  const [xml, inJson] = ['xml', 'json'].map((form) => haplo('answers', 'api', `start-sync-${form}.response.${form}`))
  const messages = haplo('answers', 'api', 'messages.json')
  if (!xml || !inJson || !messages) return
  const all = await rows({ read: 'xml-attributes' }, xml)
  assert.equal(
    all.map(({ value }) => ({ ...value })),
    STARTED,
  )
  const [one] = await rows({ read: 'json', singleRecord: true }, inJson)
  const { error, status, text } = json(messages)['start-sync'].ok
  assert.equal({ ...one!.value }, { status, error, message: text })
})

answers('of a file we keep the size and the digest, under its name', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, everyone)
    await again(here, 'create 30 applied')
    const { sizes } = JSON.parse(readFileSync(join(here.folder, 'state', 'feed.json'), 'utf8'))
    const bytes = readFileSync(fileOf(here, 'users'))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    assert.equal(Object.keys(sizes).sort(), ['_control', 'users'])
    assert.equal(sizes.users, { bytes: bytes.length, sha256 })
  }),
)

answers('published: so does the answer to a file that was brought', () => {
  const bytes = haplo('upload', 'api', 'upload-file.response.json')
  if (!bytes) return
  const { digest, fileSize, filename, ...more } = json(bytes)
  assert.equal([more, Number.isSafeInteger(fileSize)], [{}, true])
  assert.match(digest, /^[0-9a-f]{64}$/)
  const files = { [filename]: { read: 'xml-text-of-children' } }
  assert.equal(
    [...parseControl(Buffer.from(JSON.stringify(controlValue({ files }))), '_control').files.keys()],
    [filename],
  )
})

answers.run()
