// Salesforce's refusals.

import type { RemoteResponse } from '../http/remote.ts'

/** An error of the data API: an array. */
export const apiError = (status: number, errorCode: string, message: string): RemoteResponse => ({
  status,
  body: [{ message, errorCode }],
})

export const sessionExpired = (): RemoteResponse => apiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')

/** A path that there is not, of a version that the org does not know too (Salesforce, error codes). */
export const unknownPath = (): RemoteResponse => apiError(404, 'NOT_FOUND', 'The requested resource does not exist')

/** The URI alone is too long. */
export const uriTooLong = (): RemoteResponse => ({
  status: 414,
  body: '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>',
})

/** The URI and the headers together are too long; the body is empty. */
export const headersTooLong = (): RemoteResponse => ({ status: 431, body: '' })
