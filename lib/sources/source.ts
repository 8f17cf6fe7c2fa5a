// The contract of a source, where contacts come from. CONTRIBUTING.md lists what a new source touches.

import type { z } from 'zod'
import type { Attributes, Group, Received, SourceContact } from '../artifacts/records.ts'
import type { HealthCheck } from '../connector/check.ts'
import type { Demo } from '../connector/demo.ts'
import type { Progress } from '../connector/progress.ts'

/** The question to a source: the accounts in scope, and the groups that the target manages. */
export interface Query {
  /** The keys of the organizations, each once. Empty for a target without organizations. */
  accounts: readonly string[]
  groups: readonly Group[]
  /** Only people with this address, or null for everyone. Without accounts, the account does not matter. */
  person: string | null
}

/** A contact, with the received record if the source keeps it. */
export type ReceivedContact = SourceContact & { received?: Pick<Received, 'notes' | 'place' | 'record'> }

/** A user whose removal is planned, with every name that the source may know. */
export interface Leaver {
  id: string
  externalId: string | null
  /** The sign-in name and all addresses, as stored. */
  emails: readonly string[]
}

/** The presence of a leaver in the source. `account` is the key of the present account, or null. */
export type Presence =
  | { is: 'absent' }
  | { is: 'present'; account: string | null }
  | { is: 'unconfirmed'; reason: string }

/** The result of a read that is proven whole. */
export interface EndOfRead {
  /** Whether the contacts are complete. A delta is not, so it proves no absence. */
  complete: boolean
  /** The reason to hold every kind until it is approved, or null. */
  doubt: string | null
  /**
   * Saves the state of this read; `contacts` is the sha256 of contacts.json. The state counts once every record of its
   * plan was sent (`onPlanApplied`). A run for one person saves nothing.
   */
  onContactsWritten?(contacts: string): Promise<void>
}

/** The result of a complete read without doubt and without state. */
export const EVERYONE: EndOfRead = { complete: true, doubt: null }

/**
 * A source throws a `Failure` with an exit code (errors/failure.ts): 7 for a wrong setting or file, 8 for a refused
 * sign-in, 9 for an answer that is refused or not proven whole. The script ends with this code and writes no snapshot.
 * Any other error is a mistake in the program and ends it with 1. An odd row is a contact with a `problem`, never an
 * error.
 */
export interface Source {
  /** The address for the header of contacts.json. */
  from: string
  /**
   * Everyone in scope, in any order. The organization is still null, groups have the names of the source, and
   * `problem` marks an unusable row. `active: false` and a missing contact both mean that a person left. Throws if the
   * read is not proven whole.
   */
  contacts(asked: Query): AsyncGenerator<ReceivedContact, EndOfRead>
  /**
   * The presence of these leavers, by their id in the target. The source is asked for every name of a leaver, without
   * the account filter. Absence needs proof: a leaver who is missing in the answer, or `unconfirmed`, is not removed.
   * If this throws, nobody is removed, and sync ends with that code. A source without this method removes nobody.
   */
  findPresent?(leavers: readonly Leaver[]): Promise<ReadonlyMap<string, Presence>>
  /** The health checks of doctor. */
  checks?(): HealthCheck[]
}

/** The context of a source, besides its settings. */
export interface SourceContext {
  progress: Progress
  /** The folder of this instance for the state of the source between runs. */
  stateFolder: string
}

/** The entry of a source in the table, with all facts that need no sign-in. */
export interface SourceEntry<Schema extends z.ZodObject = z.ZodObject> {
  /** `use` is a literal. A setting that cannot change a plan has `.meta({ tuning: true })`. */
  settings: Schema
  /** The account key of the source for a value that a target stores, or null for any other text. */
  account(stored: string): string | null
  /** The forms in which a target may store an account. Default: the account as it is. */
  accountForms?(account: string): string[]
  /** Our external id for an id that another integration wrote, or null. */
  externalIdOf?(stored: string): string | null
  /** The name of the setting for the account of a person. */
  accountSetting: string
  /** Whether the source knows group memberships. A target that manages groups needs such a source. */
  hasGroups: boolean
  /** With the scope `managed`, users of other origin are never changed (Haplo, user sync). */
  ownUsersOnly?: boolean
  /** The attributes that change for a leaver, or null. */
  leaverAttributes?(settings: z.infer<Schema>, attributes: Attributes): Attributes | null
  load(settings: z.infer<Schema>, context: SourceContext): Promise<Source>
  /** Called after every record of a plan was sent; `contacts` is the sha256 of its contacts.json. */
  onPlanApplied?(state: string, contacts: string): Promise<void>
  demo: Demo
}

/** Checks the types of an entry against those of its settings. */
export const sourceEntry = <Schema extends z.ZodObject>(entry: SourceEntry<Schema>): SourceEntry<Schema> => entry

/** A stored account without surrounding blanks; null for an empty one. */
export const trimAccount = (stored: string): string | null => stored.trim() || null
