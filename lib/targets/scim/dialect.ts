// The differences of services from RFC 7643 and RFC 7644, one entry per dialect.

import type { Contact } from '../../artifacts/records.ts'
import { bizagiLimit, bizagiProblem } from './bizagi.ts'
import { zeeneaProblem } from './zeenea.ts'

export interface Dialect {
  /** Whether the service has discovery pages: ServiceProviderConfig, /Me. */
  hasDiscovery: boolean
  /** The default address of one user. */
  address: 'auto' | 'id' | 'userName'
  /** The default attribute for the id of the source; null if the service stores none. */
  externalId: string | null
  /** Whether the service stores a display name; otherwise the name is joined from its parts. */
  hasDisplayName: boolean
  /** The resource that shows memberships. */
  membersIn: 'group' | 'user'
  /** The allowed conditions in the path of a PATCH; otherwise a list is replaced as a whole. */
  takesConditions: 'any' | 'type' | 'none'
  /** The removal of a member: by a path with a condition, or by a list of values. */
  takesMembers: 'by path' | 'by value'
  /** Whether the schemas of a new user name its extensions. */
  namesExtensions: boolean
  /** The style of Entra: capitalized operations, booleans as texts, paths with conditions. */
  isEntra: boolean
  /** The default scope of tokens. */
  tokenScope?: string
  /** The most rows of a list without a second page. */
  onePage?: number
  /** The problem of the settings with this dialect, or null. */
  settingsProblem?(settings: { attributes: Record<string, string>; removal: string }): string | null
  /** The group of the administrators of the service. */
  staffGroup?: string
  /** The statuses of a refused removal of a protected user. */
  refusalsToRemove?: readonly number[]
  /** The limit of the service that a contact breaks, or null. */
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
