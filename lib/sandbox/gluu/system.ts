// Gluu as a system of the sandbox.

import type { System } from '../system.ts'
import { gluuError } from './answers.ts'
import { gluuKinds } from './faults.ts'
import { gluu as serve } from './gluu.ts'
import { assertConsistent, type GluuHolding, gluuHolding } from './holding.ts'
import { addGluu } from './made-people.ts'
import { client, type GluuOptions } from './options.ts'

const feed = { path: '/identity/*' }

export const gluu: System<GluuHolding, Partial<GluuOptions>, object> = {
  holding: gluuHolding,
  assertConsistent,
  inWords: ({ users }) => `${users.length} users in Gluu`,
  populate: addGluu,
  signInNames: ({ users }) => users.flatMap(({ mail }) => mail ?? []),
  faults: gluuKinds,
  noStats: () => ({}),
  unpleasant: () => ({
    options: { tokenLife: 60 },
    faults: [
      { kind: 'reset-before', ...feed, skip: 2, every: 31, count: 'always' },
      { kind: 'token-expired', ...feed, skip: 4 },
      { kind: 'unavailable', ...feed, skip: 6, every: 60, count: 3, retryAfter: 1 },
      { kind: 'bad-gateway', ...feed, skip: 9, every: 70, count: 3 },
    ],
  }),
  unreadable: (why) => gluuError(400, why),
  start: ({ holding, options, clock, withFaults }) => ({
    remote: withFaults(serve(holding, options, clock)),
    environment: (url) => ({
      GLUU_URL: url,
      GLUU_CLIENT_ID: options.clientId ?? client.id,
      GLUU_CLIENT_SECRET: options.clientSecret ?? client.secret,
    }),
  }),
}
