// SCIM's answers and refusals (RFC 7644, 3.12).

import type { RemoteResponse } from '../http/remote.ts'

export const urns = {
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
}

/** The reasons of the standard (RFC 7644, table 9). */
type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'uniqueness'

/** A body in SCIM's media type. */
export const scimResponse = (status: number, body: unknown, headers: Record<string, string> = {}): RemoteResponse => ({
  status,
  headers: { 'content-type': 'application/scim+json; charset=utf-8', ...headers },
  body,
})

/** An error; its status is a string there. */
export const scimError = (status: number, detail: string, scimType?: ScimType): RemoteResponse =>
  scimResponse(status, { schemas: [urns.error], status: String(status), ...(scimType && { scimType }), detail })

/** An error to throw if a request is refused; `responseOf` returns its response. */
export function scimRefusal(status: number, detail: string, scimType?: ScimType) {
  return Object.assign(new Error(detail), { answer: scimError(status, detail, scimType) })
}

/** The answer that something thrown stands for; anything else is thrown on. */
export function responseOf(error: unknown): RemoteResponse {
  if (error instanceof URIError) return scimError(404, 'not found')
  if (error instanceof Error && 'answer' in error) return error.answer as RemoteResponse
  throw error
}

export const resourceNotFound = (what: string) => scimRefusal(404, `${what} not found`)

export const bearerRequired = (): RemoteResponse => {
  const refusal = scimError(401, 'Authorization failure')
  return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': 'Bearer' } }
}

/** The token's scope is not enough (RFC 6750, 3.1). */
export const insufficientScope = (): RemoteResponse => {
  const refusal = scimError(403, 'insufficient scope')
  return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': 'Bearer error="insufficient_scope"' } }
}

/** The response of Bizagi is not documented; a body that is not JSON is the worst case for a client. */
export const plainUnauthorized = (): RemoteResponse => ({
  status: 401,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Unauthorized',
})
