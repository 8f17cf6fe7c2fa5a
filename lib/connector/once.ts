// A value that is computed once.

/** Calls `work` at the first call; every later call returns the same value, also a rejected promise. */
export function once<T>(work: () => T): () => T {
  let result: { value: T } | null = null
  return () => {
    result ??= { value: work() }
    return result.value
  }
}
