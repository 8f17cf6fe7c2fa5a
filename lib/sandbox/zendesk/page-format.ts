// The pages of Zendesk's lists, for the faults of pages.

import { type PageFormat, requestedPath } from '../faults/pages.ts'
import type { JsonObject } from '../parts/json.ts'

/** The cursor of id 0: the page after it is the first page. */
const BEFORE_ALL = 'eyJvIjoiaWQiLCJ2IjoiYVFBQUFBQUFBQUFBIn0='

export const zendeskPages: PageFormat = {
  path: /\/(users|search|user_fields|identities|organization(s|_memberships))(\.json)?\/?$/i,
  parameters: ['page', 'page[after]', 'page[before]'],
  isLater: ({ query }) => query.has('page[after]') || Number(query.get('page')) > 1,
  turnBack(body, request) {
    const { origin, path, query } = request
    if ('next_page' in body) return { ...body, next_page: origin + requestedPath(request) }
    const after = query.get('page[after]') ?? BEFORE_ALL
    const search = new URLSearchParams(query)
    search.set('page[after]', after)
    return {
      ...body,
      meta: { ...(body['meta'] as JsonObject), has_more: true, after_cursor: after },
      links: { ...(body['links'] as JsonObject), next: `${origin}${path}?${search}` },
    }
  },
}
