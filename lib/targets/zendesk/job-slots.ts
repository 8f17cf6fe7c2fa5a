// How many jobs may be in flight: Zendesk counts everybody's, and tells with every job that is begun how many are left.

/** Queued or working at once in an account, whoever began them (Zendesk, Rate limits, "Job limit"). */
export const MOST_JOBS = 30

export interface JobSlots {
  /** Waits for a slot and takes it. One of ours may always try, however many others there were when last told. */
  take(): Promise<void>
  /** A job of ours was begun, and so many more may be; null where the answer did not tell. */
  noteBegun(left: number | null): void
  /** No job was begun: so many are there already. */
  noteFull(current: number): void
  /** Gives the slot back; `begun` says whether a job of ours ended with it. */
  release(begun: boolean): void
  /** Milliseconds since a job of ours ended. */
  idleMs(): number
}

/** The slots of one account, those of other integrations counted. */
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
