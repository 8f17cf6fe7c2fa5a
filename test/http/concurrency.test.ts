// Several at a time: nothing is lost, never more than allowed, whatever the timing.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { batches, mapInOrder, oneAhead, runConcurrently } from '../../lib/http/concurrency.ts'
import { suite } from '../kit/suite.ts'

const several = suite('in flight')

/** Lets a number of turns of the event loop pass. */
const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve))
}

const timing = fc.array(fc.record({ before: fc.nat(3), between: fc.nat(2), says: fc.nat(3) }), { maxLength: 30 })

several('every item is worked on and everything it says is yielded, however slow the reader is', () =>
  fc.assert(
    fc.asyncProperty(timing, fc.integer({ min: 1, max: 6 }), fc.nat(4), async (items, limit, reader) => {
      let running = 0
      let most = 0
      const said: string[] = []
      const work = async ({ before, between, says }: (typeof items)[number], emit: (one: string) => void) => {
        most = Math.max(most, ++running)
        await turns(before)
        for (let n = 0; n < says; n++) {
          emit(`${n}`)
          await turns(between)
        }
        running--
      }
      for await (const one of runConcurrently(limit, items, work)) {
        said.push(one)
        await turns(reader)
      }
      assert.is(
        said.length,
        items.reduce((sum, { says }) => sum + says, 0),
      )
      assert.is(most, Math.min(limit, items.length))
    }),
    { numRuns: 150, seed: 5 },
  ),
)

several('results come in the order of the items, never more than the limit begun and not taken', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), async (delays, limit) => {
      const items = delays.map((delay, place) => ({ delay, place }))
      let begun = 0
      let most = 0
      const places: number[] = []
      const work = async ({ delay, place }: (typeof items)[number]) => {
        most = Math.max(most, ++begun - places.length)
        await turns(delay)
        return place
      }
      for await (const place of mapInOrder(limit, items, work)) places.push(place)
      assert.equal(
        places,
        items.map(({ place }) => place),
      )
      assert.is(most, Math.min(limit, items.length))
    }),
    { numRuns: 60, seed: 5 },
  ),
)

several('the error of an item is thrown in its turn, and no further item begins', async () => {
  const begun: number[] = []
  const taken: number[] = []
  const work = async (n: number) => {
    begun.push(n)
    if (n === 2) throw new Error('item 2')
    return n
  }
  const take = async () => {
    for await (const n of mapInOrder(3, [0, 1, 2, 3, 4, 5, 6], work)) taken.push(n)
  }
  await take().then(
    () => assert.unreachable('it has to throw'),
    (error: Error) => assert.is(error.message, 'item 2'),
  )
  assert.equal(
    [taken, begun],
    [
      [0, 1],
      [0, 1, 2, 3, 4],
    ],
  )
})

several('the next item is under way while the reader works on the one before', async () => {
  const begun: number[] = []
  async function* numbers() {
    for (const n of [1, 2, 3]) {
      begun.push(n)
      yield n
    }
  }
  const seen: [number, number[]][] = []
  for await (const n of oneAhead(numbers())) seen.push([n, [...begun]])
  assert.equal(seen, [
    [1, [1, 2]],
    [2, [1, 2, 3]],
    [3, [1, 2, 3]],
  ])
})

several(
  'an error of the next item is thrown after the one before, and a reader that stops ends the items',
  async () => {
    let ends = 0
    async function* failing() {
      try {
        yield 1
        throw new Error('item 2')
      } finally {
        ends++
      }
    }
    const taken: number[] = []
    const take = async () => {
      for await (const n of oneAhead(failing())) taken.push(n)
    }
    await take().then(
      () => assert.unreachable('it has to throw'),
      (error: Error) => assert.is(error.message, 'item 2'),
    )
    assert.equal(taken, [1])
    async function* endless() {
      try {
        for (;;) yield 1
      } finally {
        ends++
      }
    }
    for await (const _ of oneAhead(endless())) break
    await turns(2)
    assert.is(ends, 2)
  },
)

several('works through many items that end at once', async () => {
  const said: number[] = []
  const items = Array.from({ length: 20 }, (_, n) => n)
  for await (const one of runConcurrently<number, number>(5, items, async (n, emit) => emit(n))) {
    said.push(one)
    await turns(1)
  }
  assert.equal(said, items)
})

several('an error begins nothing new, lets the others end, and is thrown at last', async () => {
  const begun: number[] = []
  const said: number[] = []
  const run = async () => {
    for await (const one of runConcurrently<number, number>(2, [0, 1, 2, 3], async (n, emit) => {
      begun.push(n)
      if (n === 0) throw new Error('no')
      await turns(3)
      emit(n)
    })) {
      said.push(one)
    }
  }
  const error = await run().catch((caught: Error) => caught)
  assert.is((error as Error).message, 'no')
  assert.equal([begun, said], [[0, 1], [1]])
})

several('batches hold at most their size, in order, and the rest', () => {
  assert.equal([...batches([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]])
  assert.equal([...batches([], 2)], [])
})

several.run()
