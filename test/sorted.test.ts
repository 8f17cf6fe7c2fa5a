// Lines in order: the same whether they lie in memory or in runs on disk.

import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ascending, type Kept, sorter } from '../lib/sorted.ts'
import { parameters } from './kit/random.ts'

const sorted = suite('sorted')

const text = fc.string({ unit: 'binary', maxLength: 8 })
const line = fc.record({ key: text, tie: text, text }, { noNullPrototype: true })
const lines = fc.array(
  line.map((one): Kept => ({ ...one, text: JSON.stringify(one.text) })),
  { maxLength: 60 },
)

/** The lines of all as one sorter gives them that holds `most` characters. */
function through(all: readonly Kept[], most: number): Kept[] {
  const it = sorter(most)
  for (const one of all) it.add(one)
  assert.is(it.count, all.length)
  return [...it.ascending()]
}

/** As UTF-8 has it, without lone surrogates. */
const utf8 = (some: string) => Buffer.from(some).toString()

const written = (all: readonly Kept[]) =>
  all.map((one) => ({ key: utf8(one.key), tie: utf8(one.tie), text: utf8(one.text) }))

sorted('any lines come in ascending order, also when hardly any fit into memory', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 200 }), (all, most) => {
      const plain = written(all)
      const order = (some: readonly Kept[]) => [...some].map((one) => JSON.stringify(one)).sort()
      const found = through(plain, most)
      assert.equal(order(found), order(plain))
      for (const [index, one] of found.slice(1).entries()) assert.ok(ascending(found[index]!, one) <= 0)
    }),
    parameters(200),
  )
})

sorted('runs on disk have no names: nothing of them is found while or after they are used', () => {
  const runs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('user-sync-run-'))
  const it = sorter(1)
  for (const key of ['b', 'a', 'c']) it.add({ key, tie: '', text: '{}' })
  assert.equal(runs(), [])
  assert.equal(
    [...it.ascending()].map(({ key }) => key),
    ['a', 'b', 'c'],
  )
})

sorted.run()
