// Zendesk's refusals, in the words that were recorded, documented or reported.

import type { RemoteResponse } from '../http/remote.ts'

/** Nothing there (recorded). */
export const recordNotFound = (): RemoteResponse => ({
  status: 404,
  body: { error: 'RecordNotFound', description: 'Not found' },
})

/** Body and parameters that do not go together; the words were not recorded. */
export const badRequest = (): RemoteResponse => ({
  status: 400,
  body: { error: 'BadRequest', description: 'Body and parameters do not go together' },
})

/** Over a hundred in one call (recorded for organizations). */
export const tooManyValues = (): RemoteResponse => ({
  status: 400,
  body: { error: 'TooManyValues', description: 'Parameter  cannot specify more than 100 values', max_count: 100 },
})

/** Over a hundred to create (recorded for users). */
export const tooManyCreations = (): RemoteResponse => ({
  status: 400,
  body: { error: 'TooManyValues', description: 'Maximum 100 users may be created per call' },
})

/** An export that begins too late (reported by importers since 2014; the minute is documented). */
export const tooRecent = (): RemoteResponse => ({
  status: 422,
  body: { error: 'InvalidValue', description: 'Too recent start_time. Use a start_time older than 60 seconds' },
})

/** Fields that are refused, with why (reported, zendesk_api_client_rb #308). */
export const recordInvalid = (details: object): RemoteResponse => ({
  status: 422,
  body: { error: 'RecordInvalid', description: 'Record validation errors', details },
})

/** Commonly quoted. */
export const notAuthenticated = (): RemoteResponse => ({ status: 401, body: { error: "Couldn't authenticate you" } })

/** The credential's role is not enough (reported, zenpy #336). */
export const forbidden = (): RemoteResponse => {
  const message =
    'You do not have access to this page. Please contact the account owner of this help desk for further help.'
  return { status: 403, body: { error: { title: 'Forbidden', message } } }
}

/** The token's scopes are not enough (reported in Zendesk's community, "OAuth with specific scopes not work"). */
export const scopeRequired = (scope: string): RemoteResponse => ({
  status: 403,
  body: { error: 'Forbidden', description: `You are missing the following required scopes: ${scope}` },
})

/** The account's rate limit is used up (reported, airbyte #11035): text, which no JSON parser reads. */
export const tooManyRequests = (seconds: number): RemoteResponse => ({
  status: 429,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': String(seconds) },
  body: 'Number of allowed API requests per minute exceeded',
})

/** A user, or the account in this second, was updated too often (documented for organizations). */
export const tooManyUpdates = (seconds: number): RemoteResponse => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: { errors: [{ code: 'TooManyRequests', title: 'Too many requests to update' }] },
})

/** Too many jobs in flight (documented; its status is not, and 429 is how it is read). */
export const tooManyJobs = (current_job_ids: string[]): RemoteResponse => {
  const description = 'Too many UserBulkUpdateJobV2 jobs are currently queued or running. Try again later.'
  return { status: 429, body: { error: 'TooManyJobs', description, current_job_ids } }
}
