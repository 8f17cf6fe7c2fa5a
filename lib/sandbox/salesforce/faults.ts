// What goes wrong with Salesforce.

import { commonKinds } from '../faults/common.ts'
import type { Kind, Kinds } from '../faults/kind.ts'
import type { Asked } from '../http/remote.ts'
import { expired, refusal } from './answers.ts'

const api = ({ path }: Asked) => path.startsWith('/services/data/')
const query = ({ path }: Asked) => /\/query\/?$/.test(path)
const page = ({ path }: Asked) => /\/query\/[^/]+$/.test(path)

const refuses = (fits: Kind['fits'] & object, status: number, errorCode: string, message: string): Kind => ({
  fits,
  instead: () => refusal(status, errorCode, message),
})

/** The token endpoint answers 200 without `field`. */
const without = (field: string): Kind => ({
  fits: ({ path }) => path === '/services/oauth2/token',
  spoil: (answer) => ({ ...answer, body: { ...(answer.body as object), [field]: undefined } }),
})

export const salesforceKinds: Kinds = {
  ...commonKinds({
    error: [{ message: 'An unexpected error occurred.', errorCode: 'UNKNOWN_EXCEPTION' }],
    unavailable: [{ message: 'Server is unavailable, try again later', errorCode: 'SERVER_UNAVAILABLE' }],
    login: '/login',
  }),
  'session-expired': { fits: api, instead: expired },
  'daily-limit': refuses(api, 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  'concurrent-limit': refuses(
    api,
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  ),
  'query-timeout': refuses(query, 400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'),
  'invalid-locator': refuses(page, 400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'),
  // The code is reported in restforce #941, the message is not.
  retired: refuses(api, 410, 'GONE', 'The requested API version is no longer available.'),
  'no-token': without('access_token'),
  'no-instance': without('instance_url'),
}
