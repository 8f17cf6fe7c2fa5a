// The faults of Gluu.

import { commonKinds } from '../faults/common.ts'
import type { FaultKinds } from '../faults/kind.ts'
import { dropRow, isLaterPage, isPage } from '../faults/pages.ts'
import type { RemoteRequest } from '../http/remote.ts'
import { apiDisabled, gluuError, invalidToken, noHeader } from './answers.ts'
import { gluuPages } from './page-format.ts'

const isGluuApi = ({ path }: RemoteRequest) => /^\/(identity|scim|jans-scim)\/restv1\//.test(path)
const isUpdatedUsers = ({ path }: RemoteRequest) => path.endsWith('/UpdatedUsers')

export const gluuFaults: FaultKinds = {
  ...commonKinds({
    error: gluuError(500, 'Unexpected error: Unable to obtain connection to LDAP').body,
    unavailable: gluuError(503, 'Service unavailable').body,
    login: '/login',
    pages: gluuPages,
  }),
  // The manual says 401; the code answers 403.
  'token-expired': { appliesTo: isGluuApi, respond: invalidToken },
  unauthorized: { appliesTo: isGluuApi, respond: noHeader },
  disabled: { appliesTo: isGluuApi, respond: apiDisabled },
  'moved-between-pages': {
    appliesTo: (request) => isUpdatedUsers(request) && isLaterPage(gluuPages, request),
    jobFault: 'moved',
  },
  // A list reveals the missing row by its total; UpdatedUsers does not.
  'rows-missing': {
    appliesTo: (request) => isPage(gluuPages, request),
    changeResponse: (response) => dropRow(gluuPages, response),
  },
}
