// With `"drift": "keep"`, compare reads state/synced.json, and compares only new, changed and pending people with the
// target.

import { createHash } from 'node:crypto'
import { digestOf } from '../artifacts/digest.ts'
import { synced } from '../artifacts/files.ts'
import { toKey } from '../artifacts/key.ts'
import { openState } from '../artifacts/read.ts'
import type { Line } from '../artifacts/record-line.ts'
import type { Contact, Synced, User } from '../artifacts/records.ts'
import type { Instance } from '../config/config.ts'
import type { LastSync } from '../core/decision.ts'
import { join } from '../core/join.ts'

/** The file before the last applied plan; explain needs it to repeat the decisions of that plan. */
export const syncedBefore = { ...synced, file: 'synced.before.json' }

type Where = Pick<Instance, 'planInputs' | 'settings' | 'state'>

/**
 * Opens state/synced.json of the target `from` and the settings of today; null if there is none, and all people are
 * compared with the target. `sha256` selects the file that a plan was made with (null: none). Throws exit 7 if it is
 * damaged.
 */
export function readLastSynced({ planInputs, settings, state }: Where, from: string, sha256?: string | null) {
  if (settings.drift !== 'keep' || sha256 === null) return null
  const made = digestOf(planInputs.plan)
  for (const of of sha256 === undefined ? [synced] : [synced, syncedBefore]) {
    const found = openState(state, of, 'all people are compared with the target then')
    if (found === null || (sha256 !== undefined && found.foot.sha256 !== sha256)) continue
    return found.head.from === from && found.head.settings === made ? found : null
  }
  return null
}

/** The digest of the contacts of one key: it changes with any of their values. */
export function digestOfGroup(contacts: readonly Line<Contact>[]): string {
  const hash = createHash('sha256')
  for (const { text } of contacts) hash.update(`${text}\n`)
  return hash.digest('hex')
}

type UserNames = Pick<User, 'email' | 'externalId' | 'key' | 'otherEmails'>

/** Every identifier by which synced.json may know this user: external id, key, addresses. */
export const identifiersOf = ({ email, externalId, key, otherEmails }: UserNames): string[] =>
  [externalId, key, ...[email, ...otherEmails].map(toKey)].filter((name) => name !== null)

/**
 * Compares the contacts with the last applied ones. `complete`: the contacts are all people. Memory grows with new,
 * changed, pending and absent people, not with a side.
 */
export function compareWithLastSync(
  contacts: Iterable<Line<Contact>>,
  before: Iterable<Line<Synced>>,
  complete: boolean,
): LastSync {
  const fresh = new Set<string>()
  const left = new Set<string>()
  for (const { key, left: group, right } of join(contacts, before)) {
    const [last] = right
    if (group.length > 0 && last?.field('applied') !== digestOfGroup(group)) fresh.add(key)
    if (group.length > 0 || !last || !complete) continue
    for (const name of [key, ...last.record.identifiers]) left.add(name)
  }
  return {
    isUnchanged: (key) => !fresh.has(key),
    knew: (user) => identifiersOf(user).some((name) => left.has(name)),
  }
}
