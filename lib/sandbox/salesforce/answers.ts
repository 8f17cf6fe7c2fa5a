// Salesforce's refusals.

import type { Answer } from '../http/remote.ts'

/** An error as the data API tells it: an array. */
export const refusal = (status: number, errorCode: string, message: string): Answer => ({
  status,
  body: [{ message, errorCode }],
})

export const expired = (): Answer => refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid')

/** A path that there is not, of a version that the org does not know too (Salesforce, error codes). */
export const unknownPath = (): Answer => refusal(404, 'NOT_FOUND', 'The requested resource does not exist')

/** An error as the token endpoint tells it: an object. */
export const oauthError = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
})

/** The URI alone is too long. */
export const uriTooLong = (): Answer => ({
  status: 414,
  body: '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>',
})

/** URI and headers together are too long: no body says so. */
export const headersTooLong = (): Answer => ({ status: 431, body: '' })
