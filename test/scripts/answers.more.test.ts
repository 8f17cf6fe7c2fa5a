// The table of answers: each that a stage can meet, what the stage does about it, and its exit code.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import * as assert from 'uvu/assert'
import type { Options } from '../../lib/sandbox/options.ts'
import type { SystemName } from '../../lib/sandbox/systems.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import type { Does, AnswerRow as Row } from '../kit/answer-row.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const answers = suite('answers')

const rows: Row[] = []
const table = (
  stage: Row['stage'],
  path: string,
  ...some: [string, Row['count'], Does, number, (RegExp | null)?, Options?][]
) => {
  for (const [kind, count, does, code, says, options] of some) {
    rows.push({ stage, path, kind, count, does, code, ...(says && { says }), ...(options && { options }) })
  }
}

const ONE_A_PAGE = { zendesk: { pageSize: 1 } }
const TEN_A_PAGE = { salesforce: { pageSize: 10 } }

table(
  'gather-organizations',
  '/api/v2/organizations',
  ['too-many-requests', 1, 'waits as told, asks again', 0],
  ['too-many-requests', 'always', 'gives up', 9, /answered 429, it said: Number of allowed API requests/],
  ['edge-too-many-requests', 1, 'waits as told, asks again', 0],
  ['unavailable', 1, 'waits as told, asks again', 0],
  ['conflict', 2, 'asks again', 0],
  ['conflict', 'always', 'gives up', 9, /answered 409, it said: .*DatabaseConflict/],
  ['server-error', 2, 'asks again', 0],
  ['server-error', 'always', 'gives up', 9, /answered 500/],
  ['bad-gateway', 1, 'asks again', 0],
  ['reset-before', 2, 'asks again', 0],
  ['reset-after', 1, 'asks again', 0],
  ['reset-before', 'always', 'gives up', 9, /no answer \(ECONNRESET\)/],
  ['cut-off', 1, 'asks again', 0],
  ['cut-off', 'always', 'gives up', 9, /no answer/],
  ['cut-chunks', 1, 'asks again', 0],
  ['cut-short', 1, 'asks again', 0],
  ['cut-short', 'always', 'gives up', 9, /characters that break off/],
  ['stall', 1, 'asks again', 0],
  ['html', 1, 'asks again', 0],
  ['html', 'always', 'gives up', 9, /expected JSON, got text\/html/],
  ['empty', 1, 'asks again', 0],
  ['empty', 'always', 'gives up', 9, /expected JSON/],
  ['redirect', 1, 'stops at once', 9, /redirect \(302\), which is not followed/],
  ['repeated-page', 1, 'stops at once', 9, /came twice/, ONE_A_PAGE],
  ['same-cursor', 1, 'stops at once', 9, /came twice/, ONE_A_PAGE],
  ['missing-rows', 'always', 'stops at once', 9, /were read and Zendesk counts 3/],
  ['unauthorized', 1, 'signs in anew, asks again', 0],
  ['unauthorized', 'always', 'signs in anew, asks again', 8, /sign-in refused \(401\)/],
  ['forbidden', 1, 'stops at once', 8, /sign-in refused \(403\)/],
)
table('gather-users', '/api/v2/users', ['missing-rows', 'always', 'stops at once', 9, /35 were read|were read and/])
table(
  'gather-users',
  '/api/v2/users/show_many',
  ['too-many-requests', 1, 'waits as told, asks again', 0],
  ['cut-off', 1, 'asks again', 0],
  ['unauthorized', 'always', 'signs in anew, asks again', 8],
)
table('gather-users', '/api/v2/users/count', ['server-error', 'always', 'gives up', 9])
table(
  'gather-contacts',
  '/services/data/v62.0/query*',
  ['session-expired', 1, 'signs in anew, asks again', 0],
  ['session-expired', 'always', 'signs in anew, asks again', 8, /INVALID_SESSION_ID/],
  ['daily-limit', 1, 'stops at once', 9, /calls of the last 24 hours are spent, it said: TotalRequests/],
  ['concurrent-limit', 2, 'asks again', 0],
  ['concurrent-limit', 'always', 'gives up', 9, /ConcurrentRequests/],
  ['query-timeout', 1, 'asks again', 0],
  ['query-timeout', 'always', 'asks again', 7, /runs too long, even for .* alone/],
  ['invalid-locator', 1, 'asks again', 0, null, TEN_A_PAGE],
  ['invalid-locator', 'always', 'asks again', 9, /no longer knew the next page/, TEN_A_PAGE],
  ['retired', 1, 'stops at once', 7, /this API version is gone.*Raise source.version/],
  ['unavailable', 1, 'waits as told, asks again', 0],
  ['reset-before', 2, 'asks again', 0],
  ['cut-off', 1, 'asks again', 0],
  ['cut-short', 'always', 'gives up', 9],
  ['stall', 1, 'asks again', 0],
  ['html', 1, 'asks again', 0],
  ['redirect', 1, 'stops at once', 9],
  ['missing-rows', 1, 'asks again', 0],
  ['missing-rows', 'always', 'asks again', 9, /rows came of/],
  ['repeated-page', 1, 'asks again', 0, null, TEN_A_PAGE],
  ['same-cursor', 1, 'asks again', 0, null, TEN_A_PAGE],
)
table('gather-contacts', '/services/data/v62.0/query/*', [
  'same-cursor',
  1,
  'stops at once',
  9,
  /was read already/,
  TEN_A_PAGE,
])
table(
  'sync',
  '/api/v2/users',
  ['too-many-requests', 1, 'waits as told, asks again', 0],
  ['conflict', 1, 'reads back, goes on', 0],
  ['unavailable', 1, 'reads back, goes on', 0],
  ['reset-before', 1, 'reads back, goes on', 0],
  ['reset-after', 1, 'reads back, goes on', 0],
  ['cut-off', 1, 'reads back, goes on', 0],
  ['server-error', 'always', 'writes receipts, goes on', 3, /answered 500/],
  ['unauthorized', 'always', 'signs in anew, asks again', 8],
  ['forbidden', 1, 'stops at once', 8],
)
table(
  'sync',
  '/api/v2/users/update_many',
  ['too-many-jobs', 1, 'asks again', 0],
  ['too-many-requests', 1, 'waits as told, asks again', 0],
  ['conflict', 1, 'reads back, goes on', 0],
  ['reset-after', 1, 'reads back, goes on', 0],
  ['job-failed', 1, 'reads back, goes on', 0],
  ['job-unfinished', 1, 'reads back, goes on', 0],
  ['job-lost', 1, 'reads back, goes on', 0],
  ['job-stuck', 'always', 'writes receipts, goes on', 3, /its job is stuck/],
  ['unauthorized', 'always', 'signs in anew, asks again', 8],
)
table(
  'sync',
  '/api/v2/job_statuses/show_many',
  ['server-error', 1, 'asks again', 0],
  ['server-error', 'always', 'gives up', 9, /answered 500/],
)

