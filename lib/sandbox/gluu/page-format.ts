// The pages of UpdatedUsers and of the SCIM lists, for the faults of pages.

import type { PageFormat } from '../faults/pages.ts'

export const gluuPages: PageFormat = {
  path: /\/((updated)?users|groups)\/?$/i,
  parameters: ['start', 'startIndex'],
  rows: { results: 'total', Resources: 'itemsPerPage' },
  isLater: ({ query }) => Number(query.get('startIndex')) > 1 || Number(query.get('start')) > 0,
}
