// Incremental reads of users whose export or last read is not proven: all users are read, or the read ends with exit 9.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { changeAnswers } from '../../kit/answers.ts'
import { suite } from '../../kit/suite.ts'
import {
  accountWithClock,
  anHourLater,
  change,
  EXPORT,
  FIRST,
  gatherAt,
  HOUR,
  nameOf,
  START,
} from '../../kit/zendesk-changes.ts'

const odd = suite('zendesk: incremental reads without a proof')

type Page = Record<string, unknown> & { users: Record<string, unknown>[] }

/** What makes an export unproven, and the words for it. */
const oddPages: Record<string, [change: (page: Page) => void, words: string]> = {
  'no users': [(page) => delete (page as Partial<Page>).users, 'a page has no users'],
  'users of another shape': [(page) => Object.assign(page, { users: {} }), 'a page has no users'],
  'no end_of_stream': [(page) => delete page['end_of_stream'], 'does not say whether it is the last one'],
  'end_of_stream in words': [(page) => Object.assign(page, { end_of_stream: 'maybe' }), 'whether it is the last one'],
  'more without a cursor': [
    (page) => Object.assign(page, { end_of_stream: false, after_cursor: null }),
    'says there is more and names no cursor',
  ],
  'a cursor that comes again': [
    (page) => Object.assign(page, { end_of_stream: false, after_cursor: 'MTc3MjM2NjQwMC4wfHwxfA==' }),
    'a cursor came twice',
  ],
  'a user without id': [(page) => delete page.users[0]!['id'], 'users[0].id is missing'],
  'no stamp': [(page) => delete page.users[0]!['updated_at'], 'updated_at is no time'],
  'a stamp of another shape': [(page) => Object.assign(page.users[0]!, { updated_at: 7 }), 'updated_at is no time'],
}

for (const [name, [spoil, words]] of Object.entries(oddPages))
  odd(`an export with ${name} is not believed: all users are read`, () =>
    anHourLater(async (here, { date }) => {
      change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
      changeAnswers(here, EXPORT, (body: Page) => void spoil(body))
      const { code, line } = await gatherAt(here, date)
      assert.is(code, 0, line)
      assert.match(line, /^15 users, .*read in full: Zendesk/, line)
      assert.ok(line.includes(words), line)
      assert.is(nameOf(here, FIRST), 'New Name')
    }),
  )

odd('an id that JSON cannot hold ends the read, and the last files stay', () =>
  anHourLater(async (here, { date }) => {
    const before = here.text('users.json')
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    changeAnswers(here, EXPORT, (body: Page) => void Object.assign(body.users[0]!, { id: 1e20 }))
    assert.is((await gatherAt(here, date)).code, 9)
    assert.is(here.text('users.json'), before)
  }),
)

odd('a page that repeats with new cursors does not go on for ever', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    let pages = 0
    changeAnswers(here, EXPORT, (body: Page) => {
      Object.assign(body, { end_of_stream: false, after_cursor: Buffer.from(`1.0||${++pages}|`).toString('base64') })
    })
    assert.match((await gatherAt(here, date)).line, 'a page that is not the last one has no new row')
    assert.is(pages, 3) // the cursor of the first one leads to all rows
  }),
)

odd('a stamp of the future is not where the next read begins', () =>
  anHourLater(async (here, { date }) => {
    changeAnswers(here, EXPORT, (body: Page) => {
      for (const user of body.users) user['updated_at'] = '2999-01-01T00:00:00Z'
    })
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    assert.match((await gatherAt(here, date)).line, 'read incrementally: 1 read again')
    assert.is((here.json('users.json').read as { until: string }).until, new Date(START).toISOString())
  }),
)

const LAST = 'users.full.json'

/** What makes the last read useless, and the words for it. */
const states: Record<string, [spoil: (path: string) => void, words: string]> = {
  damaged: [
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('Person 1', 'Person X')),
    'is damaged or of another version',
  ],
  'cut off': [(path) => writeFileSync(path, readFileSync(path).subarray(0, 900)), 'is damaged or of another version'],
  empty: [(path) => writeFileSync(path, ''), 'is damaged or of another version'],
  'of a newer version': [
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"version":2', '"version":3')),
    'damaged or of another version',
  ],
}

for (const [name, [spoil, words]] of Object.entries(states))
  odd(`a last read that is ${name}: all users are read`, () =>
    anHourLater(async (here, { date }) => {
      spoil(join(here.folder, 'state', LAST))
      const { code, line } = await gatherAt(here, date)
      assert.is(code, 0, line)
      assert.match(line, words)
      assert.match(line, /^15 users, .*read in full: /, line)
      assert.match((await gatherAt(here, date)).line, 'read incrementally')
    }),
  )

