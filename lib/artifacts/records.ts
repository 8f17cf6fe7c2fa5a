// The glossary: every file of data/<instance>/, who makes it, its record and its key. Imports nothing of ours.

import { z } from 'zod'

const text = z.string()
const count = z.int().nonnegative()
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex')

/** A mapped field of a person, as the remote systems know them. */
const attribute = z.union([text, z.number(), z.boolean(), z.null(), z.array(text)])

/** The face on which the two sides are compared, and nothing else. */
const person = z.strictObject({
  active: z.boolean(),
  attributes: z.record(text, attribute),
  groups: z.array(text),
  name: text,
  organization: text.nullable(),
})

/** Fields of a person that differ; `key` and `email` too where the target changes addresses. */
const fields = z.strictObject({ ...person.shape, key: text, email: text }).partial()

/** The rows of README's table: one reason each, in the order of the table. */
export const rows = {
  equal: 'contact fine, user equal: nothing to do',
  missing: 'contact fine, no user: create',
  differs: 'contact fine, user differs in a mapped field: update',
  returned: 'contact fine, user removed by this sync: update with active true',
  'address-changed': "found by external id, the contact's address is none of the user's: hold (or update)",
  absent: 'no contact, user active, in scope and not protected: delete',
  drift: 'the source as when it was last applied, the target otherwise, and "drift" is "keep": nothing to do',
  'left-alone': 'no contact, user not active, out of scope or protected: nothing to do',
  folded: 'two contacts, one address, one account: the lowest external id stands for both',
  'different-accounts': 'two contacts, one address, different accounts: hold',
  claims: 'two claim one user, or one claims two: hold',
  spelling: 'one address in two spellings: hold',
  masked: 'no contact, and the address of contacts of this account is masked or unreadable: hold',
  problem: 'the contact has a problem: hold',
  protected: 'user protected, and something would change: hold',
} as const

export type Row = keyof typeof rows
export const rowNames = Object.keys(rows) as [Row, ...Row[]]
const reason = z.enum(rowNames)

export const kinds = ['create', 'update', 'delete'] as const
export type Kind = (typeof kinds)[number]
const kind = z.enum(kinds)

export const outcomes = ['applied', 'unchanged', 'conflict', 'protected', 'failed', 'not-sent'] as const
export type Outcome = (typeof outcomes)[number]

const organization = z.strictObject({ id: text, key: text, name: text })

const user = z.strictObject({
  email: text,
  externalId: text.nullable(),
  /** The external id that another integration wrote, as the target has it; null where it is ours, or none. */
  foreignId: text.nullable(),
  id: text,
  key: text,
  otherEmails: z.array(text),
  person,
  protected: text.nullable(),
})

const contact = z.strictObject({
  account: text.nullable(),
  email: text.nullable(),
  externalId: text,
  key: text,
  person,
  problem: text.nullable(),
  /** What else its names could mean, in loose forms: whoever is called so is held with it. */
  shields: z.array(text),
})

/** A contact as a source gives it; `otherNames` are names it may have in the target too, and are not written. */
const sourceContact = contact.omit({ shields: true }).extend({ otherNames: z.array(text).optional() })

/** What a source received of a contact, word for word, and where: for explain. */
const receivedRecord = z.strictObject({
  externalId: text,
  key: text,
  notes: z.array(text),
  place: text,
  record: z.record(text, z.unknown()),
})

/**
 * The contacts of one key since sync brought them over: `names` are their external ids and addresses, `stands` is the sha256
 * of their lines as the target has them, null where that is not known, and `next` the one that is being applied.
 */
const syncedRecord = z.strictObject({
  key: text,
  names: z.array(text),
  next: digest.nullable(),
  stands: digest.nullable(),
})

const creation = z.strictObject({
  key: text,
  reason,
  to: z.strictObject({ ...person.shape, email: text, externalId: text }),
})

const update = z.strictObject({ from: fields, id: text, key: text, reason, to: fields })

const deletion = z.strictObject({
  email: text,
  externalId: text.nullable(),
  foreignId: text.nullable(),
  from: person,
  id: text,
  key: text,
  otherEmails: z.array(text),
  reason,
  to: person.pick({ active: true, attributes: true }).partial(),
})

const held = z.strictObject({
  contacts: z.array(contact.pick({ account: true, externalId: true })),
  key: text,
  reason,
  users: z.array(text),
})

const receipt = z.strictObject({
  error: text.nullable(),
  from: fields.nullable(),
  id: text.nullable(),
  key: text,
  kind,
  outcome: z.enum(outcomes),
  /** Of a creation that was refused: the users who may own its address; empty where nobody is known. */
  suspects: z.array(text).optional(),
  to: z.strictObject({ ...fields.shape, externalId: text.nullable().optional() }).nullable(),
})

/** Lines of receipts.ndjson: the plan they belong to, then receipts and the jobs that were started. */
export const journalHead = z.strictObject({ instance: text, plan: text })
export const jobNote = z.strictObject({ job: text, keys: z.array(text), kind })
export const journalLine = z.union([jobNote, receipt])

