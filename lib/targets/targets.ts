// The table of targets: what others ask of each one, and where its connector is.

import { dialects } from './scim/dialect.ts'
import type { ScimSettings } from './scim/settings.ts'
import type { Target, TargetContext } from './target.ts'
import type { ZeeneaSettings } from './zeenea/settings.ts'
import type { ZendeskSettings } from './zendesk/settings.ts'

/**
 * One entry a target: what compare must know of it, whether it keeps ids of a source and manages groups, its connector.
 */
export const targets = {
  zendesk: {
    hasOrganizations: true,
    emailChange: 'hold' as const,
    keepsIds: ({ externalId }: ZendeskSettings) => externalId !== false,
    hasGroups: () => false,
    load: async (settings: ZendeskSettings, context: TargetContext): Promise<Target> =>
      (await import('./zendesk/zendesk.ts')).zendesk(settings, context),
  },
  scim: {
    hasOrganizations: false,
    emailChange: 'update' as const,
    keepsIds: ({ dialect, externalId }: ScimSettings) =>
      externalId !== undefined || dialects[dialect].externalId !== null,
    hasGroups: ({ groups }: ScimSettings) => Object.keys(groups).length > 0,
    load: async (settings: ScimSettings, context: TargetContext): Promise<Target> =>
      (await import('./scim/scim.ts')).scim(settings, context),
  },
  zeenea: {
    hasOrganizations: false,
    emailChange: 'hold' as const,
    keepsIds: () => false,
    hasGroups: ({ permissionSets }: ZeeneaSettings) => permissionSets.length > 0,
    load: async (settings: ZeeneaSettings, context: TargetContext): Promise<Target> =>
      (await import('./zeenea/zeenea.ts')).zeenea(settings, context),
  },
}