odd('a last read with other settings, or of another sign-in: all users are read', () =>
  anHourLater(async (here, { date }) => {
    const removal = { mark: { user_fields: { not_in_sfdc: true } }, suspend: true }
    assert.match((await gatherAt(here, date, { removal })).line, 'the last read was with other settings')
    changeAnswers(here, /\/users\/me$/, (body: { user: { id: number } }) => {
      body.user.id = FIRST
    })
    assert.match((await gatherAt(here, date, { removal })).line, 'the last read was with another sign-in')
  }),
)

odd('a user without a readable id has no place among changes: the next read is full', () =>
  anHourLater(async (here, { date }) => {
    changeAnswers(here, /\/users$/, (body: Page) => void delete body.users[3]!['id'])
    assert.match((await gatherAt(here, date, { read: 'full' })).line, /^15 users, /)
    assert.match((await gatherAt(here, date)).line, /^15 users, .*read in full: no last read is kept/)
    assert.match((await gatherAt(here, date)).line, /^15 users, .*read in full: no last read is kept/)
  }),
)

odd('unreadable users are counted, whether they changed or not', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    changeAnswers(here, /\/show_many$/, (body: Page) => void Object.assign(body.users[0]!, { tags: 'one, two' }))
    for (const changes of [1, 1]) {
      const { line } = await gatherAt(here, date)
      assert.match(line, new RegExp(`1 unreadable; read incrementally: ${changes} read again`))
    }
  }),
)

odd('an older row that says "deleted" proves nothing beside a newer one', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    changeAnswers(here, /\/(cursor|show_many)$/, (body: Page, { path }) => {
      const [user] = body.users
      const older = { ...user!, active: false, updated_at: '2026-03-01T12:01:00Z' }
      body.users = EXPORT.test(path) ? [...body.users, older] : []
    })
    const { line } = await gatherAt(here, date)
    assert.match(line, /^15 users, .*read in full: Zendesk does not show a user who changed/)
  }),
)

odd('a user who was not asked for makes the answer useless', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    changeAnswers(here, /\/users\/show_many$/, (body: Page) => {
      for (const user of body.users) delete user['id']
    })
    assert.match((await gatherAt(here, date)).line, /^15 users, .*read in full: Zendesk shows a user who was not asked/)
  }),
)

odd('without a time of Zendesk there are no changes: all users are read, or exit 9', () =>
  anHourLater(async (here, { date }) => {
    const { id } = here.box.world.zendesk.users.find(({ role }) => role === 'admin')!
    const undated = { status: 200, headers: { date: 'today' }, body: { user: { id, role: 'admin' } } }
    here.interfere((_, { path }) => (path.endsWith('/users/me') ? undated : undefined))
    assert.match((await gatherAt(here, date)).line, /^15 users, .*read in full: Zendesk sends no time/)
    assert.is((await gatherAt(here, date, { read: 'incremental' })).code, 9)
  }),
)

odd('an export that refuses the sign-in: all users are read, or exit 8', () =>
  anHourLater(async (here, { date }) => {
    here.interfere((_, { path }) => (EXPORT.test(path) ? { status: 401, body: { error: 'no' } } : undefined))
    assert.match((await gatherAt(here, date)).line, /read in full: Zendesk refuses the sign-in .* \(401\)/)
    assert.is((await gatherAt(here, date, { read: 'incremental' })).code, 8)
  }),
)

odd('a state that cannot be written costs time alone: the users are there, and a line says why', () =>
  anHourLater(async (here, { date }) => {
    const state = join(here.folder, 'state')
    rmSync(state, { recursive: true })
    writeFileSync(state, 'a file')
    const { code, line, said } = await gatherAt(here, date)
    assert.is(code, 0, line)
    assert.match(line, /^15 users, /)
    assert.ok(said.some((one) => one.startsWith('gather-users us-gov: the next read is full: ')))
  }),
)

odd('a gather that ends during another one harms neither', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    let isFirst = true
    here.interfere(async (_, { path }) => {
      if (!EXPORT.test(path) || !isFirst) return undefined
      isFirst = false
      assert.is((await gatherAt(here, date)).code, 0)
      return undefined
    })
    const { code, line } = await gatherAt(here, date)
    assert.is(code, 0, line)
    assert.match(line, /^15 users, .*read incrementally: 1 read again/)
    assert.match((await gatherAt(here, date)).line, 'read incrementally: 1 read again')
  }),
)

odd('where more than a quarter of all users changed, all users are read', () =>
  accountWithClock({ users: 1_100 }, async (here, clock) => {
    await gatherAt(here, clock.date)
    clock.date += HOUR
    for (const { id } of here.box.world.zendesk.users) change(here, id, clock.date - HOUR / 2, { name: 'New Name' })
    const { line } = await gatherAt(here, clock.date)
    assert.match(line, /^1,109 users, .*read in full: too many users changed/)
  }),
)

odd.run()