export type Person = z.infer<typeof person>
export type Fields = z.infer<typeof fields>
export type Organization = z.infer<typeof organization>
export type Group = Organization
export type User = z.infer<typeof user>
export type Contact = z.infer<typeof contact>
export type SourceContact = z.infer<typeof sourceContact>
export type Received = z.infer<typeof receivedRecord>
export type Synced = z.infer<typeof syncedRecord>
export type Creation = z.infer<typeof creation>
export type Update = z.infer<typeof update>
export type Deletion = z.infer<typeof deletion>
export type Held = z.infer<typeof held>
export type Receipt = z.infer<typeof receipt>
export type JobNote = z.infer<typeof jobNote>

/** The first line of every artifact: what it is, of which instance, when and where it was read. */
const head = {
  artifact: text,
  version: z.literal(1),
  instance: text,
  gathered: z.iso.datetime(),
  from: text,
  /** The sign-in name of the one person it is about; null: everyone. */
  person: text.nullable(),
}

/** The last line: the proof that the file is whole (data/README.md). */
const foot = { count, complete: z.boolean(), pages: count, recordsSha256: digest, sha256: digest }

/** Of the settings that a snapshot was made with: other settings would have made another one. */
const made = { settings: digest }
/** Why the source itself doubts what it gave: sync holds every kind until a person has approved the plan. */
const doubt = text.nullable()
const inputs = { ...made, doubt, inputs: z.strictObject({ organizations: digest, groups: digest }) }
/** People who change from one organization to another. */
const move = z.strictObject({ from: text, people: count, to: text })
const planned = {
  plan: digest,
  /** The recordsSha256 of the four files of the plan: `plan` is of these records, and of no others. */
  records: z.strictObject({ create: digest, update: digest, delete: digest, held: digest }),
  inputs: z.strictObject({ contacts: digest, organizations: digest, synced: digest.nullable(), users: digest }),
  rows: z.strictObject(Object.fromEntries(rowNames.map((row) => [row, count])) as Record<Row, typeof count>),
  bases: z.strictObject({ create: count, update: count, delete: count }),
  emptied: z.array(text),
  moves: z.strictObject({ people: count, largest: z.array(move), whole: z.array(move) }),
  doubt,
  source: text,
  uncheckable: z.array(text),
}
const applied = { plan: digest }

type Shape = Readonly<Record<string, z.ZodType>>
type Values<S extends Shape> = { [K in keyof S]: z.infer<S[K]> }

export interface Artifact<T, S extends Shape = Shape> {
  name: string
  file: string
  madeBy: string
  /** What breaks a tie between two records of one key. */
  tie: 'id' | 'externalId'
  record: z.ZodType<T>
  extra: S
}

export type Head<S extends Shape> = Values<typeof head> & Values<S>
export type Foot = Values<typeof foot>

const artifact = <T, S extends Shape>(
  name: string,
  madeBy: string,
  record: z.ZodType<T>,
  extra: S,
  tie: 'id' | 'externalId' = 'id',
): Artifact<T, S> => ({ name, file: `${name}.json`, madeBy, tie, record, extra })

export const organizations = artifact('organizations', 'gather-organizations', organization, made)
export const groups = artifact('groups', 'gather-organizations', organization, made)
/** Rules of `protect` about something that the target has shown for nobody. */
const uncheckable = z.array(text)
export const users = artifact('users', 'gather-users', user, { ...made, uncheckable })
export const contacts = artifact('contacts', 'gather-contacts', contact, inputs, 'externalId')
export const received = artifact(
  'received',
  'gather-contacts',
  receivedRecord,
  { ...made, contacts: digest },
  'externalId',
)
export const creations = artifact('create', 'compare', creation, planned)
export const updates = artifact('update', 'compare', update, planned)
export const deletions = artifact('delete', 'compare', deletion, planned)
export const heldBack = artifact('held', 'compare', held, planned)
export const created = artifact('created', 'sync', receipt, applied)
export const updated = artifact('updated', 'sync', receipt, applied)
export const deleted = artifact('deleted', 'sync', receipt, applied)

export const synced = artifact('synced', 'sync', syncedRecord, { ...made, ...applied })

const time = z.iso.datetime()
/** Everyone as a source of changes had them last: `full` is when it gave everyone, `watermark` from when on it is asked. */
export const contactsFull = artifact(
  'contacts.full',
  'gather-contacts',
  sourceContact,
  { ...made, contacts: digest, full: time, watermark: time },
  'externalId',
)

/** Intentions and receipts rhyme. */
export const receiptFiles = { create: created, update: updated, delete: deleted }

export type PlanHead = Head<typeof planned>

export const all: readonly Artifact<unknown>[] = [
  organizations,
  groups,
  users,
  contacts,
  received,
  creations,
  updates,
  deletions,
  heldBack,
  created,
  updated,
  deleted,
  synced,
  contactsFull,
]

/** The whole file as one declaration: for reading the first and last line, and for data/schema/. */
export const headOf = <S extends Shape>(of: Artifact<unknown, S>) =>
  z.strictObject({ ...head, ...of.extra, artifact: z.literal(of.name) }) as unknown as z.ZodType<Head<S>>
export const footOf = z.strictObject(foot)
export const fileOf = (of: Artifact<unknown>) =>
  z.strictObject({ ...head, ...of.extra, artifact: z.literal(of.name), records: z.array(of.record), ...foot })

/** The value of a mapped field, null where there is none; never one that every object has. */
export const attributeOf = (attributes: Person['attributes'], name: string) =>
  Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null

/** The source's name for who is in none of the groups that the target maps. */
export const NO_GROUP = '*'
