// The heap of stages whose memory must not grow with the number of records.

import { setFlagsFromString } from 'node:v8'

/**
 * How much the heap may grow, in percent of what is alive, before V8 collects garbage; V8 itself takes up to 300. The
 * space for new objects keeps the size that it has: else it grows by 30 MB.
 */
const FLAGS = ['--heap-growing-percent=30', '--semi-space-growth-factor=1']

/** Bounds the garbage of this process. A gather has little alive, so it collects in a few milliseconds. */
export function boundGarbage(): void {
  for (const flag of FLAGS) setFlagsFromString(flag)
}
