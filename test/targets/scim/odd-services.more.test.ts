// SCIM services that answer in ways of their own: refusals in other words, methods they lack, versions they demand.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import { receipts } from '../../kit/receipts.ts'
import { between, madeOf, personOf, services, userAt, usersNamed, watching } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const odd = suite('SCIM: odd services')

const isCreation = ({ method, path }: RemoteRequest) => method === 'POST' && path.endsWith('/Users')
const body = (answer: unknown, status = 200) => ({ status, body: answer })
const toMake = () => services({ people: [personOf(9)] })
const toRename = () => services({ people: [personOf(9)], users: [madeOf(9, { displayName: 'Old' })] })

for (const [what, status, answer] of [
  ['400 with words alone', 400, { detail: 'User with userName already exists' }],
  ['400 with a list of errors', 400, { Errors: [{ code: 409, description: 'user already exists' }] }],
  ['422', 422, { detail: 'userName has already been taken' }],
  ['403', 403, { detail: 'already exists' }],
] as const)
  for (const [whose, externalId, outcome] of [
    ['ours', 'scim:d9', 'applied'],
    ["somebody else's", 'other:1', 'conflict'],
  ] as const)
    odd(`a duplicate told by ${what} counts by whose it is: ${whose}`, () =>
      between(toMake(), async (here) => {
        await compared(here)
        watching(here, (asked) => {
          if (!isCreation(asked)) return undefined
          here.box.world.scim.users.push({ ...madeOf(9, { externalId }), active: true } as never)
          return body(answer, status)
        })
        assert.is((await synced(here)).line, `create 1 ${outcome}`)
        const [{ error, id } = {}] = receipts(here, 'create')
        assert.equal([id, error === null], ['u9', outcome === 'applied'])
      }),
    )

odd('a refusal about something else is failed with its words, as before', () =>
  between(toMake(), async (here) => {
    await compared(here)
    watching(here, (asked) => (isCreation(asked) ? body({ detail: 'title is missing' }, 400) : undefined))
    assert.is((await synced(here)).code, 3)
    assert.is(receipts(here, 'create')[0]!['error'], 'SCIM answered 400: title is missing')
  }),
)

for (const [what, location] of [
  ['with a query', 'https://acme.test/scim/v2/Users/u9?tenant=1'],
  ['that no percent sign can be read of', 'https://acme.test/Users/%E0%A4%A'],
])
  odd(`a creation whose Location is one ${what} is found`, () =>
    between(toMake(), async (here) => {
      await compared(here)
      watching(here, (asked) => {
        if (!isCreation(asked)) return undefined
        here.box.world.scim.users.push({ ...madeOf(9), active: true } as never)
        return { status: 201, headers: { location: location! }, body: '' }
      })
      assert.is((await synced(here)).line, 'create 1 applied')
      assert.is(receipts(here, 'create')[0]!['id'], 'u9')
    }),
  )

odd('a creation that was taken and never comes names the time that it was given', () =>
  between(toMake(), async (here) => {
    await compared(here)
    watching(here, (asked) => (isCreation(asked) ? { status: 202, body: '' } : undefined))
    assert.is((await synced(here)).code, 3)
    assert.match(
      String(receipts(here, 'create')[0]!['error']),
      '202, and shows nobody whom it made within target.settle',
    )
  }),
)

for (const [update, method, status, next] of [
  ['patch', 'PATCH', 405, '"update": "replace"'],
  ['patch', 'PATCH', 501, '"update": "replace"'],
  ['replace', 'PUT', 405, '"update": "patch"'],
] as const)
  odd(`a service that answers ${status} to ${method} is said to be changed in the other way`, () =>
    between(
      toRename(),
      async (here) => {
        await compared(here)
        watching(here, (asked) => (asked.method === method ? body({}, status) : undefined))
        await synced(here)
        assert.match(String(receipts(here, 'update')[0]!['error']), `answered ${status}: {}. Set ${next}`)
      },
      { target: { update } },
    ),
  )

odd('a service that demands a version gets the one of the read, though it offers none', () =>
  between(
    toRename(),
    async (here) => {
      await compared(here)
      const etags: unknown[] = []
      watching(here, ({ method, path, headers }) => {
        if (method === 'GET' && path.endsWith('/Users/u9'))
          return { status: 200, headers: { etag: '"7"' }, body: userAt(here, 'u9')! }
        if (method !== 'PATCH') return undefined
        etags.push(headers['if-match'])
        if (headers['if-match'] !== '"7"') return body({}, 428)
        Object.assign(userAt(here, 'u9')!, { displayName: 'Person 9' })
        return body(userAt(here, 'u9'))
      })
      assert.is((await synced(here)).line, 'update 1 applied')
      assert.equal(etags, [undefined, '"7"'])
    },
    { options: { scim: { etag: false } } },
  ),
)

odd('one that demands a version and shows none is failed, and so is one that minds its own', () =>
  between(
    toRename(),
    async (here) => {
      for (const etag of [{}, { etag: '"7"' }]) {
        await compared(here)
        let asked = 0
        watching(here, ({ method, path, headers }) => {
          if (method === 'GET' && path.endsWith('/Users/u9'))
            return { status: 200, headers: etag, body: userAt(here, 'u9')! }
          if (method !== 'PATCH') return undefined
          asked++
          return body({}, headers['if-match'] === undefined ? 428 : 412)
        })
        const { line } = await synced(here)
        assert.match(line, /^update 1 (failed|conflict)/)
        assert.ok(asked <= 2, String(asked))
      }
    },
    { options: { scim: { etag: false } } },
  ),
)

odd('a path of a single user that is redirected to its other form names the setting, and no name', () =>
  between(toRename(), async (here) => {
    await compared(here)
    watching(here, ({ path, origin }) =>
      /\/Users\/u\d$/.test(path) ? { status: 301, headers: { location: `${origin}${path}/` }, body: '' } : undefined,
    )
    const { code, line } = await synced(here)
    assert.is(code, 7)
    assert.is(line, 'SCIM: /Users/<id> answers 301, and /Users/<id>/ is there. Set "trailingSlash": true')
  }),
)

odd('so does a creation', () =>
  between(toMake(), async (here) => {
    await compared(here)
    watching(here, (asked) =>
      isCreation(asked) ? { status: 307, headers: { location: `${asked.path}/` }, body: '' } : undefined,
    )
    assert.match((await synced(here)).line, '/Users answers 307, and /Users/ is there. Set "trailingSlash": true')
    assert.is(usersNamed(here, 'person9@acme.test').length, 0)
  }),
)

odd('a filter that ends in an error is named by what it looks at', () =>
  between(toMake(), async (here) => {
    await compared(here)
    watching(here, ({ query }) => (query.get('filter') ? body({}, 500) : undefined))
    assert.match((await synced(here)).line, 'GET /scim/v2/Users?filter=externalId: answered 500')
  }),
)

odd.run()
