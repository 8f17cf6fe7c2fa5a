// Which files and words make one plan: approvals, ages, and what does not go together.

import * as assert from 'uvu/assert'
import { digestOf } from '../../lib/artifacts/digest.ts'
import type { PlanHead } from '../../lib/artifacts/files.ts'
import { reasonNames } from '../../lib/artifacts/records.ts'
import { readApproval } from '../../lib/plan/approval.ts'
import {
  assertFresh,
  assertOnePlan,
  type Dated,
  oldest,
  type PlanFacts,
  planOf,
  shortDigest,
} from '../../lib/plan/plan.ts'
import { assertCompleteAlike, assertMadeFrom, assertSamePerson, assertSameSettings } from '../../lib/plan/snapshots.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const plans = suite('plan')

/** What was thrown, as exit code and message. */
function refused(work: () => unknown): [code: number, message: string] {
  const { code, message } = refusal(work)
  return [code, message]
}

const digest = (letter: string) => letter.repeat(64)
const inputs = { contacts: digest('c'), organizations: digest('e'), synced: null, users: digest('d') }
const records = { create: digest('1'), update: digest('2'), delete: digest('3'), held: digest('4') }
const rows = Object.fromEntries(reasonNames.map((row) => [row, 0])) as PlanHead['reasons']
const facts: PlanFacts = {
  instance: 'us-gov',
  gathered: '2026-11-20T18:00:00Z',
  from: 'https://acme.zendesk.com',
  person: null,
  inputs,
  recordDigests: records,
  reasons: rows,
  source: 'https://acme.my.salesforce.com',
  limitBases: { create: 12, update: 3, delete: 240 },
  emptiedOrganizations: [],
  moves: { people: 0, largest: [], whole: [] },
  uncheckable: [],
  doubt: 'a feed is half as long as the last one',
}
const plan = planOf(facts, {})
const name = shortDigest(plan)
const counts = { create: 12, update: 3, delete: 240 }

plans('an approval names the plan, and each kind with its number', () => {
  assert.is(name, plan.slice(0, 12))
  assert.equal(readApproval(`${name}:delete=240`, plan, counts), { delete: 240 })
  assert.equal(readApproval(` ${name}:delete=240,create=12\n`, plan, counts), { create: 12, delete: 240 })
})

plans('an approval that cannot be read is bad input', () => {
  const bad = ['', 'yes', name, `${name}:`, `${name}:delete`, `${name}:delete=`, `${name}:delete=many`, ':delete=240']
  const worse = [`${name}:remove=240`, `${name}:delete=240,`, `${name}:delete=-1`, `${plan}:delete=240`]
  for (const words of [...bad, ...worse, `${name}:delete=240 create=12`, `${name}:delete=240,constructor=1`]) {
    const [code, message] = refused(() => readApproval(words, plan, counts))
    assert.is(code, 7, words)
    assert.match(message, '<first 12 of the plan>:<kind>=<count>') // the form; never words that approve it
  }
})

plans('an approval for another plan, or for other numbers, is stale', () => {
  assert.is(refused(() => readApproval('0123456789ab:delete=240', plan, counts))[0], 5)
  const [code, message] = refused(() => readApproval(`${name}:create=12,delete=239`, plan, counts))
  assert.is(code, 5)
  assert.match(message, 'delete=239')
  assert.match(message, '240')
})

plans('an approval that names one kind twice approves no number but the plan\u2019s', () => {
  assert.is(refused(() => readApproval(`${name}:delete=1,delete=240`, plan, counts))[0], 5)
})

/** Other facts, each of which makes another plan. */
const others: Partial<PlanFacts>[] = [
  { inputs: { ...inputs, users: digest('f') } },
  ...(['create', 'update', 'delete', 'held'] as const).map((kind) => ({
    recordDigests: { ...records, [kind]: digest('f') },
  })),
  { instance: 'eu' },
  { gathered: '2026-11-20T19:00:00Z' },
  { limitBases: { create: 12, update: 3, delete: 240_000 } },
  { doubt: null },
  { emptiedOrganizations: ['9001'] },
  { moves: { people: 1, largest: [], whole: [] } },
  { uncheckable: ['tag:vip'] },
  { source: 'https://other.my.salesforce.com' },
  { from: 'https://other.zendesk.com' },
]

plans('other facts or settings are another plan, the same ones the same', () => {
  assert.match(plan, /^[0-9a-f]{64}$/)
  assert.is(planOf({ ...facts }, {}), plan)
  assert.is(planOf(facts, { a: 1, b: 2 }), planOf(facts, { b: 2, a: 1 }))
  assert.is.not(planOf(facts, { scope: 'managed' }), plan)
  for (const other of others) assert.is.not(planOf({ ...facts, ...other }, {}), plan, JSON.stringify(other))
})

const now = new Date('2026-11-20T18:00:00Z')
const file = (gathered: string, instance = 'us-gov'): Dated => ({ artifact: 'users', instance, gathered })
const HOUR = 3_600_000

