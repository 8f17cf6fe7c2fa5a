// The processor's time: unlike the clock's it does not pass while other processes have their turn.

/** Seconds of the processor that `work` takes in this process. */
export function cpuSecondsOf(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1e6
}
