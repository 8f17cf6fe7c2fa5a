// Concurrent work with a limit: the next item starts when one ends.

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
