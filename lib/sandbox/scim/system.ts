// The two SCIM services of the sandbox. Each has its own client and token, so that no test takes one for the other.

import type { Fault } from '../faults/read.ts'
import type { System } from '../system.ts'
import { scimError } from './answers.ts'
import { scimFaults } from './faults.ts'
import type { ScimOptions } from './options.ts'
import { populateScim } from './populate.ts'
import { scimService } from './scim.ts'
import { assertScimConsistent, type ScimStore, scimStore } from './store.ts'

type ScimSystem = System<ScimStore, Partial<ScimOptions>, object>

function scimSystemOf(
  name: string,
  own: Pick<ScimSystem, 'inWords'> & Partial<ScimSystem>,
  faults: Fault[],
): ScimSystem {
  const variable = name.toUpperCase()
  return {
    store: scimStore,
    assertConsistent: assertScimConsistent,
    faults: scimFaults,
    emptyStats: () => ({}),
    unpleasant: () => ({
      options: { tokenLife: 60, location: false, itemsPerPage: 'asked', pastEnd: 'first' },
      faults,
    }),
    invalidBody: (why) => scimError(400, why, 'invalidSyntax'),
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
  }
}

const anyone = { path: '/scim/v2/*' }
const creations = { method: 'POST', path: '/scim/v2/Users' }
const always = { count: 'always' as const }

export const scimSystem = scimSystemOf(
  'scim',
  { inWords: ({ users }) => `${users.length} users in the SCIM service`, populate: populateScim },
  [
    { kind: 'reset-after', ...creations, skip: 3, every: 29, ...always },
    { kind: 'reset-before', ...anyone, skip: 7, every: 41, ...always },
    { kind: 'too-many', ...anyone, skip: 10, every: 60, count: 3, retryAfter: 1 },
    { kind: 'unavailable', ...anyone, skip: 25, every: 70, count: 3, retryAfter: 1 },
  ],
)

/** Its people are made with those of `scim`. */
export const directorySystem = scimSystemOf(
  'directory',
  {
    inWords: ({ users }) => `${users.length} users in the SCIM directory`,
    signInNames: ({ users }) => users.map(({ userName }) => userName),
  },
  [
    { kind: 'reset-before', ...anyone, skip: 2 },
    { kind: 'too-many', ...anyone, skip: 4, retryAfter: 1 },
  ],
)
