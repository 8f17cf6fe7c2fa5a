// The Gluu simulator: UpdatedUsers as it is coded, not as it is printed.

import * as assert from 'uvu/assert'
import { FEED, gluuOf, gluuSample, gluuWith, gluuWorld, server, since, touch, uids } from '../../kit/gluu.ts'
import { suite } from '../../kit/suite.ts'
import { against, stopped } from '../../kit/wire.ts'

const BEGINNING = '2000-01-01T00:00:00Z'

interface Vectors {
  timeStamp: { in: string | null; ok: boolean; utc?: string | null }[]
  params: { q: Record<string, number>; status: number }[]
  errors: Record<string, string>
}

/** The cases that were read from the server's code; null when there are none. */
function vectors(test: string): Vectors | null {
  const text = gluuSample(test, 'vectors.json')
  return text === null ? null : JSON.parse(text)
}

const feed = suite('sandbox: UpdatedUsers of Gluu')

feed('tells of who was made or changed at the time or later, and never of who has no stamp', () =>
  against(gluuWorld(), {}, async (box) => {
    const ask = await gluuOf(box)
    assert.is(uids(await since(ask, BEGINNING)), 'ann Bob cy zoe')
    assert.is(uids(await since(ask, '2025-07-01T00:00:00Z')), 'cy', 'the bound belongs to it')
    assert.is(uids(await since(ask, '2025-07-01T00:00:00.001Z')), '')
    assert.is(uids(await since(ask, '2025-03-01T00:00:00Z')), 'ann Bob cy zoe', 'made then, and not changed')
    assert.is(uids(await since(ask, '2025-06-01T14:00:00+02:00')), 'cy zoe')
    box.world.gluu.users.splice(0, 1)
    assert.is(uids(await since(ask, BEGINNING)), 'ann Bob cy', 'who is deleted is gone without a word')
    touch(box.world.gluu.users.find(({ uid }) => uid === 'tool'))
    assert.is(uids(await since(ask, '2025-08-01T00:00:00Z')), 'tool')
  }),
)

feed('every attribute is a list, in the order of names, and the password is not among them', () =>
  against(gluuWorld({ users: [{ ...server().users[0], userPassword: '{SSHA}x', level: 3 }] }), {}, async (box) => {
    const reply = await since(await gluuOf(box), BEGINNING)
    assert.match(reply.headers.get('content-type') ?? '', /^application\/json/)
    const [zoe] = reply.at('results') as object[]
    assert.equal(zoe, {
      account: ['0015e00000A'],
      cn: ['Zoë Quist'],
      displayName: ['Zoë Quist'],
      givenName: ['Zoë'],
      gluuStatus: ['active'],
      inum: ['i-zoe'],
      level: [3],
      mail: ['zoe@acme.test', 'zoe@home.test'],
      memberOf: ['inum=g1,ou=groups,o=gluu'],
      oxCreationTimestamp: ['2025-01-01T00:00:00Z'],
      oxTrustEmail: ['{"value":"zoe@acme.test","type":"work","primary":true}'],
      sn: ['Quist'],
      uid: ['zoe'],
      updatedAt: ['2025-06-01T12:00:00.500Z'],
    })
    assert.equal(Object.keys(zoe!), Object.keys(zoe!).toSorted())
  }),
)

feed('the total is that of the page, and there is no latestUpdateAt where nobody was changed', () =>
  against(gluuWorld(), gluuWith({ backEnd: 'sql' }), async (box) => {
    const ask = await gluuOf(box)
    const first = await since(ask, BEGINNING, { pageSize: '3' })
    assert.equal([first.at('total'), first.at('latestUpdateAt')], [3, '2025-07-01T00:00:00Z'])
    assert.equal((await since(ask, BEGINNING, { start: '3', pageSize: '3' })).at('total'), 1)
    assert.equal((await since(ask, BEGINNING, { start: '4', pageSize: '3' })).at(''), { total: 0, results: [] })
    const made = await since(ask, BEGINNING, { start: '0', pageSize: '1' })
    assert.equal([uids(made), Object.keys(made.at('') as object)], ['ann', ['total', 'results']])
  }),
)

feed('LDAP sorts inside of a page alone, SQL before it is cut', async () => {
  const pages = (backEnd: 'ldap' | 'sql', onResponse: string[]) =>
    against(gluuWorld(), gluuWith({ backEnd }), async (box) => {
      const ask = await gluuOf(box)
      for (const [n, page] of onResponse.entries())
        assert.is(uids(await since(ask, BEGINNING, { start: String(2 * n), pageSize: '2' })), page)
    })
  await pages('ldap', ['ann zoe', 'Bob cy', ''])
  await pages('sql', ['ann Bob', 'cy zoe', ''])
})

feed('no more than maxCount come at once, or as many as LDAP was asked for', async () => {
  const total = (options: object) => async () => {
    let found: unknown
    await against(gluuWorld(), gluuWith(options), async (box) => {
      found = (await since(await gluuOf(box), BEGINNING)).at('total')
    })
    return found
  }
  assert.is(await total({ maxCount: 3 })(), 3)
  assert.is(await total({ maxCount: 3, capped: false })(), 4)
})

