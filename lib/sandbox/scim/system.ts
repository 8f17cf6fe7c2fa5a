// The two SCIM services of the sandbox. Each has its own client and token, so that a test cannot confuse them.

import type { Fault } from '../faults/read.ts'
import { type System, systemEntry } from '../system.ts'
import { scimError } from './answers.ts'
import { scimFaults } from './faults.ts'
import type { ScimOptions } from './options.ts'
import { scimPages } from './page-format.ts'
import { populateScim } from './populate.ts'
import { scimService } from './scim.ts'
import { assertScimConsistent, type ScimStore, scimStore } from './store.ts'

type ScimSystem = System<ScimStore, Partial<ScimOptions>>

/** A SCIM service; `own` has the parts that differ, `faults` are the faults of its bad day. */
function scimSystemOf(name: string, own: Pick<ScimSystem, 'inWords'> & Partial<ScimSystem>, faults: Fault[]) {
  const variable = name.toUpperCase()
  return systemEntry<ScimStore, Partial<ScimOptions>>({
    store: scimStore,
    assertConsistent: assertScimConsistent,
    faults: scimFaults,
    pages: scimPages,
    ownStats: () => ({}),
    unpleasant: () => ({
      options: { tokenLife: 60, location: false, itemsPerPage: 'asked', pastEnd: 'first' },
      faults,
    }),
    invalidBody: (reason) => scimError(400, reason, 'invalidSyntax'),
    ...own,
    start({ store, options, clock, withFaults }) {
      const all = {
        clientId: `user-sync-${name}`,
        clientSecret: `sandbox-${name}-secret`,
        token: `sandbox-${name}-token`,
        ...options,
      }
      return {
        remote: withFaults(scimService(store, all, clock)),
        path: '/scim/v2',
        environment: (url) => ({
          [`${variable}_URL`]: `${url}/scim/v2`,
          [`${variable}_TOKEN_URL`]: `${url}/oauth2/server/token`,
          [`${variable}_CLIENT_ID`]: all.clientId,
          [`${variable}_CLIENT_SECRET`]: all.clientSecret,
          [`${variable}_TOKEN`]: all.token,
        }),
      }
    },
  })
}

const everyRequest = { path: '/scim/v2/*' }
const creations = { method: 'POST', path: '/scim/v2/Users' }
const always = { count: 'always' as const }

export const scimSystem = scimSystemOf(
  'scim',
  { inWords: ({ users }) => `${users.length} users in the SCIM service`, populate: populateScim },
  [
    { kind: 'reset-after', ...creations, skip: 3, every: 29, ...always },
    { kind: 'reset-before', ...everyRequest, skip: 7, every: 41, ...always },
    { kind: 'too-many', ...everyRequest, skip: 10, every: 60, count: 3, retryAfter: 1 },
    { kind: 'unavailable', ...everyRequest, skip: 25, every: 70, count: 3, retryAfter: 1 },
  ],
)

/** The directory; the entry of `scim` makes its people. */
export const directorySystem = scimSystemOf(
  'directory',
  {
    inWords: ({ users }) => `${users.length} users in the SCIM directory`,
    signInNames: ({ users }) => users.map(({ userName }) => userName),
  },
  [
    { kind: 'reset-before', ...everyRequest, skip: 2 },
    { kind: 'too-many', ...everyRequest, skip: 4, retryAfter: 1 },
  ],
)
