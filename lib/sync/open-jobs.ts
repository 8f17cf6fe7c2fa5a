// The jobs of an interrupted run with records that have no final receipt.

import type { JobNote, Receipt } from '../artifacts/records.ts'

/** Follows the lines of a journal. A receipt closes only jobs noted before it. */
export function openJobs() {
  const left = new Map<string, Set<string>>()
  /** The jobs that wait for a record. */
  const jobsOf = new Map<string, string[]>()

  return {
    note({ job, keys, kind }: JobNote): void {
      const names = new Set(keys.map((key) => `${kind} ${key}`))
      left.set(job, names)
      for (const name of names) jobsOf.set(name, [...(jobsOf.get(name) ?? []), job])
    },
    /** Notes a final receipt. */
    close({ kind, key }: Pick<Receipt, 'kind' | 'key'>): void {
      const name = `${kind} ${key}`
      for (const job of jobsOf.get(name) ?? []) {
        const names = left.get(job)
        names?.delete(name)
        if (names?.size === 0) left.delete(job)
      }
      jobsOf.delete(name)
    },
    /** The ids of these jobs. */
    ids: (): string[] => [...left.keys()],
  }
}
