// Checks of a world file: the sandbox does not serve a world that the remote system could not have.

type Key = string | number

/** Returns the keys of all records. Throws if two records have the same key; `where` is their place in the file. */
export function assertDistinct<T>(where: string, records: T[], keysOf: (record: T) => Key[]): Set<Key> {
  const seen = new Set<Key>()
  for (const [n, record] of records.entries()) {
    for (const key of new Set(keysOf(record))) {
      if (seen.has(key)) throw new Error(`world file: ${where}.${n}: ${key} is there twice`)
      seen.add(key)
    }
  }
  return seen
}

/** The reference of a record, and the ids that exist. */
interface Reference<T> {
  target: (record: T) => Key | null
  known: Set<Key>
}

/** Throws if a record refers to an id that does not exist; null refers to nothing. */
export function assertRefers<T>(where: string, records: T[], { target, known }: Reference<T>): void {
  for (const [n, record] of records.entries()) {
    const id = target(record)
    if (id !== null && !known.has(id)) throw new Error(`world file: ${where}.${n}: there is no ${id}`)
  }
}
