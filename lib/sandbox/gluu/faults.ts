// What goes wrong with Gluu.

import { commonKinds } from '../faults/common.ts'
import type { FaultKinds } from '../faults/kind.ts'
import { continues, isPage, withoutOneRow } from '../faults/pages.ts'
import type { RemoteRequest } from '../http/remote.ts'
import { apiDisabled, gluuError, invalidToken, noHeader } from './answers.ts'

const isGluuApi = ({ path }: RemoteRequest) => /^\/(identity|scim|jans-scim)\/restv1\//.test(path)
const isFeed = ({ path }: RemoteRequest) => path.endsWith('/UpdatedUsers')

// There is no cursor that could lead back.
const { 'same-cursor': _, ...common } = commonKinds({
  error: gluuError(500, 'Unexpected error: Unable to obtain connection to LDAP').body,
  unavailable: gluuError(503, 'Service unavailable').body,
  login: '/login',
})

export const gluuFaults: FaultKinds = {
  ...common,
  // The manual lets users expect 401; the code says 403.
  'token-expired': { appliesTo: isGluuApi, respond: invalidToken },
  unauthorized: { appliesTo: isGluuApi, respond: noHeader },
  disabled: { appliesTo: isGluuApi, respond: apiDisabled },
  'moved-between-pages': {
    appliesTo: (request) => isFeed(request) && continues(request),
    jobFault: 'moved',
  },
  // In UpdatedUsers nothing tells that somebody is missing, in a list the total does.
  'rows-missing': {
    appliesTo: isPage,
    changeResponse: withoutOneRow,
  },
}
