// The rules of compare, from the settings of an instance and its snapshots.

import type { Run } from '../cli/stage.ts'
import type { Rules, Since } from '../core/compare.ts'
import { removable } from '../core/protection.ts'
import type { Inputs } from './snapshots.ts'

/** What compare has to know beside the people: the settings, the known organizations, whether the contacts are everyone. */
export function rulesOf({ emailChange, leaving, settings }: Run['instance'], from: Inputs, since?: Since): Rules {
  const linked = new Set([...from.organizations.records].map(({ id }) => id))
  const { duplicates, scope } = settings
  const { complete } = from.contacts.foot
  return { emailChange, duplicates, complete, removable: removable(scope, linked), leaving, since }
}
