// The contract of a target, where users live. CONTRIBUTING.md lists what a new target touches.

import type { z } from 'zod'
import type {
  Contact,
  Creation,
  Deletion,
  Group,
  JobNote,
  Organization,
  Receipt,
  Update,
  User,
} from '../artifacts/records.ts'
import type { HealthCheck } from '../connector/check.ts'
import type { Demo } from '../connector/demo.ts'
import type { Progress } from '../connector/progress.ts'
import type { Facts } from '../core/protection.ts'
import { Failure } from '../errors/failure.ts'

/** The changes of users cannot be read, or are not proven whole: the whole list is read. */
export class NotIncremental extends Failure {}

/** The users who changed since a time. */
export interface UserChanges {
  /** Every changed user by id, as they are now; null for a user who is gone or has no address. */
  users: ReadonlyMap<string, User | null>
  /** The time of the newest change that the target told, ISO 8601; null if it told none. */
  newest: string | null
}

/** The read of changes of a target that can tell them. */
export interface IncrementalRead {
  /** Whether changes have to be read: otherwise the whole list is read where they cannot be. */
  isRequired: boolean
  /** Milliseconds between two reads of the whole list. */
  fullEvery: number
  /** The time of the target (ISO 8601), and the id of the user of the sign-in. Throws `NotIncremental` without one. */
  now(): Promise<{ time: string; reader: string }>
  /**
   * The users who changed since a time (ISO 8601), and those of `ids`. Throws `NotIncremental` where the changes are
   * not proven whole, or where more than `most` users changed.
   */
  changesSince(time: string, asked: { ids: readonly string[]; most: number }): Promise<UserChanges>
}

/** The context of a target, besides its settings. */
export interface TargetContext {
  /** The name of the source. External ids that begin with `<source>:` are ours; all others become null. */
  source: string
  /** Whether a stored external id is ours, exactly as we write it. Default: the name of the source decides. */
  isOwnId?(stored: string): boolean
  /** The forms in which a target may store an account of the source. Default: the account as it is. */
  accountForms?(account: string): string[]
  /** The reason that protects a user from every change, or null. */
  protection(facts: Facts): string | null
  progress: Progress
  /** The rules of `protect`: the target says which of them it cannot check. */
  protect?: readonly string[]
  /** Whether the run writes. Otherwise the sign-in asks for read access alone, where scopes exist. */
  write: boolean
  /** The folder of state files; null for a target that writes none. */
  stateFolder?: string | null
}

/** Splits a stored external id: ours, exactly as we write it, or a foreign one. */
export function idsOf(
  stored: string | null,
  { source, isOwnId = (id) => id.startsWith(`${source}:`) }: Pick<TargetContext, 'source' | 'isOwnId'>,
): Pick<User, 'externalId' | 'foreignId'> {
  if (stored !== null && isOwnId(stored)) return { externalId: stored, foreignId: null }
  return { externalId: null, foreignId: stored?.trim() || null }
}

/**
 * A line of a write, in the order of events: a receipt for every entry, and a note of every job before the wait for it.
 * `retrying` carries the receipt so far of an entry that is sent again. `stop` gives the reason not to send the rest.
 */
export type Written = Receipt | JobNote | { retrying: Receipt } | { stop: string }

/** Yields a line of a write. */
export type Emit = (written: Written) => void

/** Says whether nothing more may be sent; asked right before each request that writes. */
export type Stopped = () => boolean

/**
 * A target throws a `Failure` with an exit code (errors/failure.ts): 7 for a wrong setting, 8 for a refused sign-in, 9
 * for an answer that is refused or not proven whole. Any other error is a mistake in the program and ends it with 1.
 *
 * A read that throws leaves no snapshot. A write that throws stops its kind and the kinds beside and after it: receipts
 * so far count, the rest is `not-sent`, and sync ends with that code.
 *
 * A problem of one entry is a receipt, never an error. A write whose fate is unknown (`UnknownFate`, http/outcome.ts)
 * is read back or sent again by the target.
 */
