// What compare has to know, and what it says of one match: types alone.

import type { Attributes, Creation, Deletion, Held, Reason, Update, User } from '../artifacts/records.ts'
import type { HiddenContact } from './hidden.ts'
import type { Foreign } from './match.ts'

export interface Rules {
  emailChange: 'update' | 'hold'
  duplicates: 'hold' | 'first'
  /** Whether the contacts claim to be everyone: without that nobody is removed for being absent. */
  complete: boolean
  removable: (user: User) => boolean
  /** Organizations whose account could not be read: nobody in them is removable. */
  unread?: ReadonlySet<string>
  /** Contacts whose address nobody can read, by organization: who is to be removed there may be one of them. */
  hidden?: ReadonlyMap<string | null, readonly HiddenContact[]>
  /** What of the attributes changes when somebody leaves, where the source says so. */
  leaving?: (attributes: Attributes) => Attributes | null
  /** The external id that another integration's id stands for: whoever carries it is held with its contact. */
  foreign?: Foreign
  /** With "drift": "keep": what was applied before, and is not compared with the target again. */
  lastSync?: LastSync | undefined
  /** The words with which the target refused just this entry before, or null. */
  refused?: (entry: PlanEntry) => string | null
  /** The contacts are those of one address: whether others claim a user too is not known. */
  alone?: boolean
}

/** What the source said when a plan was last applied. */
export interface LastSync {
  /** Whether it said the same of the contacts of this key, and that stands in the target since. */
  isUnchanged(key: string): boolean
  /** Whether it had this user then. */
  knew(user: User): boolean
}

export type PlanEntry =
  | { into: 'create'; record: Creation }
  | { into: 'update'; record: Update }
  | { into: 'delete'; record: Deletion }
  | { into: 'held'; record: Held }

/** What becomes of one match: the row of the table it falls into, and the line of a plan file, if any. */
export interface Decision {
  reason: Reason
  entry: PlanEntry | null
  /** Several contacts of one account were taken for one person. */
  isMerged: boolean
  /** Which sides the match has: what the shares of the limits are counted on. */
  sides: 'contact' | 'user' | 'both'
  /** The organization that loses, or gets, an active user in scope by this; null where none does. */
  leaves: string | null
  joins: string | null
  /** From one organization to another; null for everybody else. */
  transfer: { from: string; to: string; isActive: boolean } | null
  /** The organizations of active, unprotected users who are removed, or held with no contact in the same one. */
  unsettled: string[]
  /** A held person whose user carries the mark of removal: somebody has to look soon. */
  marked: boolean
}
