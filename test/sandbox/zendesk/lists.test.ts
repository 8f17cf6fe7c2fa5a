// The lists and searches of the simulator of Zendesk.

import * as assert from 'uvu/assert'
import { suite } from '../../kit/suite.ts'

import { against, type Desk, signedIn, small } from '../../kit/wire.ts'

const lists = suite('sandbox: lists')

async function walk(desk: Desk, path: string, name: string) {
  const ids: number[] = []
  let pages = 0
  for (let url: unknown = path, more = true; more; pages++) {
    const { at } = await desk(`GET ${url}`)
    ids.push(...(at(name) as { id: number }[]).map(({ id }) => id))
    more = at('meta.has_more') === true
    url = at('links.next')
  }
  return { ids, pages }
}

lists('every user is met once, in pages that end with cursors still filled', () =>
  against(small(), { zendesk: { pageSize: 2 }, salesforce: { pageSize: 2 } }, async (box) => {
    const desk = await signedIn(box)
    const all = await walk(desk, '/users.json?page[size]=100', 'users')
    const active = box.world.zendesk.users.filter((user) => user.active).map(({ id }) => id)
    assert.equal(all, { ids: active, pages: 2 })
    const last = await desk('GET /users?page[size]=2')
    assert.type(last.at('meta.after_cursor'), 'string')
    assert.is(last.at('count'), undefined)
  }),
)

lists('with the other end of list an empty page without cursors follows', () =>
  against(small(), { zendesk: { pageSize: 2, endOfList: 'empty-page' }, salesforce: { pageSize: 2 } }, async (box) => {
    const desk = await signedIn(box)
    const all = await walk(desk, '/organizations?page[size]=100', 'organizations')
    assert.equal(all, { ids: [90, 91, 92], pages: 3 })
  }),
)

lists('a cursor has the recorded form', () =>
  against(small(), {}, async (box) => {
    box.world.zendesk.users.push({ ...box.world.zendesk.users[3]!, id: 6130869168922, email: null })
    box.world.zendesk.users = box.world.zendesk.users.filter(({ id }) => id <= 6130869168922)
    const desk = await signedIn(box)
    const { at } = await desk('GET /users?page[size]=100')
    assert.is(at('meta.after_cursor'), 'eyJvIjoiaWQiLCJ2IjoiYVJwclIzU1RCUUFBIn0=')
  }),
)

lists('without page[size] pages are numbered, and end at ten thousand rows', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const first = await desk('GET /users?per_page=2')
    assert.is(first.at('count'), 4)
    assert.match(String(first.at('next_page')), 'page=2')
    const deep = await desk('GET /users?page=101')
    assert.is(deep.at('errors.0.code'), 'InvalidPaginationDepth')
  }),
)

lists('identities lie beside the users of show_many, and beside a list only where that is switched on', async () => {
  for (const includeOnList of [false, true]) {
    await against(small(), { zendesk: { includeOnList } }, async (box) => {
      const desk = await signedIn(box)
      const { at } = await desk('GET /users/show_many?ids=1,2&include=identities')
      const found = at('identities') as { value: string; primary: boolean; user_id: number }[]
      assert.equal(
        found.map(({ value, primary, user_id }) => [user_id, value, primary]),
        [
          [1, 'Ann@acme.test', true],
          [1, 'ann@home.test', false],
          [2, 'ben@acme.test', true],
        ],
      )
      const list = await desk('GET /users?page[size]=100&include=identities')
      assert.is(Array.isArray(list.at('identities')), includeOnList)
    })
  }
})

lists('show_many finds external ids without regard to case, and a hundred at most', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    assert.is((await desk('GET /users/show_many?external_ids=SALESFORCE:x1')).at('users.0.id'), 2)
    const ids = Array.from({ length: 101 }, (_, n) => n + 1)
    assert.is((await desk(`GET /users/show_many?ids=${ids}`)).at('error'), 'TooManyValues')
  }),
)

lists('a search by address is exact and knows secondary ones; words are found anywhere', () =>
  against(small(), {}, async (box) => {
    const desk = await signedIn(box)
    const found = async (query: string) => {
      const { at } = await desk(`GET /users/search?query=${encodeURIComponent(query)}`)
      return (at('users') as { id: number }[]).map(({ id }) => id)
    }
    assert.equal(await found('email:ANN@home.test'), [1])
    assert.equal(await found('email:"acme.test"'), [])
    assert.equal(await found('acme.test'), [1, 2])
    assert.equal(await found('external_id:salesforce:x1'), [2])
  }),
)

lists.run()
