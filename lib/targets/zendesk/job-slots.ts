// The limit of jobs in flight: Zendesk counts the jobs of all integrations, and states the rest with every new job.

/** The most jobs in flight per account, of all integrations (Zendesk, Rate limits, "Job limit"). */
export const MOST_JOBS = 30

export interface JobSlots {
  /** Waits for a slot and takes it. One slot is always free for us, whatever the count of other jobs. */
  take(): Promise<void>
  /** Notes that a job of ours began, and how many more may begin; null if not stated. */
  noteBegun(left: number | null): void
  /** Notes that no job began, because of `current` jobs in flight. */
  noteFull(current: number): void
  /** Returns the slot; `begun` tells whether a job of ours ended with it. */
  release(begun: boolean): void
  /** Milliseconds since the last end of a job of ours. */
  idleMs(): number
}

/** The job slots of one account. */
export function jobSlots(): JobSlots {
  const waiting: (() => void)[] = []
  let taken = 0
  let jobs = 0
  let others = 0
  let lastEnd = Number.NEGATIVE_INFINITY
  const wake = () => {
    while (waiting.length > 0 && taken < Math.max(1, MOST_JOBS - others)) {
      taken++
      waiting.shift()!()
    }
  }

  return {
    take: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        wake()
      }),
    noteBegun(left) {
      jobs++
      if (left !== null) others = Math.max(0, MOST_JOBS - left - jobs)
      wake()
    },
    noteFull(current) {
      others = Math.max(0, current - jobs)
    },
    release(begun) {
      taken--
      if (begun) {
        jobs--
        lastEnd = performance.now()
      }
      wake()
    },
    idleMs: () => performance.now() - lastEnd,
  }
}
