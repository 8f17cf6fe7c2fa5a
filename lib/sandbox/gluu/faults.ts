// What goes wrong with Gluu.

import { commonKinds } from '../faults/common.ts'
import type { Kinds } from '../faults/kind.ts'
import { continues, isPage, withoutOneRow } from '../faults/pages.ts'
import type { Asked } from '../http/remote.ts'
import { disabled, gluuError, invalidToken, noHeader } from './answers.ts'

const api = ({ path }: Asked) => /^\/(identity|scim|jans-scim)\/restv1\//.test(path)
const isFeed = ({ path }: Asked) => path.endsWith('/UpdatedUsers')

// There is no cursor that could lead back.
const { 'same-cursor': _, ...common } = commonKinds({
  error: gluuError(500, 'Unexpected error: Unable to obtain connection to LDAP').body,
  unavailable: gluuError(503, 'Service unavailable').body,
  login: '/login',
})

export const gluuKinds: Kinds = {
  ...common,
  // The manual lets users expect 401; the code says 403.
  'token-expired': { fits: api, instead: invalidToken },
  unauthorized: { fits: api, instead: noHeader },
  disabled: { fits: api, instead: disabled },
  'moved-between-pages': {
    fits: (asked) => isFeed(asked) && continues(asked),
    fate: 'moved',
  },
  // In UpdatedUsers nothing tells that somebody is missing, in a list the total does.
  'rows-missing': {
    fits: isPage,
    spoil: withoutOneRow,
  },
}
