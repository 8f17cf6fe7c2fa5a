// The decisions of compare: matches in, changes and held records out. No clock, no network, no files.

import { isActive, isSound, type Line } from '../artifacts/record-line.ts'
import type { Contact, Creation, Held, Person, Reason, Update, User } from '../artifacts/records.ts'
import type { Decision, PlanEntry, Rules } from './decision.ts'
import { addressesOfUser, differences, isAddressCompared, newAddress } from './differences.ts'
import type { Match } from './match.ts'

/** Decides match by match, as the table in docs/decisions.md says; rows that hold win over all others. */
export function* compare(matches: Iterable<Match>, rules: Rules): Generator<Decision> {
  let last: Decision | null = null
  for (const one of decisions(matches, rules)) {
    const [shared, record] = [last && heldRecordOfMasked(last), heldRecordOfMasked(one)]
    if (shared && shared.key === record?.key) {
      shared.users.push(...record.users) // a key stands in held.json once
      yield { ...one, entry: null }
      continue
    }
    if (last) yield last
    last = one
  }
  if (last) yield last
}

/** The record of users without a contact who are held as `masked`; users with one key follow one another. */
const heldRecordOfMasked = ({ entry, reason }: Decision): Held | null =>
  entry?.into === 'held' && reason === 'masked' ? entry.record : null

function* decisions(matches: Iterable<Match>, rules: Rules): Generator<Decision> {
  for (const match of matches) {
    const sides = match.contacts.length === 0 ? 'user' : match.users.length === 0 ? 'contact' : 'both'
    const decided = isEqual(match, rules)
      ? decisionFor('equal')
      : applyRefusals(applyDriftRule(decide(match, rules), match, rules), match, rules)
    const { entry, isMerged, marked, reason } = decided
    const { joins, leaves } = changeOfOrganization(entry, match, rules)
    const transfer = transferOf(entry, match)
    const unsettled = organizationsUnsettledBy(entry, match)
    yield { entry, isMerged, joins, leaves, marked, reason, sides, transfer, unsettled }
  }
}

/**
 * Reasons to which `"drift": "keep"` applies: the target differs, the source has not changed. A returned person is
 * always updated.
 */
const DRIFT: readonly Reason[] = ['missing', 'differs', 'address-changed', 'absent', 'masked', 'protected']

function applyDriftRule(found: DecisionOfOne, { contacts, users }: Match, { lastSync }: Rules): DecisionOfOne {
  if (!lastSync || !DRIFT.includes(found.reason) || isReactivation(found.entry)) return found
  const isOld = contacts.length > 0 ? lastSync.isUnchanged(contacts[0]!.key) : !lastSync.knew(users[0]!.record)
  return isOld ? decisionFor('drift') : found
}

/** Holds a change that the target refused for good: every run would be refused again. */
function applyRefusals(found: DecisionOfOne, { contacts, users }: Match, { refused }: Rules): DecisionOfOne {
  const message = found.entry && refused ? refused(found.entry) : null
  if (message === null) return found
  const members = membersOf(contacts.map(({ record }) => record))
  const hold = holdRecord(
    'refused',
    members,
    users.map(({ record }) => record),
  )
  Object.assign(hold.entry!.record, { message })
  return hold
}

const isReactivation = (entry: PlanEntry | null) => entry?.into === 'update' && entry.record.to.active === true

type DecisionOfOne = Omit<Decision, 'sides' | 'leaves' | 'joins' | 'transfer' | 'unsettled'>

/** The organizations that lose or get an active user in scope. A held person changes none. */
function changeOfOrganization(
  entry: PlanEntry | null,
  { users }: Match,
  { removable }: Rules,
): Pick<Decision, 'leaves' | 'joins'> {
  if (entry === null || entry.into === 'held') return { leaves: null, joins: null }
  if (entry.into === 'create') return { leaves: null, joins: entry.record.to.organization }
  const user = users[0]!.record
  const home = (one: User) => (removable(one) ? one.person.organization : null)
  const person = Object.assign({}, user.person, entry.record.to) as Person
  const [leaves, joins] = [home(user), home({ ...user, person })]
  return leaves === joins ? { leaves: null, joins: null } : { leaves, joins }
}

function transferOf(entry: PlanEntry | null, { users }: Match): Decision['transfer'] {
  if (entry?.into !== 'update') return null
  const [from, to] = [entry.record.from.organization ?? null, entry.record.to.organization ?? null]
  return from === null || to === null ? null : { from, to, isActive: users[0]!.record.person.active }
}

/**
 * The organizations that may lose a removed or held user. A held user stays for certain if one of their contacts is in
 * that organization.
 */
function organizationsUnsettledBy(entry: PlanEntry | null, { contacts, users }: Match): string[] {
  if (entry?.into !== 'delete' && entry?.into !== 'held') return []
  const wanted = new Set(contacts.map(({ record }) => record.person.organization))
  return users.flatMap(({ record: { person, protected: reason } }) =>
    person.active && reason === null && person.organization !== null && !wanted.has(person.organization)
      ? person.organization
      : [],
  )
}

