// Salesforce as a system of the sandbox.

import type { System } from '../system.ts'
import { salesforceFaults } from './faults.ts'
import { type SalesforceOptions, salesforceSimulator as serve } from './salesforce.ts'
import { defaultUser } from './sign-in.ts'
import { assertSalesforceConsistent, type SalesforceHolding, salesforceHolding } from './store.ts'

export const salesforceSystem: System<SalesforceHolding, Partial<SalesforceOptions>, object> = {
  store: salesforceHolding,
  assertConsistent: assertSalesforceConsistent,
  inWords: ({ contacts }) => `${contacts.length} contacts in Salesforce`,
  faults: salesforceFaults,
  emptyStats: () => ({}),
  unpleasant: () => ({
    options: { smallPages: true },
    faults: [{ kind: 'query-timeout' }, { kind: 'session-expired', skip: 2 }, { kind: 'concurrent-limit', skip: 4 }],
  }),
  start({ store, options, clock, withFaults }) {
    const { clientId = 'user-sync', clientSecret = 'sandbox-secret' } = options
    const { username = defaultUser.username, password = defaultUser.password } = options
    return {
      remote: withFaults(serve(store, { ...options, clientId, clientSecret }, clock)),
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
