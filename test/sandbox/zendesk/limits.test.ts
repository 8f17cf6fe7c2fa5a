// How much may be asked, how the sandbox says so, and what it counts of those who do not listen.

import * as assert from 'uvu/assert'
import { newRecordId } from '../../../lib/sandbox/salesforce/record-id.ts'
import { suite } from '../../kit/suite.ts'

import { against, fixedToken, force, names, real, send, small, stopped } from '../../kit/wire.ts'

const limits = suite('sandbox: limits')

limits('a minute has so many requests; what is refused counts too, and the next minute begins anew', () => {
  const { clock, pass } = stopped()
  return against(small(), { zendesk: { rate: 2 }, speed: 1, clock }, async (box) => {
    const desk = fixedToken(box)
    pass(15)
    const first = await desk('GET /users/1')
    const onResponse = [
      'x-rate-limit',
      'x-rate-limit-remaining',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
    ]
    assert.equal(
      onResponse.map((name) => first.headers.get(name)),
      ['2', '1', '2', '1', '45'],
    )
    assert.is((await send(`${box.zendesk.url}/api/v2/users`)).status, 401)
    const refused = await desk('GET /users/1')
    assert.equal([refused.status, refused.headers.get('retry-after')], [429, '45'])
    assert.is(refused.text, 'Number of allowed API requests per minute exceeded')
    assert.is(
      (await send(`${box.zendesk.url}/oauth/tokens`, { method: 'POST' })).status,
      400,
      'sign-in is no part of it',
    )
    pass(45)
    assert.is((await desk('GET /users/1')).headers.get('x-rate-limit-remaining'), '1')
    assert.is(box.stats.zendesk.tooManyRequests, 1)
  })
})

limits('other integrations use their share up in the course of the minute', () => {
  const { clock, pass } = stopped()
  return against(small(), { zendesk: { rate: 100, others: { requests: 0.5 } }, speed: 1, clock }, async (box) => {
    const desk = fixedToken(box)
    const left = async () => Number((await desk('GET /users/1')).headers.get('x-rate-limit-remaining'))
    const seen = [await left()]
    for (let n = 0; n < 2; n++) {
      pass(30)
      seen.push(await left())
    }
    assert.equal(seen, [99, 73, 99])
  })
})

limits('what a client waits for is told in real seconds, at any speed', async () => {
  for (const [speed, reset] of [
    [1, '60'],
    [10, '6'],
    [5000, '1'],
  ] as const) {
    const { clock } = stopped()
    await against(small(), { zendesk: { rate: 1 }, speed, clock }, async (box) => {
      const desk = fixedToken(box)
      await desk('GET /users/1')
      const refused = await desk('GET /users/1')
      assert.equal([refused.status, refused.headers.get('retry-after')], [429, reset])
    })
  }
})

limits('requests before a Retry-After has run out are counted, those that were on their way are not', async () => {
  const { clock, pass } = stopped()
  const faults = { zendesk: [{ kind: 'unavailable', retryAfter: 2 }], salesforce: [{ kind: 'unavailable' }] }
  await against(small(), { clock, faults }, async (box) => {
    const desk = fixedToken(box)
    const early = async (route: string) => {
      await desk(route)
      return box.stats.zendesk.early
    }
    assert.is(await early('GET /users/1'), 0)
    assert.is(await early('GET /users/2'), 0, 'on its way')
    assert.is(await early('GET /users/1'), 1, 'refused just now')
    pass(1.9)
    assert.is(await early('GET /users/2'), 2)
    pass(0.1)
    assert.is(await early('GET /users/1'), 2)

    await send(`${box.salesforce.url}/services/data`)
    pass(0.5)
    await send(`${box.salesforce.url}/services/data`)
    assert.is(box.stats.salesforce.early, 1)
  })
})

