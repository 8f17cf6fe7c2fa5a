// Everything unpleasant at once. Nothing here loses or invents a record.

import type { Options } from './options.ts'
import { column } from './parts/table.ts'
import { unpleasantDays } from './systems.ts'

/** The options of a bad day, the same at every run. A client that repeats requests as documented succeeds. */
export function unpleasant(): Options {
  const days = unpleasantDays()
  return { ...column(days, 'options'), faults: column(days, 'faults') }
}
