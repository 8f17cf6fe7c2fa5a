// The glossary: every record of the files of data/<instance>/, its fields and its key. Imports nothing of ours.

import { z } from 'zod'

export const text = z.string()
export const count = z.int().nonnegative()
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex')

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

export const organization = z.strictObject({ id: text, key: text, name: text })

export const user = z.strictObject({
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

export const contact = z.strictObject({
  account: text.nullable(),
  email: text.nullable(),
  externalId: text,
  key: text,
  person,
  problem: text.nullable(),
  /** What else its names could mean, in loose forms: whoever is called so is held with it. */
  similarNames: z.array(text),
})

/** A contact as a source gives it; `otherNames` are names it may have in the target too, and are not written. */
export const sourceContact = contact.omit({ similarNames: true }).extend({ otherNames: z.array(text).optional() })

/** What a source received of a contact, word for word, and where: for explain. */
export const receivedRecord = z.strictObject({
  externalId: text,
  key: text,
  notes: z.array(text),
  place: text,
  record: z.record(text, z.unknown()),
})

/**
 * The contacts of one key since sync brought them over. `names` are their external ids and addresses. `stands` is the
 * sha256 of their lines as the target has them, or null where that is not known. `next` is the sha256 that is being
 * applied.
 */
export const syncedRecord = z.strictObject({
  key: text,
  identifiers: z.array(text),
  pending: digest.nullable(),
  applied: digest.nullable(),
})

/** What the target refused for good: `asked` is the sha256 of the fields, `plan` the one that they were of. */
export const refusedRecord = z.strictObject({ fields: digest, key: text, plan: digest, message: text })

export const creation = z.strictObject({
  key: text,
  reason,
  to: z.strictObject({ ...person.shape, email: text, externalId: text }),
})

export const update = z.strictObject({ from: fields, id: text, key: text, reason, to: fields })

export const deletion = z.strictObject({
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

export const held = z.strictObject({
  contacts: z.array(contact.pick({ account: true, externalId: true })),
  key: text,
  reason,
  /** Of the row `refused`: the target's words. */
  message: text.optional(),
  users: z.array(text),
})

export const receipt = z.strictObject({
  error: text.nullable(),
  from: fields.nullable(),
  id: text.nullable(),
  key: text,
  kind,
  /** What stands in the way stays until the contact or the user is another one: compare holds it from now on. */
  lasting: z.literal(true).optional(),
  outcome: z.enum(outcomes),
  /** Of a creation that was refused: the users who may own its address; empty where nobody is known. */
  suspects: z.array(text).optional(),
  to: z.strictObject({ ...fields.shape, externalId: text.nullable().optional() }).nullable(),
})

/** Lines of receipts.ndjson: the plan they belong to, then receipts and the jobs that were started. */
export const journalHead = z.strictObject({ instance: text, plan: text })
const jobNote = z.strictObject({ job: text, keys: z.array(text), kind })
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

/** What is planned for a user who is there. */
export type Change = Update | Deletion
export type Held = z.infer<typeof held>
export type Receipt = z.infer<typeof receipt>
export type JobNote = z.infer<typeof jobNote>

/** The value of a mapped field, null where there is none; never one that every object has. */
export const attributeOf = (attributes: Person['attributes'], name: string) =>
  Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null

/** The source's name for who is in none of the groups that the target maps. */
export const NO_GROUP = '*'
