// The Gluu simulator: who may ask it, in its words, and what goes wrong with it.

import * as assert from 'uvu/assert'
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts'
import {
  FEED,
  gluuFaults,
  gluuOf,
  gluuSample,
  gluuWith,
  gluuWorld,
  granted,
  SCIM,
  since,
  uids,
} from '../../kit/gluu.ts'
import { idsIn } from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, type Reply, send, stopped } from '../../kit/wire.ts'

const BEGINNING = '2000-01-01T00:00:00Z'

/** A refusal: its status, and its words, which are no JSON. */
function refusal({ status, text, headers }: Reply) {
  assert.match(headers.get('content-type') ?? '', /^text\/plain/)
  return [status, text]
}

const asking = (box: Sandbox, authorization?: string) =>
  send(`${box.gluu.url}${FEED}?timeStamp=${BEGINNING}&pageSize=9`, authorization ? { headers: { authorization } } : {})

const entrance = suite('sandbox: sign-in to Gluu')

entrance('the provider says where tokens are, and gives one to the client', () =>
  against(gluuWorld(), {}, async (box) => {
    const configuration = await send(`${box.gluu.url}/.well-known/openid-configuration`)
    assert.is(configuration.at('token_endpoint'), `${box.gluu.url}/oxauth/restv1/token`)
    const reply = await granted(box)
    const { access_token, ...others } = reply.at('') as Record<string, unknown>
    assert.equal(others, { token_type: 'bearer', expires_in: 300 })
    assert.is((await asking(box, `Bearer ${access_token}`)).at('total'), 4)
    const wrong = await granted(box, {}, 'wrong')
    assert.equal([wrong.status, wrong.at('error')], [401, 'invalid_client'])
    assert.is((await granted(box, { grant_type: 'password' })).at('error'), 'unsupported_grant_type')
    const other = { clientId: 'a', clientSecret: 'b' }
    await against(gluuWorld(), gluuWith(other), async (second) => {
      assert.equal([second.env['GLUU_CLIENT_ID'], second.env['GLUU_CLIENT_SECRET']], ['a', 'b'])
      assert.equal([second.env['GLUU_URL'], (await granted(second)).status], [second.gluu.url, 200])
    })
  }),
)

entrance('every way of protection refuses in the plain words of the code', async () => {
  const words = JSON.parse(gluuSample('words of Gluu', 'vectors.json') ?? '{"errors":{}}').errors
  const said = async (mode: 'oauth' | 'test' | 'none' | 'disabled' | 'uma', authorization?: string) => {
    let onResponse: unknown[] = []
    await against(gluuWorld(), gluuWith({ mode }), async (box) => {
      onResponse = refusal(await asking(box, authorization))
    })
    return onResponse
  }
  const onResponse = (key: string, otherwise: string) => words[key] ?? otherwise
  const header = onResponse('401 oauth/test', 'No authorization header found')
  assert.equal(await said('oauth'), [401, header])
  assert.equal(await said('test'), [401, header])
  const scopes = onResponse('403 oauth', 'Invalid token or insufficient scopes')
  assert.equal(await said('oauth', 'Bearer nonsense'), [403, scopes])
  assert.equal(await said('test', 'Bearer nonsense'), [403, onResponse('403 test', 'Invalid token')])
  assert.equal(await said('disabled', 'Bearer nonsense'), [503, onResponse('503', 'SCIM API is disabled')])
  assert.equal(await said('none'), [401, onResponse('401 no mode', 'SCIM API not protected')])
  assert.equal(await said('uma', 'Bearer nonsense'), [401, 'Invalid GAT/RPT token'])
  await against(gluuWorld(), gluuWith({ mode: 'uma' }), async (box) => {
    const reply = await asking(box)
    assert.equal([reply.status, reply.text], [401, ''])
    assert.match(reply.headers.get('www-authenticate') ?? '', /^UMA .*ticket="\w+"/)
  })
  await against(gluuWorld(), gluuWith({ mode: 'bypass' }), async (box) => assert.is((await asking(box)).at('total'), 4))
})

entrance('a token without the scope is not enough, unless in test mode; a scope that is not known is left out', () =>
  against(gluuWorld(), {}, async (box) => {
    for (const scope of ['', 'openid', 'https://gluu.org/scim/groups.read', 'https://gluu.org/scim/users.write']) {
      const ask = await gluuOf(box, scope)
      assert.equal(refusal(await since(ask, BEGINNING)), [403, 'Invalid token or insufficient scopes'], scope)
    }
    assert.is((await (await gluuOf(box, 'https://gluu.org/scim/users.read'))(`${SCIM}/Groups`)).status, 403)
    assert.is((await since(await gluuOf(box, 'openid https://gluu.org/scim/users.read'), BEGINNING)).status, 200)
    await against(gluuWorld(), gluuWith({ mode: 'test' }), async (other) =>
      assert.is((await since(await gluuOf(other, ''), BEGINNING)).status, 200),
    )
  }),
)

