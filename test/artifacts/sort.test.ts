// Lines in order: the same whether they lie in memory or in runs on disk.

import { readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { SortableLine } from '../../lib/artifacts/held-lines.ts'
import { compareLines, sorter } from '../../lib/artifacts/sort.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'
import { anyText } from '../kit/texts.ts'

const sorted = suite('sorted')

const text = anyText({ maxLength: 8 })
const line = fc.record({ key: text, tie: text, text }, { noNullPrototype: true })
const lines = fc.array(
  line.map((one): SortableLine => ({ ...one, text: JSON.stringify(one.text) })),
  { maxLength: 60 },
)

/** The lines of all as one sorter gives them that holds `most` characters. */
function through(all: readonly SortableLine[], most: number): SortableLine[] {
  const it = sorter(most)
  for (const one of all) it.add(one)
  assert.is(it.count, all.length)
  return [...it.ascending()]
}

sorted('any lines come in ascending order, also when hardly any fit into memory', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 200 }), (all, most) => {
      const order = (some: readonly SortableLine[]) => [...some].map((one) => JSON.stringify(one)).sort()
      const found = through(all, most)
      assert.equal(order(found), order(all))
      for (const [index, one] of found.slice(1).entries()) assert.ok(compareLines(found[index]!, one) <= 0)
    }),
    parameters(300),
  )
})

sorted('there are never more than some runs, and a walk that ends early leaves no file open', () => {
  // sockets of tests before this one may end meanwhile, so runs alone count
  const linkOf = (fd: string) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd))
    } catch {
      return '' // the folder itself was open while it was read
    }
  }
  const openRuns = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).includes('user-sync-run-')).length
  const it = sorter(1)
  const keys = Array.from({ length: 500 }, (_, n) => String((n * 7919) % 500).padStart(3, '0'))
  for (const key of keys) it.add({ key, tie: '', text: '{}' })
  assert.ok(openRuns() > 0 && openRuns() < 70, `${openRuns()} runs`)
  let n = 0
  for (const { key } of it.ascending()) {
    assert.is(key, String(n).padStart(3, '0'))
    if (n++ === 400) break
  }
  assert.is(openRuns(), 0)
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
