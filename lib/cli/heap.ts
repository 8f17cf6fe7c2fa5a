// The heap of stages whose memory must not grow with the number of records.

import { setFlagsFromString } from 'node:v8'

/** How much the heap may grow, in percent of what is alive, before V8 collects garbage; V8 itself takes up to 300. */
const GROWTH = { compare: 60, sync: 60, gather: 30 }

/** Bounds the garbage of a stage. One collection takes a few milliseconds, because little is alive. */
export function boundGarbage(stage: keyof typeof GROWTH): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH[stage]}`)
}