plans('a snapshot is fresh up to and including its greatest age, and stale after it', () => {
  assertFresh([file('2026-11-20T12:00:00Z'), file('2026-11-20T18:00:00Z')], { name: 'us-gov', maxAge: 6 * HOUR }, now)
  const [code, message] = refused(() =>
    assertFresh(
      [file('2026-11-20T17:00:00Z'), file('2026-11-20T11:59:59Z')],
      { name: 'us-gov', maxAge: 6 * HOUR },
      now,
    ),
  )
  assert.is(code, 5)
  assert.match(message, 'users.json')
})

plans('a snapshot of another instance is refused', () => {
  const [code, message] = refused(() =>
    assertFresh([file('2026-11-20T18:00:00Z', 'eu')], { name: 'us-gov', maxAge: HOUR }, now),
  )
  assert.is(code, 5)
  assert.match(message, 'eu')
})

plans('contacts that were made with other organizations are refused', () => {
  assertMadeFrom({ organizations: digest('a') }, { recordsSha256: digest('a') })
  assert.is(refused(() => assertMadeFrom({ organizations: digest('a') }, { recordsSha256: digest('b') }))[0], 5)
})

plans('files of one person go with nobody else, and not with everyone', () => {
  const of = (person: string | null) => [{ artifact: 'users', person }]
  assertSamePerson(null, of(null))
  assertSamePerson(' Ann@acme.test', of('ann@acme.test'))
  assert.match(
    refused(() => assertSamePerson('bo@acme.test', of('ann@acme.test')))[1],
    'users.json is about somebody else',
  )
  assert.match(refused(() => assertSamePerson('bo@acme.test', of(null)))[1], 'is about everyone')
  assert.match(refused(() => assertSamePerson(null, of('ann@acme.test')))[1], 'is about one person alone')
  assert.is(refused(() => assertSamePerson(null, of('ann@acme.test')))[0], 5)
})

plans('a snapshot that was made with other settings is refused, naming the script', () => {
  const matter = { plan: {}, organizations: {}, users: { protect: ['*@acme.test'] }, contacts: {} }
  assertSameSettings({ artifact: 'users', settings: digestOf({ protect: ['*@acme.test'] }) }, matter)
  const [code, message] = refused(() =>
    assertSameSettings({ artifact: 'users', settings: digestOf({ protect: [] }) }, matter),
  )
  assert.is(code, 5)
  assert.match(message, 'users.json was made with other settings than those of today. Run again: npm run gather-users')
})

const head = (artifact: string, its = plan): PlanHead => ({ ...facts, artifact, version: 2, plan: its })

const planFile = (artifact: keyof typeof records, its = plan) => ({
  head: head(artifact, its),
  foot: { recordsSha256: records[artifact] },
})

plans('plan files go together when they are of one plan, made with the settings of today', () => {
  assert.is(assertOnePlan([planFile('create'), planFile('update'), planFile('delete')], {}), plan)
  const [code, message] = refused(() => assertOnePlan([planFile('create'), planFile('update', digest('0'))], {}))
  assert.is(code, 5)
  assert.match(message, 'update.json')
  assert.is(refused(() => assertOnePlan([planFile('create')], { scope: 'managed' }))[0], 5)
})

plans('a plan file whose records are not those of its plan was edited, whatever its own sums say', () => {
  const edited = { ...planFile('delete'), foot: { recordsSha256: digest('f') } }
  const [code, message] = refused(() => assertOnePlan([planFile('create'), edited], {}))
  assert.is(code, 7)
  assert.match(message, 'delete.json was edited: its records are not those of its plan. Run again: npm run compare')
  const { head: told } = edited
  const forged = { ...edited, head: { ...told, recordDigests: { ...told.recordDigests, delete: digest('f') } } }
  assert.is(refused(() => assertOnePlan([forged], {}))[0], 5)
})

plans('a first line that was edited, in whichever of the files, is not of the plan', () => {
  for (const other of others)
    for (const at of [0, 1]) {
      const files = [planFile('create'), planFile('update')]
      Object.assign(files[at]!.head, other)
      const code = refused(() => assertOnePlan(files, {}))[0]
      assert.ok(code === 5 || (code === 7 && 'recordDigests' in other), JSON.stringify(other))
    }
})

plans('the oldest input dates the plan, whatever precision its time is written with', () => {
  const times = ['2026-11-20T18:00:00.500Z', '2026-11-20T18:00:00Z', '2026-11-20T18:00:01Z']
  assert.is(oldest(times), '2026-11-20T18:00:00Z')
})

plans('a snapshot from the future is refused: some clock is wrong', () => {
  assertFresh([file('2026-11-20T18:04:00Z')], { name: 'us-gov', maxAge: 6 * HOUR }, now)
  assert.is(refused(() => assertFresh([file('2026-11-20T18:06:00Z')], { name: 'us-gov', maxAge: 6 * HOUR }, now))[0], 5)
})

plans('what does not cover all people is never compared with what does', () => {
  const everyone = { organizations: true, users: true, contacts: true }
  assertCompleteAlike(everyone)
  assertCompleteAlike({ ...everyone, contacts: false })
  assertCompleteAlike({ ...everyone, users: false, contacts: false })
  assert.is(refused(() => assertCompleteAlike({ ...everyone, users: false }))[0], 5)
  assert.is(refused(() => assertCompleteAlike({ ...everyone, organizations: false }))[0], 5)
})

plans.run()
