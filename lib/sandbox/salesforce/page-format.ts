// The pages of a query result, for the faults of pages.

import { type PageFormat, requestedPath } from '../faults/pages.ts'

export const salesforcePages: PageFormat = {
  path: /\/query(\/[^/]+)?\/?$/i,
  parameters: [],
  isLater: ({ path }) => /\/query\/[^/]+$/.test(path),
  // All pages of a result share their locator.
  key: ({ path }, { nextRecordsUrl }) => /\/query\/(\w+)-\d+$/.exec(String(nextRecordsUrl ?? path))?.[1] ?? null,
  turnBack: (body, request) => ({ ...body, done: false, nextRecordsUrl: requestedPath(request) }),
}
