// What a SCIM service may lack, and paths that end in a slash: what is read all the same, and what doctor says.

import * as assert from 'uvu/assert'
import type { Remote, RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { scimTarget } from '../../lib/targets/scim/scim.ts'
import { found } from '../kit/looks.ts'
import { context, served, serviceAt, targetSettings } from '../kit/scim-target.ts'
import { suite } from '../kit/suite.ts'

const optional = suite('SCIM: optional')

const ann = { id: 'u1', userName: 'ann@acme.test', displayName: 'Ann', active: true }
const list = { totalResults: 1, Resources: [ann] }
const OPTIONAL = /\/(ServiceProviderConfig|ResourceTypes|Schemas|Me)$/

/** A service of one user whose other pages are answered by `instead`. */
const bare =
  (instead: ReturnType<Remote>): Remote =>
  ({ path, query }) => {
    if (OPTIONAL.test(path)) return instead
    if (Number(query.get('startIndex') ?? 1) > 1) return { body: { totalResults: 1, Resources: [] } }
    return path.endsWith('/Users') ? { body: list } : path.endsWith('/u1') ? { body: ann } : { status: 404, body: {} }
  }

for (const [what, instead, said] of [
  ['404', { status: 404, body: {} }, '404'],
  ['500', { status: 500, body: {} }, '500'],
  ['HTML', { status: 200, body: '<html></html>' }, '200'],
  ['401', { status: 401, body: {} }, '401'],
  ['204', { status: 204, body: '' }, '204'],
  ['null', { status: 200, body: 'null' }, '200'],
  ['a text', { status: 200, body: '"ok"' }, '200'],
] as const)
  optional(`a service that answers ${what} to what is optional is read, and doctor says what was not had`, () =>
    served(bare(instead), async (url, asked) => {
      const target = scimTarget(targetSettings({ url }), context)
      const seen = await found(target.checks!())
      assert.is(
        seen['optional pages'],
        `not had, so defaults are taken: ServiceProviderConfig (${said}), ResourceTypes (${said}), Schemas (${said}), /Me (${said}; name the own user in protect)`,
      )
      assert.not.ok(Object.values(seen).some((one) => one.startsWith('wrong')))
      const users = []
      for await (const user of target.users()) users.push(user.id)
      assert.equal(users, ['u1'])
      const times = asked.filter(({ path }) => path.endsWith('/Schemas')).length
      assert.ok(times <= 4, `asked ${times} times`)
    }),
  )

/** A service whose paths have a slash at their end, as Django's; the others are `instead`. */
const slashed =
  (instead: (asked: RemoteRequest) => ReturnType<Remote>): Remote =>
  (asked) =>
    asked.path.endsWith('/') ? bare({ status: 404 })({ ...asked, path: asked.path.slice(0, -1) }) : instead(asked)

for (const [what, instead] of [
  [
    'redirected',
    ({ path, origin }: RemoteRequest) => ({ status: 301, headers: { location: `${origin}${path}/` }, body: '' }),
  ],
  ['404', () => ({ status: 404, body: {} })],
  ['405', () => ({ status: 405, body: {} })],
  [
    'redirected to the scheme and port behind a proxy',
    ({ path }: RemoteRequest) => ({ status: 301, headers: { location: `http://127.0.0.1${path}/` }, body: '' }),
  ],
] as const)
  optional(`where /Users is ${what} and /Users/ works, doctor and the gather name the setting`, () =>
    served(slashed(instead), async (url) => {
      const { 'sign-in': said } = await found(scimTarget(targetSettings({ url }), context).checks!())
      assert.match(
        String(said),
        /^wrong: SCIM: \/Users answers (301|404|405), and \/Users\/ is there\. Set "trailingSlash": true$/,
      )
      const failure = await serviceAt(url)
        .list('Users', ({ id }) => id)
        .catch((error) => error)
      assert.is(failure.code, 7)
      assert.match(failure.message, 'Set "trailingSlash": true')
      assert.equal(await serviceAt(url, { trailingSlash: true }).list('Users', ({ id }) => id), ['u1'])
      assert.equal((await serviceAt(url, { trailingSlash: true }).get('Users', 'u1'))?.['id'], 'u1')
    }),
  )

optional('a redirect to another host, and a 404 of both forms, are what they are', async () => {
  const away = () => ({ status: 302, headers: { location: 'https://else.test/scim/v2/Users/' }, body: '' })
  await served(slashed(away), async (url) => {
    const { message, code } = await serviceAt(url)
      .list('Users', () => 1)
      .catch((error) => error)
    assert.is(code, 9)
    assert.match(message, 'redirect (302), which is not followed')
  })
  await served(
    () => ({ status: 404, body: {} }),
    async (url) => {
      const { message, code } = await serviceAt(url)
        .list('Users', () => 1)
        .catch((error) => error)
      assert.is(code, 9)
      assert.match(message, 'answered 404')
    },
  )
})

optional.run()
