// Lines in order: the same whether they lie in memory or in runs on disk.

import { createHash } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { LineWriter } from '../../lib/artifacts/line-writer.ts'
import { compareTexts } from '../../lib/artifacts/order.ts'
import { sorter } from '../../lib/artifacts/sort.ts'
import { type LinePlace, lineSize, textStart } from '../../lib/artifacts/sort-line.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'
import { anyText } from '../kit/texts.ts'

const sorted = suite('sorted')

const text = anyText({ maxLength: 8 })
const name = fc.tuple(text, text)
const names = fc.array(name, { maxLength: 60 })

type Name = readonly [key: string, tie: string]

/** A line whose text is its key and its tie. */
function lineOf([key, tie]: Name): LinePlace {
  const line = new LineWriter()
  line.begin(key, tie)
  line.put(JSON.stringify([key, tie]))
  line.end()
  return line
}

const textOf = (line: LinePlace) => line.bytes.toString('utf8', textStart(line), line.at + lineSize(line))

/** The names of all lines as a sorter gives them that holds `most` bytes. */
function sortNames(all: readonly Name[], most: number): Name[] {
  const it = sorter(most)
  for (const one of all) it.add(lineOf(one))
  assert.is(it.count, all.length)
  const digest = createHash('sha256')
  for (const one of all.toSorted(compareNames)) digest.update(`${JSON.stringify(one)}\n`)
  assert.is(it.digest(), digest.digest('hex'))
  return Array.from(it.ascending(), (line) => JSON.parse(textOf(line)))
}

const compareNames = ([key, tie]: Name, [otherKey, otherTie]: Name) =>
  compareTexts(key, otherKey) || compareTexts(tie, otherTie)

sorted('any lines come in the order of UTF-8 bytes, also when hardly any fit into memory', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 400 }), (all, most) => {
      assert.equal(sortNames(all, most), all.toSorted(compareNames))
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
  for (const key of keys) it.add(lineOf([key, '']))
  assert.ok(openRuns() > 0 && openRuns() < 70, `${openRuns()} runs`)
  let n = 0
  for (const line of it.ascending()) {
    assert.is(textOf(line), JSON.stringify([String(n).padStart(3, '0'), '']))
    if (n++ === 400) break
  }
  assert.is(openRuns(), 0)
})

sorted('runs on disk have no names: nothing of them is found while or after they are used', () => {
  const runs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('user-sync-run-'))
  const it = sorter(1)
  for (const key of ['b', 'a', 'c']) it.add(lineOf([key, '']))
  assert.equal(runs(), [])
  assert.equal(Array.from(it.ascending(), textOf), ['["a",""]', '["b",""]', '["c",""]'])
})

sorted.run()
