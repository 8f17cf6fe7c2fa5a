// The faults of a SCIM service.

import { commonKinds } from '../faults/common.ts'
import type { FaultKind, FaultKinds } from '../faults/kind.ts'
import { dropRow, isLaterPage, isPage } from '../faults/pages.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { JsonObject } from '../parts/json.ts'
import { bearerRequired, scimError } from './answers.ts'
import { scimPages } from './page-format.ts'

const isScimApi = ({ path }: RemoteRequest) => path.startsWith('/scim/v2/')
const isSingleUser = ({ path }: RemoteRequest) => /\/Users\/[^/]+$/.test(path)
const isCreation = ({ method, path }: RemoteRequest) => method === 'POST' && path.endsWith('/Users')
const isChange = ({ method, path }: RemoteRequest) =>
  method !== 'GET' && method !== 'POST' && /\/(Users|Groups)\//.test(path)

const refuse = (appliesTo: FaultKind['appliesTo'] & object, respond: () => RemoteResponse): FaultKind => ({
  appliesTo,
  respond,
})

/** The request without displayName, at every place of the body. */
function dropName(request: RemoteRequest): RemoteRequest {
  const { displayName: _, ...body } = { ...(request.body as JsonObject | null) }
  const operations = body['Operations'] as { path?: string; value?: unknown }[] | undefined
  if (!operations) return { ...request, body }
  const Operations = operations
    .filter(({ path }) => path?.toLowerCase() !== 'displayname')
    .map((operation) => {
      if (operation.path !== undefined || typeof operation.value !== 'object') return operation
      const { displayName: _, ...value } = operation.value as JsonObject
      return { ...operation, value }
    })
  return { ...request, body: { ...body, Operations } }
}

export const scimFaults: FaultKinds = {
  ...commonKinds({
    error: scimError(500, 'An internal error').body,
    unavailable: scimError(503, 'Service unavailable').body,
    login: '/login',
    pages: scimPages,
  }),
  'total-grows': {
    appliesTo: (request) => isLaterPage(scimPages, request),
    changeResponse: (response) => {
      const { totalResults, ...body } = response.body as JsonObject
      return totalResults === undefined
        ? response
        : { ...response, body: { ...body, totalResults: Number(totalResults) + 1 } }
    },
  },
  // Only the total reveals the missing user.
  'users-missing': {
    appliesTo: (request) => isPage(scimPages, request) && request.path.endsWith('/Users'),
    changeResponse: (response) => dropRow(scimPages, response),
  },
  'token-expired': { appliesTo: isScimApi, respond: bearerRequired },
  forbidden: refuse(isScimApi, () => scimError(403, 'Operation is not permitted')),
  'too-many': {
    appliesTo: isScimApi,
    respond: (_, { retryAfter = 1 }) => {
      const response = scimError(429, 'Too many requests')
      return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfter) } }
    },
  },
  precondition: refuse(isChange, () => scimError(412, 'The resource has changed')),
  conflict: refuse(
    (request) => isCreation(request) || (request.method !== 'DELETE' && isChange(request)),
    () => scimError(409, 'userName is taken', 'uniqueness'),
  ),
  vanished: refuse(isSingleUser, () => scimError(404, 'User not found')),
  // The response is a success, but the service stored another name; a later read shows it.
  'stored-other': {
    appliesTo: (request) =>
      isCreation(request) || (isSingleUser(request) && (request.method === 'PATCH' || request.method === 'PUT')),
    changeRequest: dropName,
  },
}
