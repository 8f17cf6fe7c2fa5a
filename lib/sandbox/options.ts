// What can be set about the sandbox: of each system its own options, and what all of them share.

import type { Fault } from './faults/read.ts'
import type { GluuOptions } from './gluu/options.ts'
import type { Answer, Asked } from './http/remote.ts'
import type { SalesforceOptions } from './salesforce/salesforce.ts'
import type { ScimOptions } from './scim/options.ts'
import type { ZeeneaOptions } from './zeenea/options.ts'
import type { ZendeskOptions } from './zendesk/zendesk.ts'

/** `scim` is the service that people are synced into, `directory` the one they come from. */
export type System = 'zendesk' | 'salesforce' | 'scim' | 'directory' | 'zeenea' | 'gluu'

export interface Options extends Partial<ZendeskOptions>, Partial<SalesforceOptions> {
  /** Most rows of a page: of Zendesk (100) and of Salesforce (2,000). */
  pageSize?: number
  /** One factor for every time the sandbox takes (50). Headers that a client obeys are in real seconds all the same. */
  speed?: number
  /** What the time is, in milliseconds; a test may have its own. */
  clock?: () => number
  /** What goes wrong from the start. */
  faults?: { [system in System]?: Fault[] }
  scim?: Partial<ScimOptions>
  directory?: Partial<ScimOptions>
  zeenea?: Partial<ZeeneaOptions>
  gluu?: Partial<GluuOptions>
  /** Asked before the system; what it returns is the answer. */
  respond?: (system: System, asked: Asked) => Answer | undefined | Promise<Answer | undefined>
}
