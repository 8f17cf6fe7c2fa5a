// A second feed about thirty people who are in the target.

import { again, range, recordOf, toZendesk, world } from './feed-folder.ts'
import { at, type Place } from './pipeline.ts'

/** What a second feed makes of thirty people who are in the target. */
export const second = (
  first: (here: Place) => void,
  next: (here: Place) => void,
  seen: (here: Place) => Promise<void>,
): Promise<void> =>
  at(world(), async (here) => {
    toZendesk(here)
    first(here)
    await again(here, 'create 30 applied')
    next(here)
    await seen(here)
  })

export const everyone = range(1, 31).map((n) => recordOf(n))
