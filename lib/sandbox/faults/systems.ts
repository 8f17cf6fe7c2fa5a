// Which kinds of faults each system knows.

import type { System } from '../options.ts'
import { gluuKinds } from './gluu.ts'
import type { Kinds } from './kind.ts'
import { salesforceKinds } from './salesforce.ts'
import { scimKinds } from './scim.ts'
import { zeeneaKinds } from './zeenea.ts'
import { zendeskKinds } from './zendesk.ts'

export const kindsOf: Record<System, Kinds> = {
  zendesk: zendeskKinds,
  salesforce: salesforceKinds,
  scim: scimKinds,
  directory: scimKinds,
  zeenea: zeeneaKinds,
  gluu: gluuKinds,
}
