// Hashes that are found again, whether they lie in memory or in a file.

import * as assert from 'uvu/assert'
import { HashSet, hashOfText } from '../../lib/artifacts/byte-hash.ts'
import { HashList } from '../../lib/artifacts/hash-list.ts'
import { suite } from '../kit/suite.ts'

const hashes = suite('hashes')

const setOf = (...texts: string[]) => {
  const set = new HashSet()
  for (const text of texts) set.add(hashOfText(text))
  return set
}

function listOf(count: number, most: number): HashList {
  const list = new HashList(most)
  for (let n = 0; n < count; n++) list.add(hashOfText(`person ${n}`))
  return list
}

hashes('each hash of a list is found, and no other one, also when few fit in memory', () => {
  for (const most of [1_024, 1_000_000]) {
    const list = listOf(5_000, most)
    for (const n of [0, 1_023, 1_024, 2_500, 4_999]) assert.ok(list.isAnyIn(setOf('nobody', `person ${n}`)), `${n}`)
    assert.not(list.isAnyIn(setOf('person 5000', 'nobody')))
    assert.not(list.isAnyIn(setOf()))
    list.close()
  }
})

hashes('a set has what was added, once', () => {
  const texts = Array.from({ length: 3_000 }, (_, n) => `person ${n}`)
  const set = setOf(...texts, ...texts)
  assert.is(set.size, 3_000)
  assert.ok(texts.every((text) => set.has(hashOfText(text))))
  assert.not(set.has(hashOfText('nobody')))
})

hashes('texts that differ in capitals of ASCII alone have one hash; others differ', () => {
  assert.is(hashOfText('Ann.Lee@Acme.test'), hashOfText('ann.lee@acme.test'))
  const texts = Array.from({ length: 20_000 }, (_, n) => hashOfText(`${n}@x`))
  assert.is(new Set(texts).size, texts.length)
})

hashes.run()
