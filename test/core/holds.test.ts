// Which kinds a run leaves unsent: one decision from counts, limits and approval.

import * as assert from 'uvu/assert'
import { decideHolds, type PlanCounts, type Request } from '../../lib/core/holds.ts'
import { DEFAULT_LIMITS } from '../../lib/core/limits.ts'
import { NO_ACTIVE } from '../../lib/core/protection.ts'
import { suite } from '../kit/suite.ts'

const holds = suite('holds')

const few = { left: 1, planned: 1, base: 1000, doubt: null }
const many = { left: 900, planned: 900, base: 1000, doubt: null }

const decide = (counts: Partial<PlanCounts>, request: Partial<Request> = {}) =>
  decideHolds(
    {
      create: few,
      update: few,
      delete: few,
      emptiedOrganizations: [],
      moves: { people: 0, largest: [], whole: [] },
      uncheckable: [],
      ...counts,
    },
    DEFAULT_LIMITS,
    { approved: null, isOnePerson: false, words: [], ...request },
  ).map(({ error, isWaiting, kind, reasons }) => [kind, error, isWaiting, reasons.map(({ is }) => is).join(' ')])

holds('a plan within its limits is sent whole', () => {
  assert.equal(decide({}), [])
})

holds('a kind over its limit waits, and removals wait for creations that do', () => {
  assert.equal(decide({ update: many }), [['update', 'over the limit', true, 'people']])
  assert.equal(decide({ create: many }), [
    ['create', 'over the limit', true, 'people'],
    ['delete', 'waits for the creations that are over their limit', true, ''],
  ])
  assert.equal(decide({ create: many, delete: { ...few, left: 0 } }), [['create', 'over the limit', true, 'people']])
})

holds('what has a final receipt already does not wait', () => {
  assert.equal(decide({ create: { ...many, left: 0 } }), [])
})

holds('a kind that is not asked for, or not approved, is left out without exit 4', () => {
  const unasked = 'not asked for in this run'
  assert.equal(decide({ create: many }, { words: ['update'] }), [
    ['create', unasked, false, ''],
    ['delete', unasked, false, ''],
  ])
  const unapproved = 'not named in the approval: run sync again without it'
  assert.equal(decide({ create: many, update: many }, { approved: { create: 900 } }), [
    ['update', unapproved, false, ''],
    ['delete', unapproved, false, ''],
  ])
  assert.equal(decide({}, { isOnePerson: true }), [['delete', '--person removes nobody', false, '']])
})

holds('removals wait for creations over their limit that are not asked for', () => {
  assert.equal(decide({ create: many }, { words: ['delete'] }), [
    ['create', 'not asked for in this run', false, ''],
    ['update', 'not asked for in this run', false, ''],
    ['delete', 'waits for the creations that are over their limit', true, ''],
  ])
})

holds('a source in doubt says more than a rule, and a rule more than a number', () => {
  const uncheckable = ['*@acme.test']
  const rule = 'waits for approval: a protect rule cannot be checked'
  assert.equal(decide({ delete: many, uncheckable }), [['delete', rule, true, 'people uncheckable']])
  assert.equal(decide({ uncheckable: [NO_ACTIVE] }), [
    ['delete', 'waits for approval: no user can be deactivated', true, 'uncheckable'],
  ])
  assert.equal(decide({ delete: { ...many, doubt: 'it shrank' }, uncheckable }), [
    ['delete', 'waits for approval: the source is in doubt', true, 'doubt people uncheckable'],
  ])
})

holds('emptied organizations hold removals, moves hold updates, and a whole move has no limit', () => {
  const emptied = ['1', '2', '3', '4']
  assert.equal(decide({ emptiedOrganizations: emptied.slice(1) }), [])
  assert.equal(decide({ emptiedOrganizations: emptied }), [['delete', 'over the limit', true, 'organizations']])
  assert.equal(decide({ moves: { people: 51, largest: [], whole: [] } }), [['update', 'over the limit', true, 'moves']])
  assert.equal(decide({ moves: { people: 3, largest: [], whole: [{ from: '1', people: 3, to: '2' }] } }), [
    ['update', 'over the limit', true, 'whole move'],
  ])
})

holds.run()
