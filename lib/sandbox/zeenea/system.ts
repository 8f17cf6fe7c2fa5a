// Zeenea as a system of the sandbox.

import { systemEntry } from '../system.ts'
import { problem } from './answers.ts'
import { zeeneaFaults } from './faults.ts'
import { SECRET, type ZeeneaOptions } from './options.ts'
import { zeeneaPages } from './page-format.ts'
import { populateZeenea } from './populate.ts'
import { assertZeeneaConsistent, type ZeeneaStore, zeeneaStore } from './store.ts'
import { zeeneaSimulator as serve } from './zeenea.ts'

const document = { path: '/public-api/*' }

export const zeeneaSystem = systemEntry<ZeeneaStore, Partial<ZeeneaOptions>>({
  store: zeeneaStore,
  assertConsistent: assertZeeneaConsistent,
  inWords: ({ users }) => `${users.length} users in Zeenea`,
  populate: populateZeenea,
  faults: zeeneaFaults,
  pages: zeeneaPages,
  ownStats: () => ({}),
  unpleasant: () => ({
    options: { exportPolls: 5, bom: true, unknownUser: 'error' },
    faults: [
      { kind: 'reset-before', ...document, skip: 5, every: 31, count: 'always' },
      { kind: 'unavailable', ...document, skip: 9, every: 60, count: 3, retryAfter: 1 },
      { kind: 'bad-gateway', ...document, skip: 20, every: 70, count: 3 },
      { kind: 'cut-off', path: '/exports/*' },
    ],
  }),
  invalidBody: (why) => problem(400, 'Bad Request', why),
  start: ({ store, options, clock, withFaults }) => ({
    remote: withFaults(serve(store, options, clock)),
    environment: (url) => ({
      ZEENEA_URL: url,
      ZEENEA_API_SECRET: options.secret ?? SECRET,
      ZEENEA_SCIM_URL: `${url}/api/scim/v2`,
    }),
  }),
})
