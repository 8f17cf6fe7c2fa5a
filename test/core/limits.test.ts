// How much change is too much where the base is small, and moves from one organization to another.

import * as assert from 'uvu/assert'
import { isMostlyBroken, isMostlyUnconfirmed, isOverPeopleLimit, planMoves } from '../../lib/core/limits.ts'
import { contact, decide, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const limits = suite('limits')

limits('more than two people and more than the share are too many, whatever the base', () => {
  const limit = { count: 200, share: 0.1 }
  assert.ok(isOverPeopleLimit(18, 19, limit))
  assert.ok(isOverPeopleLimit(3, 3, limit))
  assert.ok(isOverPeopleLimit(3, 29, limit))
  assert.not(isOverPeopleLimit(3, 30, limit))
  assert.not(isOverPeopleLimit(2, 2, limit))
  assert.ok(isOverPeopleLimit(201, 1_000_000, limit))
  assert.ok(isOverPeopleLimit(1, 100, { count: 0, share: 0.1 }))
})

limits('a share of 1 does not bind, and a share of nobody is over any other', () => {
  assert.not(isOverPeopleLimit(19, 19, { count: 200, share: 1 }))
  assert.not(isOverPeopleLimit(3, 0, { count: 200, share: 1 }))
  assert.ok(isOverPeopleLimit(3, 0, { count: 200, share: 0.99 }))
})

const ann = (n: number) => ({ email: `p${n}@acme.test`, externalId: `s:${n}` })
const NOBODY = { residents: new Map(), unsettled: new Map() }
const range = (n: number) => Array.from({ length: n }, (_, i) => i)

limits('the moves of a plan are told by the organizations, largest first, and those that take all of one', () => {
  const move = (from: string, to: string, people: number, active = people) => ({ from, to, people, active })
  const residents = new Map([
    ['a', 3],
    ['b', 6],
    ['c', 2],
    ['d', 4],
  ])
  const moves = [move('a', 'x', 3), move('b', 'x', 4), move('b', 'y', 1), move('c', 'x', 2), move('d', 'x', 5, 4)]
  assert.equal(planMoves(moves, { residents, unsettled: new Map([['b', 1]]) }), {
    people: 15,
    largest: [
      { from: 'd', people: 5, to: 'x' },
      { from: 'b', people: 4, to: 'x' },
      { from: 'a', people: 3, to: 'x' },
      { from: 'c', people: 2, to: 'x' },
      { from: 'b', people: 1, to: 'y' },
    ],
    whole: [
      { from: 'd', people: 4, to: 'x' },
      { from: 'a', people: 3, to: 'x' },
    ],
  })
  const many = range(12).map((n) => move(`from${n}`, 'x', 1))
  assert.is(planMoves(many, NOBODY).largest.length, 10)
  assert.equal(planMoves(moves, NOBODY).whole, [], 'where nothing is known of those who stay, nothing is whole')
})

limits('who changes from one organization to another moves; who gets one, loses one or is held does not', () => {
  const contacts = [
    contact({ ...ann(1), organization: '9002' }),
    contact({ ...ann(2), organization: '9002' }),
    contact({ ...ann(3), organization: null }),
    contact({ ...ann(4), organization: '9002', problem: 'odd' }),
    contact({ ...ann(5), organization: '9002' }),
  ]
  const users = [
    user({ ...ann(1), id: '1' }),
    user({ ...ann(2), id: '2', organization: null }),
    user({ ...ann(3), id: '3' }),
    user({ ...ann(4), id: '4' }),
    user({ ...ann(5), id: '5', active: false }),
  ]
  const { moves } = decide(contacts, users)
  assert.equal(moves, { people: 2, largest: [{ from: '9001', people: 2, to: '9002' }], whole: [] })
})

for (const scope of ['end-users', 'managed', 'linked'] as const)
  limits(
    `an organization moves as a whole when all its active users go to one other, in scope or not: ${scope}`,
    () => {
      const people = range(4).map((n) => contact({ ...ann(n), organization: '9002' }))
      const known = range(4).map((n) => user({ ...ann(n), externalId: n === 0 ? null : `s:${n}`, id: `${n}` }))
      const whole = [{ from: '9001', people: 4, to: '9002' }]
      assert.equal(decide(people, known, { scope }).moves.whole, whole)
      const gone = user({ email: 'gone@acme.test', id: '8', active: false })
      assert.equal(decide(people, [...known, gone], { scope }).moves.whole, whole, 'whoever is removed is not there')
      const stays = user({ email: 'stays@acme.test', id: '9', externalId: null })
      const other = contact({ email: 'stays@acme.test', externalId: 's:9' })
      assert.equal(decide([...people, other], [...known, stays], { scope }).moves.whole, [])
      assert.equal(decide(people.slice(2), known.slice(2), { scope }).moves.whole, [], 'two are few')
    },
  )

limits('whoever is removed or held beside those who move does not stay: the organization moves as a whole', () => {
  const people = range(3).map((n) => contact({ ...ann(n), organization: '9002' }))
  const known = range(4).map((n) => user({ ...ann(n), id: `${n}` }))
  const whole = [{ from: '9001', people: 3, to: '9002' }]
  const odd = (organization: string) => contact({ ...ann(3), organization, problem: 'odd' })
  assert.equal(decide(people, known).moves.whole, whole, 'one is removed')
  assert.equal(decide([...people, odd('9002')], known).moves.whole, whole, 'one is held')
  assert.equal(decide([...people, odd('9001')], known).moves.whole, [], 'one is held, and its contact is there')
  assert.equal(decide(people, known, { complete: false }).moves.whole, [], 'one is left alone')
})

limits('moves of one size come in the order of their organizations', () => {
  const move = (from: string, to: string, people = 1) => ({ active: 0, from, people, to })
  const moves = [move('b', 'x'), move('a', 'z'), move('a', 'y'), move('c', 'x'), move('a', 'w', 2), move('a', 'x')]
  assert.equal(
    planMoves(moves, NOBODY).largest.map(({ from, to }) => from + to),
    ['aw', 'ax', 'ay', 'az', 'bx', 'cx'],
  )
  assert.is(planMoves([move('a', 'y'), move('a', 'y')], NOBODY).people, 2)
})

limits('a read is broken where more than half of many contacts have a problem', () => {
  assert.not(isMostlyBroken(19, 19))
  assert.not(isMostlyBroken(10, 20))
  assert.ok(isMostlyBroken(11, 20))
})

limits('absence is unconfirmed where no removal is confirmed, or more than a fifth of many are not', () => {
  assert.not(isMostlyUnconfirmed(0, 0))
  assert.ok(isMostlyUnconfirmed(1, 1))
  assert.not(isMostlyUnconfirmed(18, 19))
  assert.not(isMostlyUnconfirmed(4, 20))
  assert.ok(isMostlyUnconfirmed(5, 20))
})

limits.run()
