// What goes wrong with a SCIM service.

import { commonKinds } from '../faults/common.ts'
import type { FaultKind, FaultKinds } from '../faults/kind.ts'
import { continues, isPage, withoutOneRow } from '../faults/pages.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { bearerRequired, scimError } from './answers.ts'

type Body = Record<string, unknown>

const isScimApi = ({ path }: RemoteRequest) => path.startsWith('/scim/v2/')
const isSingleUser = ({ path }: RemoteRequest) => /\/Users\/[^/]+$/.test(path)
const isCreation = ({ method, path }: RemoteRequest) => method === 'POST' && path.endsWith('/Users')
const isChange = ({ method, path }: RemoteRequest) =>
  method !== 'GET' && method !== 'POST' && /\/(Users|Groups)\//.test(path)

const { 'same-cursor': _, ...common } = commonKinds({
  error: scimError(500, 'An internal error').body,
  unavailable: scimError(503, 'Service unavailable').body,
  login: '/login',
})

const refuse = (fits: FaultKind['appliesTo'] & object, instead: () => RemoteResponse): FaultKind => ({
  appliesTo: fits,
  respond: instead,
})

/** Without displayName, wherever in the body it is said. */
function dropName(request: RemoteRequest): RemoteRequest {
  const { displayName: _, ...body } = { ...(request.body as Body | null) }
  const operations = body['Operations'] as { path?: string; value?: unknown }[] | undefined
  if (!operations) return { ...request, body }
  const Operations = operations
    .filter(({ path }) => path?.toLowerCase() !== 'displayname')
    .map((operation) => {
      if (operation.path !== undefined || typeof operation.value !== 'object') return operation
      const { displayName: _, ...value } = operation.value as Body
      return { ...operation, value }
    })
  return { ...request, body: { ...body, Operations } }
}

export const scimFaults: FaultKinds = {
  // There is no cursor that could lead back.
  ...common,
  'total-grows': {
    appliesTo: (request) => isPage(request) && continues(request),
    changeResponse: (answer) => {
      const { totalResults, ...body } = answer.body as Body
      return totalResults === undefined
        ? answer
        : { ...answer, body: { ...body, totalResults: Number(totalResults) + 1 } }
    },
  },
  // Only the total says that somebody is missing.
  'users-missing': {
    appliesTo: (request) => isPage(request) && request.path.endsWith('/Users'),
    changeResponse: withoutOneRow,
  },
  'token-expired': { appliesTo: isScimApi, respond: bearerRequired },
  forbidden: refuse(isScimApi, () => scimError(403, 'Operation is not permitted')),
  'too-many': {
    appliesTo: isScimApi,
    respond: (_, { retryAfter = 1 }) => {
      const answer = scimError(429, 'Too many requests')
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } }
    },
  },
  precondition: refuse(isChange, () => scimError(412, 'The resource has changed')),
  conflict: refuse(
    (request) => isCreation(request) || (request.method !== 'DELETE' && isChange(request)),
    () => scimError(409, 'userName is taken', 'uniqueness'),
  ),
  vanished: refuse(isSingleUser, () => scimError(404, 'User not found')),
  // Success, and the name is not what was sent: what is stored is what a later read shows.
  'stored-other': {
    appliesTo: (request) =>
      isCreation(request) || (isSingleUser(request) && (request.method === 'PATCH' || request.method === 'PUT')),
    changeRequest: dropName,
  },
}
