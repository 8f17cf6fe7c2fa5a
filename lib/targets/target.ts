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

/** What a connector gets beside its settings. */
export interface TargetContext {
  /** The source's name: external ids that begin with `<source>:` are ours, all others are shown as null. */
  source: string
  /** Whether a stored external id is ours as we write it; absent: by the source's name alone. */
  isOwnId?(stored: string): boolean
  /** The forms in which an account of the source may be stored; absent: as it is. */
  accountForms?(account: string): string[]
  /** Why a user must not be touched, or null. */
  protection(facts: Facts): string | null
  progress: Progress
  /** The rules of `protect`, for what the target can say about them. */
  protect?: readonly string[]
  /** Whether it may write: a sign-in that can asks for no more than reading otherwise. */
  write: boolean
}

/** An external id as a target has it: ours as we write it, else another integration's, or ours in another spelling. */
export function idsOf(
  stored: string | null,
  { source, isOwnId = (id) => id.startsWith(`${source}:`) }: Pick<TargetContext, 'source' | 'isOwnId'>,
): Pick<User, 'externalId' | 'foreignId'> {
  if (stored !== null && isOwnId(stored)) return { externalId: stored, foreignId: null }
  return { externalId: null, foreignId: stored?.trim() || null }
}

/**
 * What a write yields as it happens: a receipt for every entry, and a note of every job before it is waited for. An
 * entry that is tried again yields its receipt so far (`retrying`). `stop` says why the rest of the kind is not sent.
 */
export type Written = Receipt | JobNote | { retrying: Receipt } | { stop: string }

/** Yields a line of a write. */
export type Emit = (written: Written) => void

/** Says whether nothing more may be sent; asked right before each request that writes. */
export type Stopped = () => boolean

/**
 * A target throws a `Failure` with an exit code (errors/failure.ts): 7 where a setting is wrong, 8 where the sign-in is
 * refused, 9 where an answer is refused or not proven whole. A read that throws leaves no snapshot. A write that throws
 * stops the kind and those after it: receipts that were yielded count, the rest is `not-sent`, and sync ends with the
 * code. Any other error ends the script with 1, as a mistake in the program. Trouble with one entry is a receipt, never
 * an error. An answer that was lost (`UnknownFate`) is caught here: the entry is read back or sent again.
 */
export interface Target {
  /** The address that stands in the header of the artifacts. */
  from: string
  /**
   * Every organization, or those of some accounts; `key` as the target stores it. Throws when the read is not proven
   * whole.
   */
  organizations(accounts: readonly string[] | null): AsyncIterable<Organization>
  groups(): AsyncIterable<Group>
  /**
   * Every user, also those removed by this sync (`active: false`). Throws when the read is not proven whole. A user
   * without an address or sign-in name is left out and counted, because no contact can match it; nobody changes or
   * removes it. One whose fields cannot be read is given as protected: unreadable is never absent.
   */
  users(): AsyncIterable<User>
  /** The users of these ids that still exist, mapped as `users()` maps them, in no order. */
  usersById(ids: readonly string[]): Promise<User[]>
  /** Users who have one of these addresses (secondary ones too) or external ids. */
  findUsers(by: { emails?: readonly string[]; externalIds?: readonly string[] }): Promise<User[]>
  /**
   * The three writes: each reads its entries back before and after (core/readback.ts) and yields one receipt an entry.
   * Once `stopped` says so no batch is sent any more; what was not sent has no receipt.
   */
  create(entries: Iterable<Creation>, stopped?: Stopped): AsyncIterable<Written>
  /**
   * `to` has the fields that change, and no others. `active: true` is in it for somebody who returns: whatever removed
   * this user is taken back. `key` and `email` are in it only with `emailChange: 'update'`.
   */
  update(entries: Iterable<Update>, stopped?: Stopped): AsyncIterable<Written>
  /**
   * A removal marks, deactivates or deletes, as the target has it. `to.attributes` has what changes in somebody who
   * leaves (`leaverAttributes` of the source), and is written with the mark; who is deleted needs none of it.
   */
  remove(entries: Iterable<Deletion>, stopped?: Stopped): AsyncIterable<Written>
  /** Waits until none of these jobs of an interrupted run is still at work. A target without jobs does nothing. */
  awaitJobs(jobs: readonly string[]): Promise<void>
  /**
   * The contact as the target can hold it: a name that it makes of parts, one group of several. Groups go by the
   * source's name. Pure, as `targetProblem`; absent: as it is.
   */
  adapt?(contact: Contact): Contact
  /**
   * A limit of the target that this contact breaks, or null; the contact is held for it. Pure: works without
   * credentials.
   */
  targetProblem(contact: Contact): string | null
  /**
   * Valid after `users()` ended: the rules of `protect` about an attribute that nobody showed. Absent: there is no such
   * rule.
   */
  uncheckable?(): readonly string[]
  /** The health checks of doctor. */
  checks?(): HealthCheck[]
}

/** The entry of a target in the table: what others ask of it without signing in. */
export interface TargetEntry<Schema extends z.ZodObject = z.ZodObject> {
  /** `use` is a literal; a setting that changes no plan has `.meta({ tuning: true })`. */
  settings: Schema
  /** Whether everybody belongs to an organization; a contact of an account without one is dropped. */
  hasOrganizations: boolean
  /** For a user found by external id under another address: `update` writes key and address, `hold` holds the pair. */
  emailChange: 'update' | 'hold'
  /**
   * Whether users keep the external id that `create` gives them. It tells whom this sync made: without it the scope
   * `managed` would remove nobody and is refused.
   */
  storesExternalId(settings: z.infer<Schema>): boolean
  /** Whether these settings manage groups: compare then changes them, and the source has to know them. */
  hasGroups(settings: z.infer<Schema>): boolean
  load(settings: z.infer<Schema>, context: TargetContext): Promise<Target>
  demo: Demo
}

/** An entry as it is written, with the types of its settings. */
export const targetEntry = <Schema extends z.ZodObject>(entry: TargetEntry<Schema>): TargetEntry<Schema> => entry
