// What of the people stands in the target since sync applied it: with "drift": "keep" compare asks this, and then the target.

import { createHash } from 'node:crypto'
import { type Contact, keyed, type Settled, settled, type User } from './artifacts.ts'
import type { Since } from './compare.ts'
import type { Instance } from './config.ts'
import { join as joined } from './join.ts'
import type { Line } from './line.ts'
import { digestOf } from './plan.ts'
import { openState } from './store.ts'

/** As it was before the plan that was applied last: explain tells what that one was made of. */
export const BEFORE = { ...settled, file: 'settled.before.json' }

type Where = Pick<Instance, 'matter' | 'settings' | 'state'>

/**
 * What was applied to the target `from` with the settings of today; null where nothing is known, and everybody is compared
 * with the target. `sha256`: the one that a plan was made of, now or before (null: of none). Throws exit 7 for a damaged file.
 */
export function lastSettled({ matter, settings, state }: Where, from: string, sha256?: string | null) {
  if (settings.drift !== 'keep' || sha256 === null) return null
  const made = digestOf(matter.plan)
  for (const of of sha256 === undefined ? [settled] : [settled, BEFORE]) {
    const found = openState(state, of, 'everybody is compared with the target then')
    if (found === null || (sha256 !== undefined && found.foot.sha256 !== sha256)) continue
    return found.head.from === from && found.head.settings === made ? found : null
  }
  return null
}

/** What tells whether the source says the same of a contact. */
export const contactDigest = ({ text }: Line<Contact>) => createHash('sha256').update(text).digest('hex')

/** What a user may be called in it. */
export const namesOf = ({ externalId, key, otherEmails }: Pick<User, 'externalId' | 'key' | 'otherEmails'>) =>
  [externalId, key, ...otherEmails.map(keyed)].filter((name) => name !== null)

/** Compares what the source says with what was applied. Memory grows with what is new and who has left, not with a side. */
export function sinceOf(contacts: Iterable<Line<Contact>>, before: Iterable<Line<Settled>>): Since {
  const fresh = new Set<string>()
  const left = new Set<string>()
  for (const group of joined(contacts, before)) {
    const known = new Map(group.right.map((line) => [line.field('externalId')!, line.field('contact')]))
    for (const line of group.left) {
      const id = line.field('externalId')!
      if (known.get(id) !== contactDigest(line)) fresh.add(id)
      known.delete(id)
    }
    for (const id of known.keys()) left.add(id).add(group.key)
  }
  return {
    stands: (contact) => !fresh.has(contact.field('externalId')!),
    had: (user) => namesOf(user).some((name) => left.has(name)),
  }
}
