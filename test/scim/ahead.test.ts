// Lists of a SCIM service: the next page is under way while the rows of the present one are read.

import * as assert from 'uvu/assert'
import { readAll } from '../../lib/scim/list.ts'
import type { ListRequest } from '../../lib/scim/paging.ts'
import { suite } from '../kit/suite.ts'

const ahead = suite('SCIM: the next page')

const PEOPLE = 12
const PAGE = 4

for (const way of ['index', 'cursor'] as const) {
  ahead(`is asked for before the rows of a page are read, by ${way}`, async () => {
    const events: string[] = []
    const request: ListRequest<string> = {
      what: 'users',
      paging: { way, page: PAGE, maxResults: null },
      isProof: false,
      onRows: () => undefined,
      keep({ id }) {
        events.push('row')
        return String(id)
      },
      async ask({ startIndex, cursor, count = PAGE }) {
        events.push('page')
        const from = way === 'index' ? startIndex! - 1 : Number(cursor)
        const Resources = Array.from({ length: Math.min(count, PEOPLE - from) }, (_, n) => ({ id: `u${from + n}` }))
        const next = from + Resources.length
        const body = {
          totalResults: PEOPLE,
          Resources,
          ...(way === 'cursor' && next < PEOPLE && { nextCursor: `${next}` }),
        }
        return { status: 200, headers: {}, body }
      },
    }
    const all = await readAll(request)
    assert.equal(all.length, PEOPLE)
    assert.equal(events.slice(0, 3), ['page', 'page', 'row'])
    assert.is(events.at(-1), 'row')
  })
}

ahead.run()
