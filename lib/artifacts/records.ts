// The glossary: every record of the files of data/<instance>/, its fields and its key. Imports nothing of ours.

import { z } from 'zod'

export const anyText = z.string()
export const count = z.int().nonnegative()
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex')

/** A mapped field of a person, as the remote systems know them. */
const attribute = z.union([anyText, z.number(), z.boolean(), z.null(), z.array(anyText)])

/** The face on which the two sides are compared, and nothing else. */
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
  /** The external id that another integration wrote, as the target has it; null where it is ours, or none. */
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
  /** What else its names could mean, in loose forms: whoever is called so is held with it. */
  similarNames: z.array(anyText),
})

/** A contact as a source gives it; `otherNames` are names it may have in the target too, and are not written. */
export const sourceContact = contact.omit({ similarNames: true }).extend({ otherNames: z.array(anyText).optional() })

/** What a source received of a contact, word for word, and where: for explain. */
export const receivedRecord = z.strictObject({
  externalId: anyText,
  key: anyText,
  notes: z.array(anyText),
  place: anyText,
  record: z.record(anyText, z.unknown()),
})

/**
 * The contacts of one key since sync brought them over. `names` are their external ids and addresses. `stands` is the
 * sha256 of their lines as the target has them, or null where that is not known. `next` is the sha256 that is being
 * applied.
 */
export const syncedRecord = z.strictObject({
  key: anyText,
  identifiers: z.array(anyText),
  pending: digest.nullable(),
  applied: digest.nullable(),
})

/** What the target refused for good: `asked` is the sha256 of the fields, `plan` the one that they were of. */
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
  /** Of the row `refused`: the target's words. */
  message: anyText.optional(),
  users: z.array(anyText),
})

export const receipt = z.strictObject({
  error: anyText.nullable(),
  from: fields.nullable(),
  id: anyText.nullable(),
  key: anyText,
  kind,
  /** What stands in the way stays until the contact or the user is another one: compare holds it from now on. */
  lasting: z.literal(true).optional(),
  outcome: z.enum(outcomes),
  /** Of a creation that was refused: the users who may own its address; empty where nobody is known. */
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
