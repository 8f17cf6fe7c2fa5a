// Joins two streams that ascend by key; neither is held in memory.

import { compareTexts } from '../artifacts/order.ts'

/** The items of both sides with one key. */
interface Group<A, B> {
  key: string
  left: A[]
  right: B[]
}

/** A full outer join of two streams that ascend by key: one group a key. */
export function* join<A extends { key: string }, B extends { key: string }>(
  lefts: Iterable<A>,
  rights: Iterable<B>,
): Generator<Group<A, B>> {
  const left = groupsByKey(lefts)
  const right = groupsByKey(rights)
  let a = left.next()
  let b = right.next()
  while (!a.done || !b.done) {
    const key = a.done ? b.value![0]!.key : b.done ? a.value[0]!.key : least(a.value[0]!.key, b.value[0]!.key)
    const group: Group<A, B> = { key, left: [], right: [] }
    if (!a.done && a.value[0]!.key === key) {
      group.left = a.value
      a = left.next()
    }
    if (!b.done && b.value[0]!.key === key) {
      group.right = b.value
      b = right.next()
    }
    yield group
  }
}

const least = (a: string, b: string) => (compareTexts(a, b) < 0 ? a : b)

function* groupsByKey<T extends { key: string }>(items: Iterable<T>): Generator<T[], void> {
  let group: T[] = []
  for (const item of items) {
    if (group[0] && group[0].key !== item.key) {
      yield group
      group = []
    }
    group.push(item)
  }
  if (group.length) yield group
}
