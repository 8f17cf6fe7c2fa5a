// What is asked for once, and kept.

/** Calls `work` at the first call and gives every later call the same value, a promise that was rejected too. */
export function once<T>(work: () => T): () => T {
  let result: { value: T } | null = null
  return () => {
    result ??= { value: work() }
    return result.value
  }
}
