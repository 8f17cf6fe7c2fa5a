// Concurrent work with a limit: the next item starts when one ends.

import { setImmediate as aTurn } from 'node:timers/promises'

/**
 * Runs `work` on at most `limit` items at once, and yields their results as they come. After an error no further item
 * starts; running items end and yield, then the first error is thrown.
 */
export async function* runConcurrently<T, R>(
  limit: number,
  items: Iterable<T>,
  work: (item: T, emit: (said: R) => void) => Promise<void>,
): AsyncGenerator<R> {
  const said: R[] = []
  const waiting = items[Symbol.iterator]()
  let running = 0
  let over = false
  let failure: { error: unknown } | null = null
  let wake = () => {}

  const run = async (item: T) => {
    try {
      await work(item, (one) => {
        said.push(one)
        wake()
      })
    } catch (error) {
      failure ??= { error }
      over = true
    }
    running--
    begin()
    wake()
  }
  const begin = () => {
    while (!over && running < limit) {
      const { done, value } = waiting.next()
      if (done) over = true
      else {
        running++
        void run(value)
      }
    }
  }

  begin()
  for (;;) {
    while (said.length) yield said.shift()!
    if (running === 0 && over) break
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  if (failure) throw (failure as { error: unknown }).error
}

/**
 * Runs `work` on at most `limit` items at once, and yields the results in the order of the items. At most `limit`
 * results are held: the next item starts when one is taken. Throws the error of the first item, in order, that fails.
 */
export async function* mapInOrder<T, R>(
  limit: number,
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const waiting = items[Symbol.iterator]()
  const begun: Promise<R>[] = []
  const begin = () => {
    const { done, value } = waiting.next()
    if (done) return
    const result = work(value)
    result.catch(() => undefined) // it is thrown when its turn comes
    begun.push(result)
  }
  for (let n = 0; n < limit; n++) begin()
  while (begun.length > 0) {
    yield await begun[0]!
    begun.shift()
    begin()
  }
}

/**
 * Yields what `items` yields. The next one, such as the next page, is under way while the reader works on the one
 * before.
 */
export async function* oneAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]()
  const begin = () => {
    const next = iterator.next()
    next.catch(() => undefined) // it is thrown when its turn comes
    return next
  }
  let isOver = false
  try {
    for (let next = begin(); ; ) {
      const { done, value } = await next
      isOver = done === true
      if (isOver) return
      next = begin()
      await aTurn() // a reader that never waits would keep its request from the connection
      yield value
    }
  } finally {
    // a reader that stops does not wait for the item under way
    if (!isOver) iterator.return?.().catch(() => undefined)
  }
}

/** Splits items into arrays of at most `size`. */
export function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length) yield batch
}