limits('a single user is updated once a second, and five times a minute', () => {
  const { clock, pass } = stopped()
  return against(small(), { speed: 1, clock }, async (box) => {
    const desk = fixedToken(box)
    const update = async (id: number) => {
      const { status, headers, at } = await desk(`PUT /users/${id}`, { user: { email: `${clock()}@acme.test` } })
      const said = headers.get('zendesk-ratelimit-create-update-user')
      return [status, said, headers.get('retry-after') ?? at('user.email')]
    }
    assert.equal(await update(1), [200, 'total=5; remaining=4; resets=60', 'Ann@acme.test'], 'the address stays')
    assert.equal(await update(2), [429, 'total=5; remaining=5; resets=60', '1'], 'another user, the same second')
    for (let n = 0; n < 4; n++) {
      pass(1)
      assert.is((await update(1))[0], 200)
    }
    pass(1)
    assert.equal(await update(1), [429, 'total=5; remaining=0; resets=55', '55'])
    assert.is((await update(2))[0], 200)
    assert.is((await desk('GET /users/1/identities')).at('count'), 7, 'each address was added')
    assert.is((await desk('PUT /users/99', { user: {} })).status, 404)
    assert.is((await desk('PUT /users/4', { user: { name: '' } })).status, 429)
    pass(1)
    assert.is((await desk('PUT /users/4', { user: { name: '' } })).at('error'), 'RecordInvalid')
  })
})

limits('counts are as true as was asked for', async () => {
  const counted = async (counts: NonNullable<NonNullable<Parameters<typeof against>[1]['zendesk']>['counts']>) => {
    let found: [unknown, number | null] = [null, null]
    await against(small(), { zendesk: { counts } }, async (box) => {
      const { at } = await fixedToken(box)('GET /users/count')
      const time = at('count.refreshed_at')
      const age = time === null ? null : Math.round((Date.now() - Date.parse(String(time))) / 3_600_000)
      found = [at('count.value'), age]
    })
    return found
  }
  assert.equal(await counted('exact'), [4, 0])
  assert.equal(await counted({ factor: 1.3 }), [5, 0])
  assert.equal(await counted({ factor: 0.5, ageHours: 5 }), [2, 5])
  assert.equal(await counted({ factor: 30_000 }), [120_000, 24], 'large ones are a day old')
  assert.equal(await counted({ factor: 30_000, refreshing: true }), [100_000, null])
})

limits.run()

const org = suite('sandbox: limits of Salesforce')

org('what is too long is refused: the URI with a page, URI and headers without a word', () =>
  against(small(), {}, async (box) => {
    const ids = (n: number) => Array.from({ length: n }, (_, at) => newRecordId('001', at))
    const ask = await force(box)
    assert.is((await ask(real(ids(500)))).status, 200)
    const long = await ask(real(ids(700)))
    assert.equal([long.status, long.text], [414, '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>'])
    const more = await force(box, { 'x-much': 'm'.repeat(9000) })
    const both = await more(real(ids(300)))
    assert.equal([both.status, both.text], [431, ''])
  }),
)

org('pages may be smaller than asked for, and none like the other', () =>
  against(small(), { zendesk: { pageSize: 5 }, salesforce: { pageSize: 5, smallPages: true } }, async (box) => {
    const ask = await force(box)
    const sizes: number[] = []
    const found: string[] = []
    let reply = await ask('SELECT Name FROM Contact ORDER BY Id')
    for (; ; reply = await ask(String(reply.at('nextRecordsUrl')))) {
      sizes.push(names(reply).length)
      found.push(...names(reply))
      if (reply.at('done')) break
    }
    assert.equal(sizes, [2, 1, 4])
    assert.is(found.join(' '), "Ann Bo O'Hara Cy Di Ed Flo Gus")
  }),
)

org('answers say how many calls of the day are used', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    await ask('SELECT Id FROM Contact')
    assert.is((await ask('SELECT nothing')).headers.get('sforce-limit-info'), 'api-usage=2/15000')
  }),
)

org.run()
