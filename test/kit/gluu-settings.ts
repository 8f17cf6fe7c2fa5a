// A Gluu server as a source, and the people in it.

import type { GluuUser } from '../../lib/sandbox/gluu/store.ts'
import type { Place } from './pipeline.ts'
import { FREE } from './scim-settings.ts'
import { account } from './worlds.ts'

export const GLUU_SOURCE = {
  use: 'gluu',
  url: '$GLUU_URL',
  clientId: '$GLUU_CLIENT_ID',
  clientSecret: '$GLUU_CLIENT_SECRET',
  account: 'account',
}

export const inumOf = (n: number) => `i-${n}`

/** Person `n` (worlds.ts) as the store has them. */
export const gluuUserOf = (n: number, changes: Partial<GluuUser> = {}): Partial<GluuUser> => ({
  inum: inumOf(n),
  uid: `person${n}`,
  mail: `person${n}@acme.test`,
  givenName: 'Person',
  sn: String(n),
  displayName: `Person ${n}`,
  account: account(n % 3),
  oxCreationTimestamp: '2025-01-01T00:00:00Z',
  ...changes,
})

/** Settings from Gluu to Zendesk that hold nobody. */
export const fromGluu = (here: Place, more: object = {}, others: object = {}) =>
  here.settings((one) =>
    Object.assign(one, {
      source: { ...GLUU_SOURCE, ...more },
      scope: 'managed',
      protect: [],
      limits: FREE,
      ...others,
    }),
  )
