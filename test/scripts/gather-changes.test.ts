// Incremental reads among the stages: after a sync, for one person, and in compare.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'
import { askedFor, EXPORT } from '../kit/zendesk-changes.ts'

const changes = suite('incremental reads among the stages')

/** A place whose export lies an hour behind: it tells nothing of a run of a test. */
const withLag = (work: (here: Place) => Promise<void>) =>
  at(
    changing(),
    async (here) => {
      here.settings(({ target }) => Object.assign(target, { read: 'incremental', overlap: '3h' }))
      await work(here)
    },
    { zendesk: { exportLag: 3600 * 2000 } },
  )

changes('right after a sync, the next plan is empty, although the export tells the changes later', () =>
  withLag(async (here) => {
    await compared(here)
    assert.is((await synced(here)).code, 0)
    const { line } = await stageIn(here, gatherUsers)
    assert.match(line, /read incrementally: 4 read again/)
    await gathered(here, 'gather-contacts')
    assert.match((await stageIn(here, makePlan)).line, /^Plan: 0 to create, 0 to update, 0 to delete/)
  }),
)

changes('one person is read by itself, and the state stays as it is', () =>
  withLag(async (here) => {
    assert.is((await stageIn(here, gatherUsers, { person: 'person1@acme.test' })).code, 0)
    const state = join(here.folder, 'state', 'users.full.json')
    assert.not.ok(existsSync(state))
    await stageIn(here, gatherUsers)
    const before = readFileSync(state, 'utf8')
    const asked = askedFor(here, EXPORT)
    assert.is((await stageIn(here, gatherUsers, { person: 'person1@acme.test' })).code, 0)
    assert.is(askedFor(here, EXPORT), asked)
    assert.is(readFileSync(state, 'utf8'), before)
  }),
)

changes('the state is for its owner alone, and a copy of users.json', () =>
  withLag(async (here) => {
    await stageIn(here, gatherUsers)
    const state = join(here.folder, 'state', 'users.full.json')
    assert.is(statSync(state).mode & 0o777, 0o600)
    assert.is(readFileSync(state, 'utf8'), here.text('users.json'))
  }),
)

changes('compare refuses users that build on a full read older than maxAge and fullEvery allow', () =>
  withLag(async (here) => {
    const settings = (fullEvery: string) =>
      here.settings(({ target }) => Object.assign(target, { read: 'incremental', overlap: '3h', fullEvery }))
    settings('72h')
    await stageIn(here, gatherUsers, { now: new Date(Date.now() - 30 * 3_600_000) })
    await compared(here)
    settings('25h')
    assert.is((await stageIn(here, makePlan)).code, 0)
    settings('23h')
    const { code, line } = await stageIn(here, makePlan)
    assert.is(code, 5)
    assert.match(line, 'users.json builds on a full read 30.0 h ago; ')
    assert.match(line, 'instances.us-gov.maxAge and target.fullEvery allow 29.0 h. Run again: npm run gather-users')
  }),
)

changes.run()
