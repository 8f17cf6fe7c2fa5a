// The pages of a SCIM list, for the faults of pages.

import type { PageFormat } from '../faults/pages.ts'

export const scimPages: PageFormat = {
  path: /\/(users|groups)\/?$/i,
  parameters: ['startIndex'],
  rows: { Resources: 'itemsPerPage' },
  isLater: ({ query }) => Number(query.get('startIndex')) > 1,
}
