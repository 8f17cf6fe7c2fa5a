// The receipt of a planned entry, from reads of the target before and after the write (docs/promises.md). Pure.

import stringify from 'fast-json-stable-stringify'
import { toKey } from '../artifacts/key.ts'
import {
  attributeOf,
  type Change,
  type Creation,
  type Deletion,
  type Fields,
  type Kind,
  type Receipt,
  type Update,
  type User,
} from '../artifacts/records.ts'
import { isHalfRead } from './protection.ts'

type FoundUser = User | undefined
type WantedFields = Fields & { externalId?: string | null }

const isDeletion = (entry: Change): entry is Deletion => entry.reason === 'absent'

const kindOf = (entry: Change): Kind => (isDeletion(entry) ? 'delete' : 'update')

/**
 * The receipt that ends an entry before anything is sent: the target is already as wanted, or not as the plan says.
 * Null: send it.
 */
export function receiptBeforeWrite(entry: Change, user: FoundUser): Receipt | null {
  const kind = kindOf(entry)
  const end = (outcome: Receipt['outcome'], error: string | null = null): Receipt => ({
    error,
    from: user ? valuesOf(user, kind === 'delete' ? { ...entry.from } : entry.to) : null,
    id: entry.id,
    key: entry.key,
    kind,
    outcome,
    to: null,
  })
  if (!user) return kind === 'delete' ? end('unchanged') : end('conflict', 'the user is gone')
  if (isHalfRead(user)) return end('protected', `protected now: ${user.protected}`)
  if (matches(user, entry.to)) return end('unchanged')
  if (user.protected !== null) return end('protected', `protected now: ${user.protected}`)
  const drift = isDeletion(entry) ? driftOfDeletion(entry, user) : driftOfUpdate(entry, user)
  return drift ? end('conflict', `changed since it was read: ${drift}`) : null
}

function driftOfUpdate({ from, key }: Update, user: User): string {
  const expected = from.key ?? key
  const addresses = [user.key, toKey(user.email), ...user.otherEmails.map(toKey)]
  if (!addresses.includes(expected)) return 'the address it was matched by'
  return differentFields(user, from).join(', ')
}

function driftOfDeletion({ from, email, otherEmails, externalId }: Deletion, user: User): string {
  const fields = differentFields(user, from)
  if (user.email !== email || stringify(user.otherEmails) !== stringify(otherEmails)) fields.push('addresses')
  if (user.externalId !== externalId) fields.push('externalId')
  return fields.join(', ')
}

/** The receipt of a sent entry: the stored values count, whatever the target answered. */
export function receiptAfterWrite(
  entry: Change,
  { user, was, error }: { user: FoundUser; was: User; error: string | null },
): Receipt {
  const kind = kindOf(entry)
  const stored = user ? valuesOf(user, entry.to) : null
  const common = { from: valuesOf(was, entry.to), id: entry.id, key: entry.key, kind, to: stored }
  const done = user ? isDone(user, entry.to) : kind === 'delete' && error === null
  if (done) return { ...common, error: null, outcome: 'applied' }
  return { ...common, error: error ?? explainStored(user, entry.to), outcome: 'failed' }
}

/**
 * The receipt of a creation, by the user that is there now: made by this request ('applied'), or found to be there
 * already with this very external id ('unchanged'); one that is there and is not as planned is a conflict, for the next
 * run to see.
 */
export function receiptOfCreation(
  { key, to }: { key: string; to: WantedFields },
  user: User,
  outcome: 'applied' | 'unchanged',
): Receipt {
  const stored = { ...valuesOf(user, to), externalId: user.externalId }
  const common = { from: null, id: user.id, key, kind: 'create' as const, to: stored }
  if (isDone(user, to)) return { ...common, error: null, outcome }
  if (outcome === 'applied') return { ...common, error: explainStored(user, to), outcome: 'failed' }
  return { ...common, error: `it was there already, and ${explainStored(user, to)}`, outcome: 'conflict' }
}

/** A creation without its external id, for a target that does not store one. */
export function withoutExternalId({ key, to }: Creation): { key: string; to: Omit<Creation['to'], 'externalId'> } {
  const { externalId: _, ...rest } = to
  return { key, to: rest }
}

/** The receipt of a failed creation; `id` is the existing user with its name. */
export const receiptOfFailedCreation = (
  { key }: Creation,
  { outcome, error, id = null }: { outcome: 'conflict' | 'failed'; error: string; id?: string | null },
): Receipt => ({ error, from: null, id, key, kind: 'create', outcome, to: null })

/** The values of a user, for the fields in `wanted`. */
function valuesOf(user: User, wanted: WantedFields): Fields {
  const { attributes, ...person } = user.person
  const values: Record<string, unknown> = { ...person, email: user.email, key: user.key }
  const picked = Object.keys(wanted).flatMap((name) => (name in values ? [[name, values[name]]] : []))
  const names = Object.keys(wanted.attributes ?? {})
  return {
    ...Object.fromEntries(picked),
    ...(wanted.attributes && {
      attributes: Object.fromEntries(names.map((name) => [name, attributeOf(attributes, name)])),
    }),
  }
}

/** Whether a user is as wanted, as far as it could be read: half of a user proves nothing. */
const isDone = (user: User, wanted: WantedFields) => !isHalfRead(user) && matches(user, wanted)

const matches = (user: User, wanted: WantedFields) => differentFields(user, wanted).length === 0

/** The names of the fields in which a user is not as wanted; addresses are compared as keys. */
function differentFields(user: User, wanted: WantedFields): string[] {
  const now: Record<string, unknown> = { ...valuesOf(user, wanted), externalId: user.externalId }
  return Object.entries(wanted).flatMap(([name, value]) => {
    const same =
      name === 'email' ? toKey(user.email) === toKey(String(value)) : stringify(now[name]) === stringify(value)
    return same ? [] : [name]
  })
}

function explainStored(user: FoundUser, wanted: WantedFields): string {
  if (!user) return 'the user is gone after the write'
  const now: Record<string, unknown> = { ...valuesOf(user, wanted), externalId: user.externalId }
  const fields = differentFields(user, wanted).map((name) => `${name} ${JSON.stringify(now[name])}`)
  const unread = isHalfRead(user) ? [`a user of whom something is ${user.protected}`] : []
  return `target stored ${[...fields, ...unread].join(', ')}`
}
