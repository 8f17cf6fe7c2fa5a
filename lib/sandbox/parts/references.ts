// What no remote system could hold is not served: keys that are there twice, and references into nothing.

/** Throws where two records have one key; gives all keys. */
export function assertDistinct<T>(where: string, records: T[], keysOf: (record: T) => (string | number)[]) {
  const seen = new Set<string | number>()
  for (const [n, record] of records.entries()) {
    for (const key of new Set(keysOf(record))) {
      if (seen.has(key)) throw new Error(`world file: ${where}.${n}: ${key} is there twice`)
      seen.add(key)
    }
  }
  return seen
}

/** Throws where a record refers to none of the known ids. */
export function assertRefers<T>(
  where: string,
  records: T[],
  target: (record: T) => string | number | null,
  known: Set<string | number>,
) {
  for (const [n, record] of records.entries()) {
    const id = target(record)
    if (id !== null && !known.has(id)) throw new Error(`world file: ${where}.${n}: there is no ${id}`)
  }
}
