// How services differ from RFC 7643 and RFC 7644: one entry a dialect.

import type { Contact } from '../../artifacts/records.ts'
import { bizagiLimit, bizagiProblem } from './bizagi.ts'
import { zeeneaProblem } from './zeenea.ts'

export interface Dialect {
  /** Whether it tells about itself: ServiceProviderConfig, /Me. */
  hasDiscovery: boolean
  /** How one user is addressed, unless the settings say. */
  address: 'auto' | 'id' | 'userName'
  /** Where it keeps the source's id, unless the settings say; null: nowhere. */
  externalId: string | null
  /** Whether it keeps a display name; else the name is made of its parts. */
  hasDisplayName: boolean
  /** Where it tells who is in a group. */
  membersIn: 'group' | 'user'
  /** Which conditions the path of a PATCH may have; else a list is replaced as a whole. */
  takesConditions: 'any' | 'type' | 'none'
  /** How a member is taken out: by a path with a condition, or by a list of values. */
  takesMembers: 'by path' | 'by value'
  /** Whether an extension is named among the schemas of a new user. */
  namesExtensions: boolean
  /** Entra's words: operations with a capital, booleans as texts, paths with conditions. */
  isEntra: boolean
  /** What its tokens are asked for, unless the settings say. */
  tokenScope?: string
  /** The most that a list has: there is no second page. */
  onePage?: number
  /** What the settings lack for it, or have that it does not take; null: nothing. */
  settingsProblem?(settings: { attributes: Record<string, string>; removal: string }): string | null
  /** Whose members are the service's administrators. */
  staffGroup?: string
  /** Statuses by which it refuses to remove somebody who has to stay. */
  refusalsToRemove?: readonly number[]
  /** A limit of the service that a contact breaks, or null. */
  contactLimit?(contact: Contact, attributes: Record<string, string>): string | null
}

const rfc: Dialect = {
  hasDiscovery: true,
  address: 'id',
  externalId: 'externalId',
  hasDisplayName: true,
  membersIn: 'group',
  takesConditions: 'none',
  takesMembers: 'by path',
  namesExtensions: true,
  isEntra: false,
}

export const dialects = {
  rfc,
  entra: { ...rfc, takesConditions: 'any', takesMembers: 'by value', isEntra: true },
  bizagi: {
    ...rfc,
    hasDiscovery: false,
    address: 'auto',
    takesConditions: 'type', // emails[type eq "work"].value (Bizagi, updating users)
    externalId: null,
    hasDisplayName: false,
    namesExtensions: false, // as published (Bizagi, creating users)
    tokenScope: 'api',
    settingsProblem: ({ attributes }) => bizagiProblem(attributes),
    contactLimit: bizagiLimit,
  },
  zeenea: {
    ...rfc,
    externalId: null,
    hasDisplayName: false,
    membersIn: 'user',
    takesMembers: 'by value',
    onePage: 1000,
    staffGroup: 'Super Admin',
    refusalsToRemove: [403], // the owner of the key, the last Super Admin, curators (Zeenea, Managing users)
    settingsProblem: zeeneaProblem,
  },
} satisfies Record<string, Dialect>