entrance('a token ends after 300 seconds, or when it is told to, with 403 and not with 401', () => {
  const { clock, pass } = stopped()
  const ends = (seconds: number, options: object) =>
    against(gluuWorld(), { clock, speed: 1, ...gluuWith(options) }, async (box) => {
      assert.is((await granted(box)).at('expires_in'), seconds)
      const ask = await gluuOf(box)
      pass(seconds - 1)
      assert.is((await since(ask, BEGINNING)).status, 200)
      pass(2)
      assert.equal(refusal(await since(ask, BEGINNING)), [403, 'Invalid token or insufficient scopes'])
      assert.is((await since(await gluuOf(box), BEGINNING)).status, 200, 'another is given')
    })
  return ends(300, {}).then(() => ends(60, { tokenLife: 60 }))
})

entrance('faults: refusals of the filter in plain text, and failures in the words of SCIM', () =>
  against(gluuWorld(), {}, async (box) => {
    const ask = await gluuOf(box)
    const kinds = ['token-expired', 'unauthorized', 'disabled', 'server-error', 'unavailable', 'html', 'bad-gateway']
    box.faults.gluu.add(kinds.map((kind) => ({ kind, path: '/identity/*' })))
    assert.equal(refusal(await since(ask, BEGINNING)), [403, 'Invalid token or insufficient scopes'])
    assert.equal(refusal(await since(ask, BEGINNING)), [401, 'No authorization header found'])
    assert.equal(refusal(await since(ask, BEGINNING)), [503, 'SCIM API is disabled'])
    const failed = await since(ask, BEGINNING)
    const { status, text, at } = failed
    assert.equal([status, at('status'), at('scimType')], [500, '500', ''], text)
    assert.match(String(at('detail')), /^Unexpected error: /)
    const down = await since(ask, BEGINNING)
    assert.equal([down.status, down.headers.get('retry-after')], [503, '1'])
    assert.equal([(await since(ask, BEGINNING)).at(''), (await since(ask, BEGINNING)).status], [null, 502])
    assert.is((await since(ask, BEGINNING)).at('total'), 4)
    assert.is((await send(`${box.gluu.url}/__sandbox/requests`)).at('0.system'), 'gluu')
    box.faults.gluu.add({ kind: 'token-expired' })
    assert.is((await granted(box)).status, 200, 'a token is still given')
  }),
)

/** The pages of two that a walk is told, with a fault on every one that the kind fits. */
async function walked(kind: string, backEnd: 'ldap' | 'sql', timeStamp = BEGINNING): Promise<string[]> {
  const pages: string[] = []
  await against(gluuWorld(), { ...gluuWith({ backEnd }), ...gluuFaults({ kind }) }, async (box) => {
    const ask = await gluuOf(box)
    for (const start of ['0', '2', '4']) pages.push(uids(await since(ask, timeStamp, { start, pageSize: '2' })))
  })
  return pages
}

entrance('somebody is changed between two pages: one is skipped, and one comes twice', async () => {
  assert.equal(await walked('moved-between-pages', 'ldap'), ['ann zoe', 'cy zoe', ''], 'nobody tells of Bob')
  assert.equal(
    await walked('moved-between-pages', 'sql', '2025-04-01T00:00:00Z'),
    ['Bob cy', 'cy zoe', ''],
    'ann came in',
  )
  await against(gluuWorld(), gluuFaults({ kind: 'moved-between-pages' }), async (box) => {
    const ask = await gluuOf(box)
    const from = Date.now()
    for (const start of ['0', '2']) await since(ask, BEGINNING, { start, pageSize: '2' })
    const zoe = box.world.gluu.users.at(-1)
    assert.is(zoe?.uid, 'zoe')
    assert.ok(Date.parse(zoe?.updatedAt ?? '') > from - 1000, 'and it is told of as changed from now on')
  })
})

entrance('rows of a page are missing, or are those of the page before', async () => {
  assert.equal(await walked('rows-missing', 'ldap'), ['ann', 'Bob cy', ''])
  assert.equal(await walked('repeated-page', 'ldap'), ['ann zoe', 'ann zoe', ''])
  await against(gluuWorld(), gluuFaults({ kind: 'rows-missing' }), async (box) => {
    const ask = await gluuOf(box)
    assert.is((await since(ask, BEGINNING)).at('total'), 3, 'and the count is that of what came')
    box.faults.gluu.add({ kind: 'rows-missing' })
    const list = await ask(`${SCIM}/Users`)
    assert.equal([list.at('totalResults'), list.at('itemsPerPage')], [5, 4])
    assert.is(idsIn(list), 'i-zoe i-ann i-tool i-cy')
  })
})

entrance.run()
