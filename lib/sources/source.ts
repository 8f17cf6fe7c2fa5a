// Where contacts come from. A new source is one file here, one entry in config.ts, one stand-in in the sandbox.

import type { Contact, Group, Received } from '../artifacts/records.ts'
import type { Look } from '../connector/check.ts'

/** What a source is asked for: the accounts whose people count, and the groups that the target manages. */
export interface Asked {
  /** Keys of the organizations, each once; empty for a target without organizations. */
  accounts: readonly string[]
  groups: readonly Group[]
  /** Only the people with this address; null: everyone. Without accounts, then, of whatever account. */
  only: string | null
}

/** A contact; with what was received of it, where the source keeps that. */
export type Found = Contact & { received?: Pick<Received, 'notes' | 'place' | 'record'> }

export interface Source {
  /** The address that stands in the header of contacts.json. */
  from: string
  /**
   * Everyone who should be there, in any order: the organization still null, groups by the source's name,
   * `problem` set where the row itself is unusable. Throws when the read is not proven whole.
   */
  contacts(asked: Asked): AsyncIterable<Found>
  /** Who of these people the source has after all, asked by sign-in name, every address and id, without the account filter. */
  present?(
    people: readonly { id: string; externalId: string | null; emails: readonly string[] }[],
  ): Promise<Set<string>>
  /** Once contacts were read: whether they claim to be everyone. Absent: they do. */
  isEveryone?(): boolean
  /** Once contacts were read: why a person should look before anything is sent, or null. */
  doubt?(): string | null
  /** Notes what was read for contacts.json, whose sha256 this is; it counts once every record of a plan made of it was sent. */
  remember?(contacts: string): Promise<void>
  /** What doctor looks at. */
  looks?(): Look[]
}
