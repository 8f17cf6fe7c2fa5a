// The files of data/<instance>/: the script that writes each, its record, and the fields of its first and last line.

import * as z from 'zod'
import {
  anyText,
  contact,
  count,
  creation,
  deletion,
  digest,
  held,
  organization,
  type Reason,
  reasonNames,
  receipt,
  receivedRecord,
  refusedRecord,
  sourceContact,
  syncedRecord,
  update,
  user,
} from './records.ts'

/** Raised when a field of a file gets another name or meaning: the files of before are refused. */
export const FILE_VERSION = 2

/** The first line of every artifact: its name, its instance, and the time and system of the read. */
const head = {
  artifact: anyText,
  version: z.literal(FILE_VERSION),
  instance: anyText,
  gathered: z.iso.datetime(),
  from: anyText,
  /** The key of the person in a run with `--person`; null in all other runs. */
  person: anyText.nullable(),
}

/** The last line: the proof that the file is complete (data/README.md). */
const foot = { count, complete: z.boolean(), pages: count, recordsSha256: digest, sha256: digest }

/** The digest of the settings that a snapshot depends on: compare refuses the snapshot of other settings. */
const madeWithSettings = { settings: digest }

/** The reason why the source doubts its own data, or null. With a reason, every kind waits for approval. */
const doubt = anyText.nullable()

const inputs = { ...madeWithSettings, doubt, inputs: z.strictObject({ organizations: digest, groups: digest }) }

/** People who change from one organization to another. */
const move = z.strictObject({ from: anyText, people: count, to: anyText })

const planned = {
  plan: digest,
  /** The recordsSha256 of the four files of the plan: `plan` is of these records, and of no others. */
  recordDigests: z.strictObject({ create: digest, update: digest, delete: digest, held: digest }),
  inputs: z.strictObject({ contacts: digest, organizations: digest, synced: digest.nullable(), users: digest }),
  reasons: z.strictObject(Object.fromEntries(reasonNames.map((row) => [row, count])) as Record<Reason, typeof count>),
  limitBases: z.strictObject({ create: count, update: count, delete: count }),
  emptiedOrganizations: z.array(anyText),
  moves: z.strictObject({ people: count, largest: z.array(move), whole: z.array(move) }),
  doubt,
  source: anyText,
  uncheckable: z.array(anyText),
}

const applied = { plan: digest }

export type Shape = Readonly<Record<string, z.ZodType>>

/** The fields that may be left out. */
type OptionalIn<S extends Shape> = { [K in keyof S]: undefined extends z.infer<S[K]> ? K : never }[keyof S]

type Values<S extends Shape> = { [K in Exclude<keyof S, OptionalIn<S>>]: z.infer<S[K]> } & {
  [K in OptionalIn<S>]?: z.infer<S[K]>
}

export interface Artifact<T, S extends Shape = Shape> {
  name: string
  file: string
  madeBy: string
  /** The script to run after a state file was deleted; absent: `madeBy`. */
  readBy?: string
  /** The field that orders two records of one key. */
  tie: 'id' | 'externalId'
  record: z.ZodType<T>
  extra: S
}

export type Head<S extends Shape> = Values<typeof head> & Values<S>

export type Foot = Values<typeof foot>

const artifact = <T, S extends Shape>(
  name: string,
  { madeBy, record, extra, tie = 'id' }: { madeBy: string; record: z.ZodType<T>; extra: S; tie?: 'id' | 'externalId' },
): Artifact<T, S> => ({ name, file: `${name}.json`, madeBy, tie, record, extra })

export const organizations = artifact('organizations', {
  madeBy: 'gather-organizations',
  record: organization,
  extra: madeWithSettings,
})

export const groups = artifact('groups', {
  madeBy: 'gather-organizations',
  record: organization,
  extra: madeWithSettings,
})

const isoTime = z.iso.datetime()

/** Rules of `protect` about a value that the target showed for no user. */
const uncheckable = z.array(anyText)

/** How users were read; absent: as a whole list, of a target that tells no changes. */
const userRead = z.strictObject({
  /** The whole list, or the last list and who changed since. */
  kind: z.enum(['full', 'incremental']),
  /** The time of the last read of the whole list. */
  full: isoTime,
  /** The time, by the clock of the target, up to which its changes are known. */
  until: isoTime,
  /** The id of the user of the sign-in, whom every rule protects. */
  reader: anyText,
  /** The version of the code that makes a record of a user. */
  version: count,
})

export const users = artifact('users', {
  madeBy: 'gather-users',
  record: user,
  extra: { ...madeWithSettings, uncheckable, read: userRead.optional() },
})

/** A copy of the last users.json, in state/: an incremental read adds changes to it. */
export const lastUsers: typeof users = { ...users, file: 'users.full.json' }

export const contacts = artifact('contacts', {
  madeBy: 'gather-contacts',
  record: contact,
  extra: inputs,
  tie: 'externalId',
})

export const received = artifact('received', {
  madeBy: 'gather-contacts',
  record: receivedRecord,
  extra: { ...madeWithSettings, contacts: digest },
  tie: 'externalId',
})

export const creations = artifact('create', { madeBy: 'compare', record: creation, extra: planned })

export const updates = artifact('update', { madeBy: 'compare', record: update, extra: planned })

export const deletions = artifact('delete', { madeBy: 'compare', record: deletion, extra: planned })

export const heldPeople = artifact('held', { madeBy: 'compare', record: held, extra: planned })

export const created = artifact('created', { madeBy: 'sync', record: receipt, extra: applied })

export const updated = artifact('updated', { madeBy: 'sync', record: receipt, extra: applied })

const deleted = artifact('deleted', { madeBy: 'sync', record: receipt, extra: applied })

export const synced = {
  ...artifact('synced', { madeBy: 'sync', record: syncedRecord, extra: { ...madeWithSettings, ...applied } }),
  readBy: 'compare',
}

export const refusedEntries = {
  ...artifact('refused', { madeBy: 'sync', record: refusedRecord, extra: {} }),
  readBy: 'compare',
}

/**
 * All people of a source of changes. `full` is the time of the last full read; the next run asks for changes since
 * `watermark`.
 */
export const contactsFull = artifact('contacts.full', {
  madeBy: 'gather-contacts',
  record: sourceContact,
  extra: { ...madeWithSettings, contacts: digest, full: isoTime, watermark: isoTime },
  tie: 'externalId',
})

/** The receipt file of each kind. */
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
  heldPeople,
  created,
  updated,
  deleted,
  synced,
  refusedEntries,
  contactsFull,
]

/** The schema of a first line; `fileOf` is the one of the complete file, for data/schema/. */
export const headOf = <S extends Shape>(of: Artifact<unknown, S>) =>
  z.strictObject({ ...head, ...of.extra, artifact: z.literal(of.name) }) as unknown as z.ZodType<Head<S>>

export const footOf = z.strictObject(foot)

export const fileOf = (of: Artifact<unknown>) =>
  z.strictObject({ ...head, ...of.extra, artifact: z.literal(of.name), records: z.array(of.record), ...foot })
