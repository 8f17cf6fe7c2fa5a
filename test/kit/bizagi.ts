// Salesforce to Bizagi: settings as docs/scim.md has them, contacts and users in the form that both need.

import * as assert from 'uvu/assert'
import type { Options } from '../../lib/sandbox/options.ts'
import type { SalesforceSettings } from '../../lib/sources/salesforce/settings.ts'
import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import type { Place } from './pipeline.ts'
import { fromSalesforce, writes } from './service.ts'
import { compared, synced } from './stages.ts'
import { accounts, contactId, contactOf } from './worlds.ts'

export const PROPERTIES = 'urn:ietf:params:scim:schemas:extension:bizagi:2.0:UserProperties'

export const target: Partial<ScimSettings> = {
  dialect: 'bizagi',
  externalId: `${PROPERTIES}:syncId`,
  attributes: {
    givenName: 'name.givenName',
    familyName: 'name.familyName',
    assign: `${PROPERTIES}:enabledForAssignation`,
  },
}
export const source: Partial<SalesforceSettings> = {
  attributes: { givenName: 'FirstName', familyName: 'LastName', assign: { value: true } },
}

export const contact = (n: number, changes: object = {}) =>
  contactOf(n, { FirstName: 'Person', LastName: `Number ${n}`, Name: `Person Number ${n}`, ...changes })

export const user = (n: number, changes: object = {}) => ({
  id: `b${n}`,
  userName: `person${n}@acme.test`,
  name: { givenName: 'Person', familyName: `Number ${n}` },
  emails: [{ value: `person${n}@acme.test`, type: 'work', primary: true }],
  [PROPERTIES]: { enabledForAssignation: true, syncId: `salesforce:${contactId(n)}` },
  ...changes,
})

export interface More {
  settings?: Partial<ScimSettings>
  attributes?: SalesforceSettings['attributes']
  options?: Options
}

/** Does `work` between an org of these contacts and a Bizagi of these users. */
export const bizagiOf = (
  { contacts = [], users = [] }: { contacts?: object[]; users?: object[] },
  work: (here: Place) => Promise<void>,
  { settings, attributes, options }: More = {},
) =>
  fromSalesforce({ salesforce: { accounts: accounts(3), contacts }, scim: { users } }, work, {
    target: { ...target, ...settings },
    source: { attributes: { ...source.attributes, ...attributes } },
    options: { ...options, scim: { dialect: 'bizagi', ...options?.scim } },
  })

/** What was planned is done, and another plan has nothing to do. */
export async function twice(here: Place, line: string) {
  await compared(here)
  const { code, line: said } = await synced(here)
  assert.equal([code, said], [0, line])
  await compared(here)
  const before = writes(here).length
  assert.equal([(await synced(here)).line, writes(here).length], ['nothing to do', before])
}
