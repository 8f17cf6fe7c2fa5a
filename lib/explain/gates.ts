// The steps of the decision about one person, computed from the snapshots with the code of compare. Pure.

import { toKey } from '../artifacts/key.ts'
import type { Line } from '../artifacts/record-line.ts'
import type { Contact, Reason, User } from '../artifacts/records.ts'
import { compare, membersOf } from '../core/compare.ts'
import type { PlanEntry, Rules } from '../core/decision.ts'
import { explainHidden, type HiddenContact } from '../core/hidden.ts'
import { type Match, match } from '../core/match.ts'
import { compareFields, type Field } from './fields.ts'
import { isAbout, type Names } from './names.ts'

/** The way by which a contact found a user, in the words of docs/decisions.md. */
type By = 'address' | 'external id' | typeof FOREIGN | 'secondary address' | 'another spelling'

const FOREIGN = "another integration's id"

const BY = {
  key: 'address',
  externalId: 'external id',
  address: 'secondary address',
  spelling: 'another spelling',
} as const

export interface Gate {
  /** Whether this is the requested person, or another one who claims the same user. */
  asked: boolean
  key: string
  contacts: (Pick<Contact, 'externalId' | 'account' | 'problem' | 'similarNames'> & { active: boolean })[]
  /** The external id of the contact that represents several; null for a single contact, or if they are held. */
  representative: string | null
  users: (Pick<User, 'id' | 'externalId' | 'protected'> & {
    active: boolean
    inScope: boolean
    isUnread: boolean
    removable: boolean
  })[]
  by: By | null
  /** The user carries the external id of a contact that this read does not have. */
  stranger: boolean
  /** The claims, if two contacts claim one user, or one claims two. */
  claims: { user: string; contacts: string[]; by: By }[]
  fields: Field[]
  /** The text about contacts that hold the removal of this user; null if there are none. */
  hidden: string | null
  reason: Reason
  /** The plan file of today's decision, or null. */
  file: PlanEntry['into'] | null
}

/** The matches of a person with their decisions, then those of other people who claim the same users. */
export function explainGates(
  contacts: Iterable<Line<Contact>>,
  users: Iterable<Line<User>>,
  { rules, names }: { rules: Rules; names: Names },
): Gate[] {
  const theirs: Match[] = []
  const contested: Match[] = []
  for (const one of match(contacts, users, rules.foreign)) {
    if (isAbout(one, names)) theirs.push(one)
    if (one.contested) contested.push(one)
  }
  const ids = new Set(theirs.flatMap(userIdsOf))
  const others = contested.filter((one) => !theirs.includes(one) && userIdsOf(one).some((id) => ids.has(id)))
  return [...theirs, ...others].map((one) => ({ asked: theirs.includes(one), ...gateOf(one, rules, contested) }))
}

const userIdsOf = ({ users }: Match) => users.map((user) => user.field('id') ?? '')

function gateOf(one: Match, rules: Rules, contested: readonly Match[]): Omit<Gate, 'asked'> {
  const [decision] = compare([one], rules)
  const { reason, entry } = decision!
  const contacts = one.contacts.map(({ record }) => record)
  const users = one.users.map(({ record }) => record)
  const [contact] = membersOf(contacts)
  const [user] = users
  return {
    key: (contact ?? user)!.key,
    contacts: contacts.map(({ account, externalId, person, problem, similarNames }) => ({
      externalId,
      account,
      problem,
      similarNames,
      active: person.active,
    })),
    representative: contacts.length > 1 && entry?.into !== 'held' ? contact!.externalId : null,
    users: users.map((each) => ({
      id: each.id,
      externalId: each.externalId,
      protected: each.protected,
      active: each.person.active,
      inScope: rules.removable({ ...each, person: { ...each.person, active: true }, protected: null }),
      isUnread: rules.unread?.has(each.person.organization ?? '') === true,
      removable: rules.removable(each),
    })),
    by: one.by === 'externalId' ? matchWords(contacts, user!, rules) : one.by && BY[one.by],
    stranger: one.stranger,
    claims: one.contested ? users.flatMap((each) => claimsOn(each, contested, rules)) : [],
    hidden: reason === 'masked' ? explainHidden(hiddenContactsFor(user!, rules)) : null,
    fields: compareFields(contact, user, { by: one.by, rules }),
    reason,
    file: entry?.into ?? null,
  }
}

const hiddenContactsFor = ({ person }: User, { hidden }: Rules): readonly HiddenContact[] =>
  hidden?.get(person.organization) ?? []

function claimsOn(user: User, contested: readonly Match[], rules: Rules): Gate['claims'] {
  const claimants = contested.filter((one) => userIdsOf(one).includes(user.id))
  return claimants.map((one) => {
    const contacts = one.contacts.map(({ record }) => record)
    return {
      user: user.id,
      contacts: contacts.map(({ externalId }) => externalId),
      by: matchWords(contacts, user, rules),
    }
  })
}

/** The way by which contacts found a user: the first that match tries. */
function matchWords(
  contacts: Contact[],
  { email, externalId, foreignId, key, otherEmails }: User,
  { foreign }: Rules,
): By {
  if (contacts[0]!.key === key) return BY.key
  const isOf = (id: string | null | undefined) => contacts.some((contact) => contact.externalId === id)
  if (isOf(externalId)) return BY.externalId
  if (foreignId !== null && isOf(foreign?.(foreignId))) return FOREIGN
  const addresses = [key, ...[email, ...otherEmails].map(toKey)]
  return contacts.some((contact) => addresses.includes(toKey(contact.email ?? ''))) ? BY.address : BY.spelling
}
