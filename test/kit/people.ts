// People for tests: contacts and users with everything they need, and the road from them to a plan.

import stringify from 'fast-json-stable-stringify'
import {
  type Artifact,
  contacts as contactFile,
  creations,
  deletions,
  heldPeople,
  synced,
  updates,
  users as userFile,
} from '../../lib/artifacts/files.ts'
import { toKey } from '../../lib/artifacts/key.ts'
import { compareTexts } from '../../lib/artifacts/order.ts'
import { Line } from '../../lib/artifacts/record-line.ts'
import type {
  Contact,
  Creation,
  Deletion,
  Held,
  Kind,
  Person,
  Synced,
  Update,
  User,
} from '../../lib/artifacts/records.ts'
import { compare } from '../../lib/core/compare.ts'
import type { Decision, Rules } from '../../lib/core/decision.ts'
import { contactsWithHiddenAddress } from '../../lib/core/hidden.ts'
import { emptiedOrganizations, planMoves } from '../../lib/core/limits.ts'
import { type Match, match } from '../../lib/core/match.ts'
import { removable, type Scope } from '../../lib/core/protection.ts'
import { census, type Tally, tally } from '../../lib/core/tally.ts'
import { compareWithLastSync, digestOfGroup } from '../../lib/plan/last-synced.ts'

/** The fields of a person beside those of the record: a test names only what it is about. */
type Flat<T> = Partial<Omit<T, 'person'> & Person>

const personOf = ({
  active = true,
  attributes = {},
  groups = [],
  name = 'Ann Lee',
  organization = '9001',
}: Partial<Person>): Person => ({ active, attributes, groups, name, organization })

/** Ann of Acme as the source has her, unless `fields` say otherwise; the key follows the address. */
export const contact = (fields: Flat<Contact> = {}): Contact => {
  const { account = 'acme', email = 'ann@acme.test', externalId = 'salesforce:A', problem = null } = fields
  const key = fields.key ?? (email === null ? `?${externalId}` : toKey(email))
  return { account, email, externalId, key, person: personOf(fields), problem, similarNames: fields.similarNames ?? [] }
}

/** Ann of Acme as the target has her: equal to `contact()`, without an external id of ours. */
export const user = (fields: Flat<User> = {}): User => {
  const { email = 'ann@acme.test', externalId = null, foreignId = null, id = '1', otherEmails = [] } = fields
  const key = fields.key ?? toKey(email)
  const ids = { externalId, foreignId, id }
  return { email, ...ids, key, otherEmails, person: personOf(fields), protected: fields.protected ?? null }
}

interface Sorted {
  key: string
  id?: string | null
  externalId?: string | null
}

/** Records as the lines of a file: in the order of the store, and like a file made anew for every walk. */
export function lines<T extends Sorted>(of: Artifact<T>, records: readonly T[]): Iterable<Line<T>> {
  const tie = (record: Sorted) => record[of.tie] ?? ''
  const sorted = [...records].sort((a, b) => compareTexts(a.key, b.key) || compareTexts(tie(a), tie(b)))
  const texts = sorted.map((record) => stringify(record))
  return {
    *[Symbol.iterator]() {
      for (const [n, text] of texts.entries()) yield new Line(text, of.record, `${of.file}, record ${n + 1}`)
    },
  }
}

/** Records as they come back from a file: checked against their declaration, in order. */
const filed = <T extends Sorted>(of: Artifact<T>, records: readonly T[]): T[] =>
  [...lines(of, records)].map(({ record }) => record)

/** What was applied under a key before: what the source says of it now, or something else. */
export interface Applied {
  identifiers: string[]
  key: string
  same: boolean
}

export interface Choice extends Omit<Rules, 'removable' | 'lastSync'> {
  /** With "drift": "keep": who was there when a plan was last applied. */
  applied?: readonly Applied[] | null
  scope: Scope
  /** Ids of the organizations in organizations.json. */
  linked: readonly string[]
  /** The contacts are those of one address. */
  alone?: boolean
}

export interface Plan {
  create: Creation[]
  update: Update[]
  delete: Deletion[]
  held: Held[]
  reasons: Tally
  limitBases: Record<Kind, number>
  emptiedOrganizations: string[]
  moves: ReturnType<typeof planMoves>
  /** How many of the held carry the mark. */
  marked: number
}

