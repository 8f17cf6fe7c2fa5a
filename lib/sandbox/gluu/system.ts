// Gluu as a system of the sandbox.

import { systemEntry } from '../system.ts'
import { gluuError } from './answers.ts'
import { gluuFaults } from './faults.ts'
import { gluuSimulator as serve } from './gluu.ts'
import { DEFAULT_CLIENT, type GluuOptions } from './options.ts'
import { gluuPages } from './page-format.ts'
import { populateGluu } from './populate.ts'
import { assertGluuConsistent, type GluuStore, gluuStore } from './store.ts'

const feedRequests = { path: '/identity/*' }

export const gluuSystem = systemEntry<GluuStore, Partial<GluuOptions>>({
  store: gluuStore,
  assertConsistent: assertGluuConsistent,
  inWords: ({ users }) => `${users.length} users in Gluu`,
  populate: populateGluu,
  signInNames: ({ users }) => users.flatMap(({ mail }) => mail ?? []),
  faults: gluuFaults,
  pages: gluuPages,
  ownStats: () => ({}),
  unpleasant: () => ({
    options: { tokenLife: 60 },
    faults: [
      { kind: 'reset-before', ...feedRequests, skip: 2, every: 31, count: 'always' },
      { kind: 'token-expired', ...feedRequests, skip: 4 },
      { kind: 'unavailable', ...feedRequests, skip: 6, every: 60, count: 3, retryAfter: 1 },
      { kind: 'bad-gateway', ...feedRequests, skip: 9, every: 70, count: 3 },
    ],
  }),
  invalidBody: (why) => gluuError(400, why),
  start: ({ store, options, clock, withFaults }) => ({
    remote: withFaults(serve(store, options, clock)),
    environment: (url) => ({
      GLUU_URL: url,
      GLUU_CLIENT_ID: options.clientId ?? DEFAULT_CLIENT.id,
      GLUU_CLIENT_SECRET: options.clientSecret ?? DEFAULT_CLIENT.secret,
    }),
  }),
})
