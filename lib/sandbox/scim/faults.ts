// What goes wrong with a SCIM service.

import { commonKinds } from '../faults/common.ts'
import type { Kind, Kinds } from '../faults/kind.ts'
import { continues, isPage, withoutOneRow } from '../faults/pages.ts'
import type { Answer, Asked } from '../http/remote.ts'
import { scimError, unauthorized } from './answers.ts'

type Body = Record<string, unknown>

const api = ({ path }: Asked) => path.startsWith('/scim/v2/')
const one = ({ path }: Asked) => /\/Users\/[^/]+$/.test(path)
const makes = ({ method, path }: Asked) => method === 'POST' && path.endsWith('/Users')
const writes = ({ method, path }: Asked) => method !== 'GET' && method !== 'POST' && /\/(Users|Groups)\//.test(path)

const { 'same-cursor': _, ...common } = commonKinds({
  error: scimError(500, 'An internal error').body,
  unavailable: scimError(503, 'Service unavailable').body,
  login: '/login',
})

const refuses = (fits: Kind['fits'] & object, instead: () => Answer): Kind => ({ fits, instead })

/** Without displayName, wherever in the body it is said. */
function unnamed(asked: Asked): Asked {
  const { displayName: _, ...body } = { ...(asked.body as Body | null) }
  const operations = body['Operations'] as { path?: string; value?: unknown }[] | undefined
  if (!operations) return { ...asked, body }
  const Operations = operations
    .filter(({ path }) => path?.toLowerCase() !== 'displayname')
    .map((operation) => {
      if (operation.path !== undefined || typeof operation.value !== 'object') return operation
      const { displayName: _, ...value } = operation.value as Body
      return { ...operation, value }
    })
  return { ...asked, body: { ...body, Operations } }
}

export const scimKinds: Kinds = {
  // There is no cursor that could lead back.
  ...common,
  'total-grows': {
    fits: (asked) => isPage(asked) && continues(asked),
    spoil: (answer) => {
      const { totalResults, ...body } = answer.body as Body
      return totalResults === undefined
        ? answer
        : { ...answer, body: { ...body, totalResults: Number(totalResults) + 1 } }
    },
  },
  // Only the total says that somebody is missing.
  'users-missing': {
    fits: (asked) => isPage(asked) && asked.path.endsWith('/Users'),
    spoil: withoutOneRow,
  },
  'token-expired': { fits: api, instead: unauthorized },
  forbidden: refuses(api, () => scimError(403, 'Operation is not permitted')),
  'too-many': {
    fits: api,
    instead: (_, { retryAfter = 1 }) => {
      const answer = scimError(429, 'Too many requests')
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } }
    },
  },
  precondition: refuses(writes, () => scimError(412, 'The resource has changed')),
  conflict: refuses(
    (asked) => makes(asked) || (asked.method !== 'DELETE' && writes(asked)),
    () => scimError(409, 'userName is taken', 'uniqueness'),
  ),
  vanished: refuses(one, () => scimError(404, 'User not found')),
  // Success, and the name is not what was sent: what is stored is what a later read shows.
  'stored-other': {
    fits: (asked) => makes(asked) || (one(asked) && (asked.method === 'PATCH' || asked.method === 'PUT')),
    heard: unnamed,
  },
}
