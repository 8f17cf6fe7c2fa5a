// The types of the rules and the decisions of compare.

import type { Attributes, Creation, Deletion, Held, Reason, Update, User } from '../artifacts/records.ts'
import type { HiddenContact } from './hidden.ts'
import type { Foreign } from './match.ts'
import type { PlaceOfUser } from './protection.ts'

export interface Rules {
  emailChange: 'update' | 'hold'
  duplicates: 'hold' | 'first'
  /** Whether contacts.json covers all people; otherwise no user is removed as absent. */
  complete: boolean
  removable: (user: PlaceOfUser) => boolean
  /** Organizations with an unreadable account id: their users are not removable. */
  unread?: ReadonlySet<string>
  /** Contacts with an unreadable address, by organization: a user to be removed there may be one of them. */
  hidden?: ReadonlyMap<string | null, readonly HiddenContact[]>
  /** The attributes that change with a removal, if the source has such a rule. */
  leaving?: (attributes: Attributes) => Attributes | null
  /** The external id for an id of another integration: a user with such an id is held with its contact. */
  foreign?: Foreign
  /** With `"drift": "keep"`: the last applied state, which is not compared with the target again. */
  lastSync?: LastSync | undefined
  /** The message with which the target refused this entry before, or null. */
  refused?: (entry: PlanEntry) => string | null
  /** Whether this is a run with `--person`: claims of other contacts are unknown. */
  alone?: boolean
}

/** The state of the source when a plan was last applied. */
export interface LastSync {
  /** Whether the contacts of this key are the same as then, and were applied. */
  isUnchanged(key: string): boolean
  /** Whether the source had this user then. */
  knew(user: User): boolean
}

export type PlanEntry =
  | { into: 'create'; record: Creation }
  | { into: 'update'; record: Update }
  | { into: 'delete'; record: Deletion }
  | { into: 'held'; record: Held }

/** The decision about one match: its reason, and its entry in a plan file, if any. */
export interface Decision {
  reason: Reason
  entry: PlanEntry | null
  /** Whether several contacts of one account were merged into one person. */
  isMerged: boolean
  /** The sides of the match; the shares of the limits refer to their counts. */
  sides: 'contact' | 'user' | 'both'
  /** The organization that loses, or gets, an active user in scope; null if none does. */
  leaves: string | null
  joins: string | null
  /** The move from one organization to another, or null. */
  transfer: { from: string; to: string; isActive: boolean } | null
  /** The organizations of active, unprotected users who are removed, or held with no contact in the same one. */
  unsettled: string[]
  /** Whether the user of a held person is deactivated or marked. */
  marked: boolean
}