export interface Target {
  /** The address for the header of the artifacts. */
  from: string
  /**
   * Every organization (null), or the organizations of these accounts. `key` is the account as the target stores it.
   * Throws if the read is not proven whole.
   */
  organizations(accounts: readonly string[] | null): AsyncIterable<Organization>
  /** The managed groups of the settings. */
  groups(): AsyncIterable<Group>
  /**
   * Every user, including users that this sync removed (`active: false`). Throws if the read is not proven whole. A
   * user without an address or sign-in name is only counted: no contact can match it, so sync never changes it. A user
   * with unreadable fields is protected: unreadable never counts as absent.
   */
  users(): AsyncIterable<User>
  /** The read of changes in place of `users()`, where the settings allow it. Default: none. */
  incremental?: IncrementalRead
  /** The users of these ids that still exist, in any order, with the same fields as in `users()`. */
  usersById(ids: readonly string[]): Promise<User[]>
  /** Users with one of these addresses, secondary ones included, or one of these external ids. */
  findUsers(by: { emails?: readonly string[]; externalIds?: readonly string[] }): Promise<User[]>
  /**
   * Whether creations and updates are sent side by side: no update frees or takes a name that a creation needs.
   * Otherwise updates wait for the end of the creations. Removals wait for both.
   */
  createsBesideUpdates?: boolean
  /**
   * The three writes read their entries before and after (core/readback.ts) and yield one receipt per entry. Once
   * `stopped()` is true, no further batch is sent; entries that were not sent get no receipt.
   */
  create(entries: Iterable<Creation>, stopped?: Stopped): AsyncIterable<Written>
  /**
   * `to` has only the fields that change. `active: true` marks a user who returns: the update undoes the removal.
   * `key` and `email` occur only with `emailChange: 'update'`. `moves`: how many users of the plan change organization.
   */
  update(entries: Iterable<Update>, stopped?: Stopped, plan?: { moves: number }): AsyncIterable<Written>
  /**
   * A removal marks, deactivates or deletes, as the target does it. `to.attributes` has the attributes that change for
   * a leaver (`leaverAttributes` of the source). They are written with the mark; a deletion ignores them.
   */
  remove(entries: Iterable<Deletion>, stopped?: Stopped): AsyncIterable<Written>
  /** Waits for the end of these jobs of an interrupted run. A target without jobs does nothing. */
  awaitJobs(jobs: readonly string[]): Promise<void>
  /**
   * The contact in the form that the target can store: a name joined from its parts, one group of several. Groups keep
   * the names of the source. Pure, and needs no credentials. Default: the contact as it is.
   */
  adapt?(contact: Contact): Contact
  /** The limit of the target that this contact breaks, or null. Such a contact is held. Pure, without credentials. */
  targetProblem(contact: Contact): string | null
  /** After the end of `users()`: the rules of `protect` about an attribute that no user showed. Default: none. */
  uncheckable?(): readonly string[]
  /** The health checks of doctor. */
  checks?(): HealthCheck[]
}

/** The entry of a target in the table, with all facts that need no sign-in. */
export interface TargetEntry<Schema extends z.ZodObject = z.ZodObject> {
  /** `use` is a literal. A setting that cannot change a plan has `.meta({ tuning: true })`. */
  settings: Schema
  /** Whether every user belongs to an organization. A contact whose account has no organization is dropped. */
  hasOrganizations: boolean
  /** A user matched by external id under another address: `update` writes key and address, `hold` holds the pair. */
  emailChange: 'update' | 'hold'
  /**
   * Whether users keep the external id that `create` gives them. The external id shows which users this sync created.
   * Without it, the scope `managed` would remove nobody, so it is refused.
   */
  storesExternalId(settings: z.infer<Schema>): boolean
  /** Milliseconds between two reads of the whole list, with these settings. Default: every read is whole. */
  fullEvery?(settings: z.infer<Schema>): number
  /** Whether these settings manage groups: then compare changes memberships, and the source has to know them. */
  hasGroups(settings: z.infer<Schema>): boolean
  load(settings: z.infer<Schema>, context: TargetContext): Promise<Target>
  demo: Demo
}

/** Checks the types of an entry against those of its settings. */
export const targetEntry = <Schema extends z.ZodObject>(entry: TargetEntry<Schema>): TargetEntry<Schema> => entry
