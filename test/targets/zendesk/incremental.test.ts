// Incremental reads of users: what they ask for, and when all users are read.

import * as assert from 'uvu/assert'
import { changeAnswers } from '../../kit/answers.ts'
import type { Place } from '../../kit/pipeline.ts'
import { suite } from '../../kit/suite.ts'
import {
  anHourLater,
  askedFor,
  change,
  EXPORT,
  FIRST,
  gatherAt,
  HOUR,
  nameOf,
  START,
} from '../../kit/zendesk-changes.ts'

const incremental = suite('zendesk: incremental reads')

incremental('the second read asks for changes alone, and its header says so', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    const { line } = await gatherAt(here, date)
    assert.match(line, /^15 users, .*read incrementally: 1 read again; last full read 2026-03-01T12:00:00Z$/, line)
    assert.is(nameOf(here, FIRST), 'New Name')
    assert.is(askedFor(here, /\/users$/), 0)
    assert.is(askedFor(here, /\/users\/show_many$/), 1)
    const until = new Date(date - HOUR / 2).toISOString()
    const full = new Date(START).toISOString()
    const { reader } = here.json('users.json').read as { reader: string }
    assert.equal(here.json('users.json').read, { kind: 'incremental', full, until, reader, version: 1 })
  }),
)

incremental('a change that the export tells late is found by a later read', () =>
  anHourLater(
    async (here, clock) => {
      clock.date += HOUR
      change(here, FIRST, clock.date, { name: 'New Name' })
      clock.date += HOUR / 4 // the export is half an hour behind
      assert.match((await gatherAt(here, clock.date)).line, 'read incrementally: 0 read again')
      assert.is(nameOf(here, FIRST), 'Person 0')
      clock.date += HOUR
      assert.match((await gatherAt(here, clock.date)).line, 'read incrementally: 1 read again')
      assert.is(nameOf(here, FIRST), 'New Name')
    },
    { lag: 1800 },
  ),
)

/** Zendesk shows no deleted users by id. */
const hideDeleted = (here: Place, id?: number) =>
  changeAnswers(here, /\/users\/show_many$/, (body: { users: { active: boolean; id: number }[] }) => {
    body.users = body.users.filter((one) => one.active && one.id !== id)
  })

incremental('a deleted user is left out, whether Zendesk shows deleted users or not', async () => {
  for (const isHidden of [true, false])
    await anHourLater(async (here, { date }) => {
      change(here, FIRST, date - HOUR / 2, { active: false })
      if (isHidden) hideDeleted(here)
      assert.match((await gatherAt(here, date)).line, /^14 users, .*read incrementally: 1 read again/)
    })
})

incremental('a changed user whom Zendesk does not show and does not call deleted: all users are read', () =>
  anHourLater(async (here, { date }) => {
    change(here, FIRST, date - HOUR / 2, { name: 'New Name' })
    hideDeleted(here, FIRST)
    const { line } = await gatherAt(here, date)
    assert.match(line, 'read in full: Zendesk does not show a user who changed and was not deleted')
  }),
)

incremental('who is no admin gets no export: all users are read, or exit 8 where changes are required', () =>
  anHourLater(
    async (here, { date }) => {
      const { line } = await gatherAt(here, date)
      assert.match(line, 'read in full: Zendesk gives no incremental export (403): its user has to be an admin')
      const required = await gatherAt(here, date, { read: 'incremental' })
      assert.is(required.code, 8)
      assert.match(required.line, 'With "read": "auto", gather-users reads all users then')
    },
    { role: 'agent' },
  ),
)

incremental('an export that is not proven is exit 9 where changes are required', () =>
  anHourLater(async (here, { date }) => {
    const before = here.text('users.json')
    changeAnswers(here, EXPORT, (body: Record<string, unknown>) => void delete body['end_of_stream'])
    assert.is((await gatherAt(here, date, { read: 'incremental' })).code, 9)
    assert.is(here.text('users.json'), before)
  }),
)

incremental('the pages of an export keep to its own limit', () =>
  anHourLater(
    async (here, { date }) => {
      for (const { id } of here.box.world.zendesk.users) change(here, id, date - HOUR / 2, { name: 'New Name' })
      assert.match((await gatherAt(here, date)).line, 'read incrementally: 15 read again')
      assert.is(here.box.requests.filter(({ status }) => status === 429).length, 0)
      assert.is(askedFor(here, EXPORT), 15)
    },
    { pageSize: 1 },
  ),
)

incremental('all users are read when the last full read is as old as fullEvery, or when a clock went back', () =>
  anHourLater(async (here, { date }) => {
    assert.match(
      (await gatherAt(here, date, { fullEvery: '1h' })).line,
      'the last full read is older than target.fullEvery',
    )
    assert.match((await gatherAt(here, date, { fullEvery: '61m' })).line, 'read incrementally')
    assert.match((await gatherAt(here, date - HOUR)).line, 'the last read is in the future by the clocks of today')
  }),
)

incremental('the clock of Zendesk that went back: all users are read', () =>
  anHourLater(async (here, clock) => {
    clock.date = START - HOUR
    assert.match((await gatherAt(here, START + HOUR)).line, 'the last read is in the future by the clocks of today')
  }),
)

incremental('"full" asks for no changes', () =>
  anHourLater(async (here, { date }) => {
    const { line } = await gatherAt(here, date, { read: 'full' })
    assert.not.match(line, 'read in')
    assert.is(askedFor(here, EXPORT), 0)
  }),
)

incremental.run()
