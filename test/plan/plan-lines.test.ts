// The plan in words: its line of counts, and its first changes.

import * as assert from 'uvu/assert'
import { reasonNames } from '../../lib/artifacts/records.ts'
import type { Tally } from '../../lib/core/tally.ts'
import { changeLines, planLine } from '../../lib/plan/plan-lines.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactId, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const plan = suite('the plan in words')

const tally = (some: Partial<Tally>): Tally => ({
  ...(Object.fromEntries(reasonNames.map((name) => [name, 0])) as Tally),
  ...some,
})

plan('the line has the counts, and the reasons to hold from the most frequent one on', () => {
  const counts = { create: 12, update: 3, delete: 1, held: 5 }
  assert.is(
    planLine(counts, tally({ problem: 1, 'address-changed': 4, equal: 90 })),
    'Plan: 12 to create, 3 to update, 1 to delete, 5 held (4 address changed, 1 contact problem)',
  )
  assert.is(planLine({ ...counts, held: 0 }, tally({})), 'Plan: 12 to create, 3 to update, 1 to delete, 0 held')
})

const linesIn = ({ folder }: Place, reveal: boolean) =>
  [...changeLines(folder, { reveal })].map(({ sign, text }) => `${sign} ${text}`)

plan('each change is a line: ids and organizations, names and values only where they are asked for', () =>
  at(changing(), async (here) => {
    await compared(here)
    const id = `salesforce:${contactId(100)}`
    assert.equal(linesIn(here, false), [
      `+ create ${id}: name <hidden>, organization "901"`,
      '~ update 5101: name <hidden> → <hidden>, organization "900" → "902"',
      '~ update 5102: active false → true',
      '- delete 5103: name <hidden>, organization "901"',
    ])
    assert.equal(linesIn(here, true).slice(0, 2), [
      `+ create ${id}: name "Person 100", organization "901"`,
      '~ update 5101: name "Old Name" → "Person 101", organization "900" → "902"',
    ])
  }),
)

plan('50 changes are shown, those of rare kinds all, and the rest is counted', () => {
  const numbers = Array.from({ length: 80 }, (_, n) => n)
  const world = worldOf({
    contacts: [...numbers.map((n) => contactOf(100 + n)), ...numbers.map((n) => contactOf(300 + n))],
    users: [...numbers.map((n) => userOf(300 + n, { name: 'Old Name' })), userOf(500)],
  })
  return at(world, async (here) => {
    await compared(here)
    const signs = linesIn(here, false).map((line) => line[0])
    assert.equal(
      ['+', '~', '-'].map((sign) => signs.filter((one) => one === sign).length),
      [24, 25, 1],
    )
    const { code, said } = await here.run('compare', ['--details'])
    assert.is(code, 0, said)
    assert.match(said, /^\+ create salesforce:\w{18}: name <hidden>, organization "\d+"$/m)
    assert.match(said, /^\.\.\. and 111 more in the plan files of .*us-gov$/m)
    assert.match(said, 'compare us-gov: Plan: 80 to create, 80 to update, 1 to delete, 0 held')
    assert.not.match(said, '\u001b[')
  })
})

plan.run()
