// The faults of Salesforce.

import { commonKinds } from '../faults/common.ts'
import type { FaultKind, FaultKinds } from '../faults/kind.ts'
import type { RemoteRequest } from '../http/remote.ts'
import { apiError, sessionExpired } from './answers.ts'
import { salesforcePages } from './page-format.ts'

const isSalesforceApi = ({ path }: RemoteRequest) => path.startsWith('/services/data/')
const isQuery = ({ path }: RemoteRequest) => /\/query\/?$/.test(path)
const isQueryPage = ({ path }: RemoteRequest) => /\/query\/[^/]+$/.test(path)

const refuse = (appliesTo: FaultKind['appliesTo'] & object, ...error: Parameters<typeof apiError>): FaultKind => ({
  appliesTo,
  respond: () => apiError(...error),
})

/** The token endpoint answers 200 without `field`. */
const withoutField = (field: string): FaultKind => ({
  appliesTo: ({ path }) => path === '/services/oauth2/token',
  changeResponse: (answer) => ({ ...answer, body: { ...(answer.body as object), [field]: undefined } }),
})

export const salesforceFaults: FaultKinds = {
  ...commonKinds({
    error: [{ message: 'An unexpected error occurred.', errorCode: 'UNKNOWN_EXCEPTION' }],
    unavailable: [{ message: 'Server is unavailable, try again later', errorCode: 'SERVER_UNAVAILABLE' }],
    login: '/login',
    pages: salesforcePages,
  }),
  'session-expired': { appliesTo: isSalesforceApi, respond: sessionExpired },
  'daily-limit': refuse(isSalesforceApi, 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  'concurrent-limit': refuse(
    isSalesforceApi,
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  ),
  'query-timeout': refuse(isQuery, 400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'),
  'invalid-locator': refuse(isQueryPage, 400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'),
  // The code is reported in restforce #941, the message is not.
  retired: refuse(isSalesforceApi, 410, 'GONE', 'The requested API version is no longer available.'),
  'no-token': withoutField('access_token'),
  'no-instance': withoutField('instance_url'),
}
