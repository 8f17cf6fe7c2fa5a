// The contract of a source, where contacts come from. CONTRIBUTING.md lists what a new source touches.

import type { z } from 'zod'
import type { Attributes, Group, Received, SourceContact } from '../artifacts/records.ts'
import type { HealthCheck } from '../connector/check.ts'
import type { Demo } from '../connector/demo.ts'
import type { Progress } from '../connector/progress.ts'

/** What a source is asked for: the accounts whose people count, and the groups that the target manages. */
export interface Query {
  /** Keys of the organizations, each once; empty for a target without organizations. */
  accounts: readonly string[]
  groups: readonly Group[]
  /** Only the people with this address; null: everyone. Without accounts, then, of whatever account. */
  person: string | null
}

/** A contact; with what was received of it, where the source keeps that. */
export type ReceivedContact = SourceContact & { received?: Pick<Received, 'notes' | 'place' | 'record'> }

/** A user about to be removed, with every name that the source may know. */
export interface Leaver {
  id: string
  externalId: string | null
  /** Sign-in name and all addresses, as written. */
  emails: readonly string[]
}

/** What became of a leaver in the source. `account`: the key of the account that they are in now, or null. */
export type Presence =
  | { is: 'absent' }
  | { is: 'present'; account: string | null }
  | { is: 'unconfirmed'; reason: string }

/** The end of a read that is proven whole. */
export interface EndOfRead {
  /** Whether the contacts are everyone. A delta is not, and proves nobody's absence. */
  complete: boolean
  /** The reason for which sync holds everything until it is approved, or null. */
  doubt: string | null
  /**
   * Notes what was read for contacts.json, whose sha256 this is. It counts once every record of a plan made of it was
   * sent (`onPlanApplied`); a run for one person notes nothing.
   */
  onContactsWritten?(contacts: string): Promise<void>
}

/** The end of a read that has everyone, no doubt, and nothing to remember. */
export const EVERYONE: EndOfRead = { complete: true, doubt: null }

/**
 * A source throws a `Failure` with an exit code (errors/failure.ts): 7 where a setting or a file is wrong, 8 where the
 * sign-in is refused, 9 where an answer is refused or not proven whole. The script ends with this code and writes no
 * snapshot. Any other error ends it with 1, as a mistake in the program. One odd row is no error: it is a contact with
 * a `problem`.
 */
export interface Source {
  /** The address that stands in the header of contacts.json. */
  from: string
  /**
   * Everyone who should be there, in any order: the organization still null, groups by the source's name, `problem`
   * set where the row itself is unusable. `active: false` is somebody who left, as no contact at all is. Throws when
   * the read is not proven whole; returns its end otherwise.
   */
  contacts(asked: Query): AsyncGenerator<ReceivedContact, EndOfRead>
  /**
   * What the source says of these leavers, by their id in the target: asked by every name of theirs, without the
   * account filter. A leaver who is left out of the answer, or found `unconfirmed`, is not removed: absence needs
   * proof. Where it throws, nobody is removed, and sync ends with the code. Absent: nobody is removed.
   */
  findPresent?(leavers: readonly Leaver[]): Promise<ReadonlyMap<string, Presence>>
  /** The health checks of doctor. */
  checks?(): HealthCheck[]
}

/** What a connector gets beside its settings. */
export interface SourceContext {
  progress: Progress
  /** The folder of this instance where a source keeps what it has to know at the next run. */
  stateFolder: string
}

/** The entry of a source in the table: what others ask of it without signing in. */
export interface SourceEntry<Schema extends z.ZodObject = z.ZodObject> {
  /** `use` is a literal; a setting that changes no plan has `.meta({ tuning: true })`. */
  settings: Schema
  /** The source's name of an account from what a target has stored, or null where that is none. */
  account(stored: string): string | null
  /** The forms in which a target may have stored an account; absent: as it is. */
  accountForms?(account: string): string[]
  /** The external id that an id which another integration wrote stands for, or null. */
  externalIdOf?(stored: string): string | null
  /** The setting that says where a person's account is. */
  accountSetting: string
  /** Whether it knows who is in which group; a target that manages groups needs such a source. */
  hasGroups: boolean
  /** With the scope `managed` users who were made elsewhere are not touched at all (Haplo, user sync). */
  ownUsersOnly?: boolean
  /** The attributes that change when somebody leaves, or null. */
  leaverAttributes?(settings: z.infer<Schema>, attributes: Attributes): Attributes | null
  load(settings: z.infer<Schema>, context: SourceContext): Promise<Source>
  /** Notes that the plan of these contacts (the sha256 of the file) was applied whole. */
  onPlanApplied?(state: string, contacts: string): Promise<void>
  demo: Demo
}

/** An entry as it is written, with the types of its settings. */
export const sourceEntry = <Schema extends z.ZodObject>(entry: SourceEntry<Schema>): SourceEntry<Schema> => entry

/** An account as it is stored, without blanks around it; null where nothing is left. */
export const trimAccount = (stored: string): string | null => stored.trim() || null