feed('every timeStamp is read or refused as the code has it', () =>
  against(gluuWorld(), {}, async (box) => {
    const { users } = box.world.gluu
    delete users[0]!.oxCreationTimestamp
    const ask = await gluuOf(box)
    for (const { in: text, ok, utc } of vectors('timeStamps of Gluu')?.timeStamp ?? []) {
      const query = text === null ? {} : { timeStamp: text }
      const reply = await ask(`${FEED}?${new URLSearchParams({ pageSize: '10', ...query })}`)
      assert.is(reply.status, ok ? 200 : 400, String(text))
      if (!ok) assert.is(reply.at('detail'), `Unparsable date: ${text}`)
      if (!utc) continue
      const at = (milliseconds: number) => touch(users[0], {}, new Date(Date.parse(utc) + milliseconds))
      at(-1)
      assert.not.match(uids(await since(ask, text!)), 'zoe', `before ${text}`)
      at(0)
      assert.match(uids(await since(ask, text!)), 'zoe', `at ${text}`)
    }
    for (const text of ['2025-02-30T00:00:00Z', '2025-01-01T25:00:00Z', '2025-01-01 00:00:00Z', ''])
      assert.is((await since(ask, text)).at('detail'), `Unparsable date: ${text}`)
    const plus = await ask(`${FEED}?pageSize=10&timeStamp=2025-07-01T02:00:00+02:00`)
    assert.is(plus.at('detail'), 'Unparsable date: 2025-07-01T02:00:00 02:00', 'a bare + is a blank')
  }),
)

feed('a time without a zone is of the zone of the server for LDAP, and of UTC for SQL', async () => {
  const found = async (backEnd: 'ldap' | 'sql') => {
    let onResponse = ''
    await against(gluuWorld(), gluuWith({ backEnd, utcOffset: 120 }), async (box) => {
      onResponse = uids(await since(await gluuOf(box), '2025-07-01T01:00:00'))
    })
    return onResponse
  }
  assert.is(await found('ldap'), 'cy')
  assert.is(await found('sql'), '')
})

feed('start counts from 0, pageSize is needed, and case counts in both names', () =>
  against(gluuWorld(), {}, async (box) => {
    const ask = await gluuOf(box)
    const asked = (query: object) =>
      ask(`${FEED}?${new URLSearchParams({ timeStamp: BEGINNING, ...query } as Record<string, string>)}`)
    const onResponse = vectors('parameters of Gluu')
    for (const { q, status } of onResponse?.params ?? []) {
      const reply = await asked(q)
      assert.is(reply.status, status, JSON.stringify(q))
      if (status === 400) assert.is(reply.at('detail'), onResponse?.errors['400 params'])
    }
    const refused = await asked({ pagesize: 100 })
    assert.equal(refused.at(''), {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: '',
      detail: "No suitable value for 'start' or 'pageSize' params",
    })
    assert.is((await asked({ pageSize: 'all' })).status, 404, 'JAX-RS finds no such resource')
    assert.is((await asked({ pageSize: '9999999999' })).status, 404)
  }),
)

feed('a text that reads as a date is rewritten, by SQL without its zone', async () => {
  const world = () =>
    gluuWorld({
      users: [
        {
          ...server().users[4],
          hired: '20200229120000.250Z',
          left: '2019-12-24T12:00:03.1-05:00',
          local: '2019-12-24T12:00:03',
          phone: '+1987654321',
          flag: 'TRUE',
          size: '12',
          odd: 'x',
        },
      ],
    })
  const entry = async (backEnd: 'ldap' | 'sql', zonedStamps = false) => {
    let onResponse: Record<string, unknown> = {}
    const dataTypes = { flag: 'boolean', size: 'numeric', odd: 'numeric' } as const
    await against(world(), gluuWith({ backEnd, dataTypes, zonedStamps }), async (box) => {
      onResponse = (await since(await gluuOf(box), BEGINNING)).at('results.0') as typeof onResponse
    })
    return ['updatedAt', 'hired', 'left', 'local', 'phone', 'flag', 'size', 'odd'].map(
      (name) => [onResponse[name]].flat()[0],
    )
  }
  assert.equal(await entry('ldap'), [
    '2025-07-01T00:00:00Z',
    '2020-02-29T12:00:00.250Z',
    '2019-12-24T12:00:03.1-05:00',
    '2019-12-24T12:00:03',
    '+1987654321',
    true,
    12,
    'x',
  ])
  assert.equal(await entry('sql'), [
    '2025-07-01T00:00:00',
    '20200229120000.250Z',
    '2019-12-24T17:00:03.100',
    '2019-12-24T12:00:03',
    '+1987654321',
    'TRUE',
    12,
    'x',
  ])
  assert.is((await entry('sql', true))[0], '2025-07-01T00:00:00Z', 'the stamps of an entry may be otherwise')
})

feed('a store that lags tells of a change a while later', () => {
  const { clock, pass } = stopped()
  return against(gluuWorld(), { clock, speed: 1, gluu: { lag: 90 } }, async (box) => {
    const ask = await gluuOf(box)
    touch(box.world.gluu.users[1])
    assert.is(uids(await since(ask, '2025-06-15T00:00:00Z')), 'cy')
    pass(60)
    assert.is(uids(await since(ask, '2025-06-15T00:00:00Z')), 'cy')
    pass(60)
    assert.is(uids(await since(ask, '2025-06-15T00:00:00Z')), 'ann cy')
  })
})

feed.run()
