// Salesforce as a system of the sandbox.

import type { System } from '../system.ts'
import { salesforceKinds } from './faults.ts'
import { assertConsistent, type SalesforceHolding, salesforceHolding } from './holding.ts'
import { type SalesforceOptions, salesforce as serve } from './salesforce.ts'
import { usual } from './sign-in.ts'

export const salesforce: System<SalesforceHolding, Partial<SalesforceOptions>, object> = {
  holding: salesforceHolding,
  assertConsistent,
  inWords: ({ contacts }) => `${contacts.length} contacts in Salesforce`,
  faults: salesforceKinds,
  noStats: () => ({}),
  unpleasant: () => ({
    options: { smallPages: true },
    faults: [{ kind: 'query-timeout' }, { kind: 'session-expired', skip: 2 }, { kind: 'concurrent-limit', skip: 4 }],
  }),
  start({ holding, options, clock, withFaults }) {
    const { clientId = 'user-sync', clientSecret = 'sandbox-secret' } = options
    const { username = usual.username, password = usual.password } = options
    return {
      remote: withFaults(serve(holding, { ...options, clientId, clientSecret }, clock)),
      environment: (url) => ({
        SALESFORCE_LOGIN_URL: url,
        SALESFORCE_CLIENT_ID: clientId,
        SALESFORCE_CLIENT_SECRET: clientSecret,
        SALESFORCE_USERNAME: username,
        SALESFORCE_PASSWORD: password,
      }),
    }
  },
}
