// Reads of single records that are joined: those that wait for the answer of another one go out in one request.

interface WaitingRead<T> {
  id: string
  resolve(value: T | undefined): void
  reject(cause: unknown): void
}

/**
 * Makes a read of one record by its id from `read`, which reads at most `most` ids in one request. Only one request
 * runs at a time, and all reads that come in the meantime share the next one. Gives undefined for a record that the
 * answer lacks. Throws the error of the request with that id.
 */
export function readTogether<T>(
  most: number,
  read: (ids: string[]) => Promise<ReadonlyMap<string, T>>,
): (id: string) => Promise<T | undefined> {
  const waiting: WaitingRead<T>[] = []
  let isReading = false

  async function readWaiting(): Promise<void> {
    isReading = true
    while (waiting.length > 0) {
      const some = waiting.splice(0, most)
      try {
        const found = await read([...new Set(some.map(({ id }) => id))])
        for (const { id, resolve } of some) resolve(found.get(id))
      } catch (cause) {
        for (const { reject } of some) reject(cause)
      }
    }
    isReading = false
  }

  return (id) =>
    new Promise((resolve, reject) => {
      waiting.push({ id, resolve, reject })
      if (!isReading) void readWaiting()
    })
}