const decisionFor = (row: Reason, more: Partial<Omit<DecisionOfOne, 'row'>> = {}): DecisionOfOne => ({
  reason: row,
  entry: null,
  isMerged: false,
  marked: false,
  ...more,
})

/** The usual case, found by a comparison of bytes: one contact, one user, no conflict, the same values. */
function isEqual({ contacts, users, by, contested, stranger }: Match, { emailChange }: Rules): boolean {
  const [contact] = contacts
  const [user] = users
  if (!contact || !user || contacts.length > 1 || by !== 'key' || contested || stranger) return false
  return (
    isAddressKept(contact, user, emailChange) &&
    isSound(contact) &&
    isActive(contact.personBytes) &&
    contact.personBytes === user.personBytes
  )
}

/** Whether the address needs no comparison: the target cannot change it, or both sides have the same. */
const isAddressKept = (contact: Line<Contact>, user: Line<User>, emailChange: Rules['emailChange']) =>
  emailChange === 'hold' || contact.field('email') === user.field('email')

/**
 * The active contacts of a group, or all if none is active. The first represents the group: it has the lowest external
 * id, because contacts ascend by key, then by external id.
 */
export function membersOf(group: Contact[]): Contact[] {
  const present = group.filter(({ person }) => person.active)
  return present.length ? present : group
}

function decide({ contacts, users, by, contested, respelled, stranger }: Match, rules: Rules): DecisionOfOne {
  const group = contacts.map(({ record }) => record)
  const found = users.map(({ record }) => record)
  const [user = null] = found
  const members = membersOf(group)
  const [contact] = members
  if (!contact) return decideUnclaimed(user!, rules) // a match without contacts is one user

  const isMerged = members.length > 1
  const hold = (row: Reason) => holdRecord(row, members, found)
  if (respelled) return hold('spelling')
  if (contested || (stranger && !rules.complete)) return hold('claims')
  if (members.some(({ problem }) => problem !== null)) return hold('problem')
  if (rules.duplicates === 'hold' && new Set(members.map(({ account }) => account)).size > 1) {
    return hold('different-accounts')
  }
  if (!contact.person.active)
    return user && rules.removable(user) ? { ...removal(user, rules), isMerged } : decisionFor('left-alone')
  if (!user) return decisionFor('missing', { entry: { into: 'create', record: creation(contact) }, isMerged })

  const address = isAddressCompared(by, rules) ? newAddress(user, contact) : {}
  const moved = by === 'externalId' && Object.keys(address).length > 0
  if (moved && rules.emailChange === 'hold') return hold('address-changed')
  const { from, to } = differences(user, contact, address)
  // The user is read back by this key.
  if (by === 'address' && ![user.key, ...addressesOfUser(user)].includes(contact.key)) from.key = user.key
  if (Object.keys(to).length === 0) return decisionFor('equal', { isMerged })
  if (user.protected !== null) return hold('protected')
  if (rules.alone && (user.key !== contact.key || user.otherEmails.length > 0)) return hold('claims')
  const row = moved ? 'address-changed' : to.active ? 'returned' : 'differs'
  const record: Update = { from, id: user.id, key: contact.key, reason: row, to }
  return decisionFor(row, { entry: { into: 'update', record }, isMerged })
}

/**
 * Decides about a user without a contact. The user is held if a contact with an unreadable address may be this person.
 */
function decideUnclaimed(user: User, rules: Rules): DecisionOfOne {
  if (!rules.complete || !rules.removable(user)) return decisionFor('left-alone')
  const hidden = rules.hidden?.get(user.person.organization) ?? []
  if (hidden.length === 0) return removal(user, rules)
  const contacts = hidden.map(({ account, externalId }) => ({ account, externalId }))
  const record: Held = { contacts, key: user.key, reason: 'masked', users: [user.id] }
  return decisionFor('masked', { entry: { into: 'held', record } })
}

const creation = ({ key, email, externalId, person }: Contact): Creation => ({
  key,
  reason: 'missing',
  to: { ...person, email: email ?? key, externalId },
})

function removal(
  { email, externalId, foreignId, id, key, otherEmails, person }: User,
  { leaving }: Rules,
): DecisionOfOne {
  const attributes = leaving?.(person.attributes) ?? null
  const record = {
    email,
    externalId,
    foreignId,
    from: person,
    id,
    key,
    otherEmails,
    reason: 'absent' as const,
    to: { active: false, ...(attributes && { attributes }) },
  }
  return decisionFor('absent', { entry: { into: 'delete', record } })
}

function holdRecord(row: Reason, contacts: Contact[], users: User[]): DecisionOfOne {
  const marked = users.filter(({ person }) => !person.active)
  const others = users.filter(({ person }) => person.active)
  const record: Held = {
    contacts: contacts.map(({ account, externalId }) => ({ account, externalId })),
    key: contacts[0]!.key,
    reason: row,
    users: [...marked, ...others].map(({ id }) => id),
  }
  return decisionFor(row, { entry: { into: 'held', record }, marked: marked.length > 0 })
}
