// Zeenea's refusals outside of GraphQL (RFC 7807), and errors of the store with the exports.

import type { RemoteResponse } from '../http/remote.ts'

/** A refusal as all of its REST interfaces have it. */
export const problem = (status: number, title: string, detail: string): RemoteResponse => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: `https://zeenea.com/problems/${title.toLowerCase().replaceAll(' ', '-')}`, title, status, detail },
})

export const invalidKey = (): RemoteResponse => problem(401, 'Unauthorized', 'The API key is missing or not valid')

/** Recorded: SCIM's response without a bearer token, with or without X-API-SECRET. */
export const invalidBearer = (): RemoteResponse => problem(401, 'Unauthorized', 'Invalid bearer')

/** S3's errors are XML. */
export const storeError = (status: number, code: string, message: string): RemoteResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
})
