// Salesforce as a system of the sandbox.

import { systemEntry } from '../system.ts'
import { salesforceFaults } from './faults.ts'
import { salesforcePages } from './page-format.ts'
import { type SalesforceOptions, salesforceSimulator as serve } from './salesforce.ts'
import { defaultUser } from './sign-in.ts'
import { assertSalesforceConsistent, type SalesforceStore, salesforceStore } from './store.ts'

export const salesforceSystem = systemEntry<SalesforceStore, Partial<SalesforceOptions>>({
  store: salesforceStore,
  assertConsistent: assertSalesforceConsistent,
  inWords: ({ contacts }) => `${contacts.length} contacts in Salesforce`,
  faults: salesforceFaults,
  pages: salesforcePages,
  ownStats: () => ({}),
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
})
