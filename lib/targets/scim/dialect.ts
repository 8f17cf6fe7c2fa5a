// How services differ from RFC 7643 and RFC 7644, one entry a dialect.

import type { ScimSettings } from './settings.ts'

export interface Dialect {
  /** Whether it tells about itself (ServiceProviderConfig, /Me). */
  speaks: boolean
  /** Where it keeps the source's id, unless the settings say; null: nowhere. */
  externalId: string | null
  /** Whether it keeps a display name, or makes the name of its parts. */
  hasDisplayName: boolean
  /** Where it tells who is in a group: in the group, or in the user. */
  membersIn: 'group' | 'user'
  /** Whether an extension is named among the schemas of a new user. */
  namesExtensions: boolean
  /** What its tokens are asked for, unless the settings say. */
  tokenScope?: string
  /** Users of a list that has one page alone. */
  onePage?: number
}

const rfc: Dialect = {
  speaks: true,
  externalId: 'externalId',
  hasDisplayName: true,
  membersIn: 'group',
  namesExtensions: true,
}

export const dialects: Record<ScimSettings['dialect'], Dialect> = {
  rfc,
  entra: rfc,
  bizagi: {
    speaks: false,
    externalId: null,
    hasDisplayName: false,
    membersIn: 'group',
    namesExtensions: false, // as published (Bizagi, creating users)
    tokenScope: 'api',
  },
}
