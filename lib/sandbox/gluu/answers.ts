// Responses of Gluu: errors of SCIM with an empty reason, and plain text without access.

import type { RemoteResponse } from '../http/remote.ts'
import { urns } from '../scim/answers.ts'

const SCIM = 'application/scim+json;charset=utf-8'

export const scimJson = (body: unknown): RemoteResponse => ({ headers: { 'content-type': SCIM }, body })

/** An error as BaseScimWebService writes it: without a reason, scimType is there and empty. */
export const gluuError = (status: number, detail: string, scimType = ''): RemoteResponse => ({
  status,
  headers: { 'content-type': SCIM },
  body: { schemas: [urns.error], status: String(status), scimType, detail },
})

/** A response of the filter before the services. */
export const plainText = (status: number, body: string, headers: Record<string, string> = {}): RemoteResponse => ({
  status,
  headers: { 'content-type': 'text/plain;charset=utf-8', ...headers },
  body,
})

export const noHeader = () => plainText(401, 'No authorization header found')
export const invalidToken = () => plainText(403, 'Invalid token or insufficient scopes')
export const apiDisabled = () => plainText(503, 'SCIM API is disabled')
