// Zeenea as a system of the sandbox.

import type { System } from '../system.ts'
import { problem } from './answers.ts'
import { zeeneaKinds } from './faults.ts'
import { assertConsistent, type ZeeneaHolding, zeeneaHolding } from './holding.ts'
import { addZeenea } from './made-people.ts'
import { SECRET, type ZeeneaOptions } from './options.ts'
import { zeenea as serve } from './zeenea.ts'

const document = { path: '/public-api/*' }

export const zeenea: System<ZeeneaHolding, Partial<ZeeneaOptions>, object> = {
  holding: zeeneaHolding,
  assertConsistent,
  inWords: ({ users }) => `${users.length} users in Zeenea`,
  populate: addZeenea,
  faults: zeeneaKinds,
  noStats: () => ({}),
  unpleasant: () => ({
    options: { exportPolls: 5, bom: true, unknownUser: 'error' },
    faults: [
      { kind: 'reset-before', ...document, skip: 5, every: 31, count: 'always' },
      { kind: 'unavailable', ...document, skip: 9, every: 60, count: 3, retryAfter: 1 },
      { kind: 'bad-gateway', ...document, skip: 20, every: 70, count: 3 },
      { kind: 'cut-off', path: '/exports/*' },
    ],
  }),
  unreadable: (why) => problem(400, 'Bad Request', why),
  start: ({ holding, options, clock, withFaults }) => ({
    remote: withFaults(serve(holding, options, clock)),
    environment: (url) => ({
      ZEENEA_URL: url,
      ZEENEA_API_SECRET: options.secret ?? SECRET,
      ZEENEA_SCIM_URL: `${url}/api/scim/v2`,
    }),
  }),
}
