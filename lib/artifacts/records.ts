// The records of all files of data/<instance>/ with their fields. Imports no other file of lib/.

import * as z from 'zod'

export const anyText = z.string()
export const count = z.int().nonnegative()
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex')

/** A mapped field of a person, as the remote systems know them. */
const attribute = z.union([anyText, z.number(), z.boolean(), z.null(), z.array(anyText)])

/** The fields that compare compares. */
const person = z.strictObject({
  active: z.boolean(),
  attributes: z.record(anyText, attribute),
  groups: z.array(anyText),
  name: anyText,
  organization: anyText.nullable(),
})

/** Fields of a person that differ; `key` and `email` too where the target changes addresses. */
const fields = z.strictObject({ ...person.shape, key: anyText, email: anyText }).partial()

/** The rows of the table in docs/decisions.md: one reason each, in the order of the table. */
export const meaningOfReason = {
  equal: 'contact fine, user equal: nothing to do',
  missing: 'contact fine, no user: create',
  differs: 'contact fine, user differs in a mapped field: update',
  returned: 'contact fine, user removed by this sync: update with active true',
  'address-changed': "found by external id, the contact's address is none of the user's: hold (or update)",
  absent: 'no contact, user active, in scope and not protected: delete',
  drift: 'the source as when it was last applied, the target otherwise, and "drift" is "keep": nothing to do',
  'left-alone': 'no contact, user not active, out of scope or protected: nothing to do',
  merged: 'two contacts, one address, one account: the lowest external id stands for both',
  'different-accounts': 'two contacts, one address, different accounts: hold',
  claims: 'two claim one user, or one claims two: hold',
  spelling: 'one address in two spellings: hold',
  masked: 'no contact, and the address of contacts of this account is masked or unreadable: hold',
  problem: 'the contact has a problem: hold',
  protected: 'user protected, and something would change: hold',
  refused: 'the target refused just this before: hold',
} as const

export type Reason = keyof typeof meaningOfReason
export const reasonNames = Object.keys(meaningOfReason) as [Reason, ...Reason[]]
const reason = z.enum(reasonNames)

export const kinds = ['create', 'update', 'delete'] as const
export type Kind = (typeof kinds)[number]
const kind = z.enum(kinds)

export const outcomes = ['applied', 'unchanged', 'conflict', 'protected', 'failed', 'not-sent'] as const
export type Outcome = (typeof outcomes)[number]

export const organization = z.strictObject({ id: anyText, key: anyText, name: anyText })

export const user = z.strictObject({
  email: anyText,
  externalId: anyText.nullable(),
  /**
   * The external id that another integration wrote, as the target stores it; null if there is none, or if it is ours.
   */
  foreignId: anyText.nullable(),
  id: anyText,
  key: anyText,
  otherEmails: z.array(anyText),
  person,
  protected: anyText.nullable(),
})

export const contact = z.strictObject({
  account: anyText.nullable(),
  email: anyText.nullable(),
  externalId: anyText,
  key: anyText,
  person,
  problem: anyText.nullable(),
  /** Loose forms of its names: a user with one of these names is held together with the contact. */
  similarNames: z.array(anyText),
})

/**
 * A contact as a source gives it. `otherNames` are further names that its user may have in the target; they are not
 * written.
 */
export const sourceContact = contact.omit({ similarNames: true }).extend({ otherNames: z.array(anyText).optional() })

/** The record of a contact as the source received it, and its place; explain shows both. */
export const receivedRecord = z.strictObject({
  externalId: anyText,
  key: anyText,
  notes: z.array(anyText),
  place: anyText,
  record: z.record(anyText, z.unknown()),
})

/**
 * The last values that sync wrote for the contacts of one key. `identifiers` are their external ids and addresses.
 * `applied` is the sha256 of their lines as the target has them, or null if that is unknown. `pending` is the sha256
 * that sync is applying.
 */
export const syncedRecord = z.strictObject({
  key: anyText,
  identifiers: z.array(anyText),
  pending: digest.nullable(),
  applied: digest.nullable(),
})

/** A change that the target refused for good. `fields` is the sha256 of its fields, `plan` the digest of its plan. */
export const refusedRecord = z.strictObject({ fields: digest, key: anyText, plan: digest, message: anyText })

export const creation = z.strictObject({
  key: anyText,
  reason,
  to: z.strictObject({ ...person.shape, email: anyText, externalId: anyText }),
})

export const update = z.strictObject({ from: fields, id: anyText, key: anyText, reason, to: fields })

export const deletion = z.strictObject({
  email: anyText,
  externalId: anyText.nullable(),
  foreignId: anyText.nullable(),
  from: person,
  id: anyText,
  key: anyText,
  otherEmails: z.array(anyText),
  reason,
  to: person.pick({ active: true, attributes: true }).partial(),
})

export const held = z.strictObject({
  contacts: z.array(contact.pick({ account: true, externalId: true })),
  key: anyText,
  reason,
  /** With the reason `refused`: the message of the target. */
  message: anyText.optional(),
  users: z.array(anyText),
})

export const receipt = z.strictObject({
  error: anyText.nullable(),
  from: fields.nullable(),
  id: anyText.nullable(),
  key: anyText,
  kind,
  /**
   * A conflict that every run would meet again, until the contact or the user changes: from now on compare holds it.
   */
  lasting: z.literal(true).optional(),
  outcome: z.enum(outcomes),
  /** Of a refused creation: the users who may own its address; empty if none is known. */
  suspects: z.array(anyText).optional(),
  to: z.strictObject({ ...fields.shape, externalId: anyText.nullable().optional() }).nullable(),
})

/** Lines of receipts.ndjson: the plan they belong to, then receipts and the jobs that were started. */
export const journalHead = z.strictObject({ instance: anyText, plan: anyText })
const jobNote = z.strictObject({ job: anyText, keys: z.array(anyText), kind })
export const journalLine = z.union([jobNote, receipt])

export type Person = z.infer<typeof person>

export type Attributes = Person['attributes']
export type Fields = z.infer<typeof fields>
export type Organization = z.infer<typeof organization>
export type Group = Organization
export type User = z.infer<typeof user>
export type Contact = z.infer<typeof contact>
export type SourceContact = z.infer<typeof sourceContact>
export type Received = z.infer<typeof receivedRecord>
export type Synced = z.infer<typeof syncedRecord>
export type Refused = z.infer<typeof refusedRecord>
export type Creation = z.infer<typeof creation>
export type Update = z.infer<typeof update>
export type Deletion = z.infer<typeof deletion>

/** A planned change of an existing user. */
export type Change = Update | Deletion
export type Held = z.infer<typeof held>
export type Receipt = z.infer<typeof receipt>
export type JobNote = z.infer<typeof jobNote>

/** The value of a mapped field; null if there is none, also for names such as `constructor`. */
export const attributeOf = (attributes: Person['attributes'], name: string) =>
  Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null

/** The source's name for people in none of the mapped groups. */
export const NO_GROUP = '*'