const stages = {
  'gather-organizations': { work: gatherOrganizations, file: 'organizations.json', whole: 3 },
  'gather-users': { work: gatherUsers, file: 'users.json', whole: 34 },
  'gather-contacts': { work: gatherContacts, file: 'contacts.json', whole: 33 },
  sync: { work: applyPlan, file: 'created.json', whole: null },
}
const TRIES = 4

/** Plays one row against a sandbox of its own. */
const played = ({ stage, path, kind, count, does, code, says, options }: Row) =>
  at(
    changing(),
    async (here) => {
      const system: SystemName = path.startsWith('/api') ? 'zendesk' : 'salesforce'
      here.settings(({ source, target }) => {
        for (const side of [source, target]) Object.assign(side.network, { deadline: kind === 'stall' ? 1.5 : 60 })
        Object.assign(target, { jobDeadline: 0.5 })
      })
      await before(stage, here)
      here.box.requests.length = 0
      const method = stage === 'sync' && path === '/api/v2/users' ? 'POST' : ''
      here.box.faults[system].add({ kind, path, count, ...(method && { method }) })
      const { line, code: ended } = await stageIn(here, stages[stage].work)
      assert.is(ended, code, line)
      const receipts = stage === 'sync' ? here.text('created.json') + here.text('updated.json') : ''
      if (says) assert.match(`${line}\n${receipts}`, says)
      // a gather that does not end well leaves no file
      const { file, whole } = stages[stage]
      if (stage !== 'sync') assert.is(existsSync(join(here.folder, file)), code === 0)
      if (whole && code === 0) assert.is(here.json(file).count, whole, 'everybody, each once')
      assert.is(here.box.stats[system].early, 0, 'sooner than allowed')
      checks[does](asked(here, path, method), here)
    },
    options,
  )

const AT_ONCE = 8
const results = new Map<Row, Promise<unknown>>()
answers.before(() => {
  const limit = pLimit(AT_ONCE)
  for (const row of rows) {
    const result = limit(() => played(row))
    results.set(
      row,
      result.catch((error: unknown) => error),
    )
  }
})

for (const row of rows) {
  const { stage, path, kind, count, does, code } = row
  const often = count === 'always' ? 'always' : count === 1 ? 'once' : `${count} times`
  answers(`${stage}, ${path}, ${kind} ${often}: ${does}, exit ${code}`, async () => {
    const error = await results.get(row)
    if (error) throw error
  })
}

async function before(stage: Row['stage'], here: Place) {
  if (stage === 'sync') await compared(here)
  if (stage === 'gather-contacts') await gathered(here, 'gather-organizations')
}

/** The requests of this path. */
function asked({ box }: Place, path: string, method = '') {
  const pattern = new RegExp(`^${path.replace(/\./g, '\\.').replace('*', '.*')}$`)
  return box.requests.filter((request) => pattern.test(request.path) && request.method.includes(method))
}

const tokens = ({ box }: Place) => box.requests.filter(({ path }) => /oauth2?\/tokens?$/.test(path)).length

/** How each can be seen from the other side of the wire. */
const checks: Record<Does, (asked: Place['box']['requests'], here: Place) => void> = {
  'asks again': (asked) => assert.ok(asked.length >= 2, `${asked.length} requests`),
  'waits as told, asks again': (asked) => assert.ok(asked.length >= 2, `${asked.length} requests`),
  'signs in anew, asks again': (_, here) => assert.is(tokens(here), 2),
  'reads back, goes on': (_, here) => assert.ok(asked(here, '*show_many').length >= 2),
  'writes receipts, goes on': (_, here) => assert.ok(here.json('deleted.json').count >= 1),
  'gives up': (asked) => assert.is(asked.length, TRIES),
  'stops at once': (asked) =>
    assert.is(asked.filter(({ status }) => status !== 200).length <= 1 && asked.length <= 3, true),
}

answers('the whole table', () => {
  const lines = rows.map(
    ({ stage, path, kind, count, does, code }) =>
      `  ${stage.padEnd(21)}${path.padEnd(32)}${kind.padEnd(23)}${String(count).padEnd(8)}${does.padEnd(27)}${code}`,
  )
  process.stdout.write(`\n${lines.join('\n')}\n`)
})

answers.run()
