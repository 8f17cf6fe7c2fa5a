// Everything that is merely unpleasant, at once: nothing here loses or invents a record.

import type { Options } from './options.ts'
import { forEachSystem } from './systems.ts'

/** The options of a bad day, the same at every run; what a client repeats as documented comes to a good end. */
export function unpleasant(): Options {
  const days = forEachSystem((system) => system.unpleasant())
  const options = forEachSystem((_, name) => days[name].options) as Options
  return { ...options, faults: forEachSystem((_, name) => days[name].faults) }
}