export const usual: Choice = {
  emailChange: 'hold',
  duplicates: 'hold',
  complete: true,
  scope: 'end-users',
  linked: ['9001', '9002'],
}

/** The lines of a synced.json. */
export function before(contacts: Iterable<Line<Contact>>, applied: readonly Applied[]): Iterable<Line<Synced>> {
  const groups = new Map<string, Line<Contact>[]>()
  for (const line of contacts) groups.set(line.key, [...(groups.get(line.key) ?? []), line])
  const records = applied.map(({ identifiers, key, same }) => {
    const group = groups.get(key)
    return { applied: same && group ? digestOfGroup(group) : null, identifiers, key, pending: null }
  })
  return lines(synced, records)
}

/** Of the accounts of the contacts. */
export const organizations = [
  { id: '9001', key: 'acme', name: 'Acme' },
  { id: '9002', key: 'birch', name: 'Birch' },
]

/** Every decision about these people, in the order of their keys. */
export function decisions(contacts: readonly Contact[], users: readonly User[], choice: Partial<Choice> = {}) {
  const { applied, scope, linked, ...rest } = { ...usual, ...choice }
  const sides = { contacts: lines(contactFile, contacts), users: lines(userFile, users) }
  const lastSync = applied
    ? compareWithLastSync(sides.contacts, before(sides.contacts, applied), rest.complete)
    : undefined
  const hidden = contactsWithHiddenAddress({ ...sides, organizations, foreign })
  const rules = { ...rest, lastSync, hidden, removable: removable(scope, new Set(linked)) }
  return {
    all: [...compare(match(sides.contacts, sides.users, foreign), rules)],
    census: census(sides.users, { ...rules, scope }),
  }
}

/** The plan for these people: what compare writes, and what stands in the first line of its files. */
export function decide(contacts: readonly Contact[], users: readonly User[], choice: Partial<Choice> = {}): Plan {
  const found = decisions(contacts, users, choice)
  return planOfDecisions(found.all, { census: found.census })
}

/** The plan of some decisions, and of pairs that are equal without one. */
export function planOfDecisions(
  all: Iterable<Decision>,
  { census: counts, equalPairs = 0 }: { census: ReturnType<typeof census>; equalPairs?: number },
): Plan {
  const entries = { create: [] as Creation[], update: [] as Update[], delete: [] as Deletion[], held: [] as Held[] }
  const counted = tally()
  counted.addEqual(equalPairs)
  for (const decision of all) {
    counted.add(decision)
    const { entry } = decision
    if (entry) entries[entry.into].push(entry.record as never)
  }
  const { reasons, people, pairs, marked, moves, transfers, unsettled } = counted.counts
  const { count, homes, residents } = counts
  return {
    create: filed(creations, entries.create),
    update: filed(updates, entries.update),
    delete: filed(deletions, entries.delete),
    held: filed(heldPeople, entries.held),
    reasons,
    limitBases: { create: people, update: pairs, delete: count },
    emptiedOrganizations: emptiedOrganizations(homes, moves),
    moves: planMoves(transfers, { residents, unsettled }),
    marked,
  }
}

/** What a plan does, without the counts: for tests that say it whole. */
export const planned = ({ create, update, delete: remove, held }: Plan) => ({ create, update, delete: remove, held })

export const plan = (contacts: readonly Contact[], users: readonly User[], choice: Partial<Choice> = {}) =>
  planned(decide(contacts, users, choice))

/** The plan that has nobody in it. */
export const nothing: ReturnType<typeof plan> = { create: [], update: [], delete: [], held: [] }

/** Matches told by ids: who claims whom, how, and what stands in the way. */
export function matched(contacts: readonly Contact[], users: readonly User[]) {
  return [...match(lines(contactFile, contacts), lines(userFile, users), foreign)].map(told)
}

/** What another integration writes: a number, without the source's name. */
export const foreign = (stored: string) => (/^\d+$/.test(stored) ? `s:${stored}` : null)

const told = ({ by, contacts, contested, respelled, stranger, users }: Match) => ({
  contacts: contacts.map((line) => line.record.externalId),
  users: users.map((line) => line.record.id),
  by,
  contested,
  ...(respelled && { respelled }),
  stranger,
})
