// The pages of Zeenea's SCIM lists, for the faults of pages. Each list has one page.

import type { PageFormat } from '../faults/pages.ts'

export const zeeneaPages: PageFormat = {
  path: /\/(users|groups)\/?$/i,
  parameters: [],
  rows: { Resources: 'itemsPerPage' },
}
