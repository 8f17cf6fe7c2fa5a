// What is unfriendly about SCIM services: manners some have all the time, and what goes wrong once.

import * as assert from 'uvu/assert'
import { filtered, idsIn, operations, said, scimFaults, scimOf, scimWorld, USER } from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, json, send } from '../../kit/wire.ts'

const title = operations({ op: 'replace', path: 'title', value: 'Dr' })

const manners = suite('sandbox: manners of SCIM services')

manners('a place may be told in the body alone, and the count may be the one asked for', () =>
  against(scimWorld(), { scim: { location: false, itemsPerPage: 'asked' } }, async (box) => {
    const ask = scimOf(box)
    const made = await ask('POST /Users', { schemas: [USER], userName: 'di@acme.test' })
    assert.equal([made.status, made.headers.get('location')], [201, null])
    assert.is(made.at('meta.location'), `${box.scim.url}/Users/${made.at('id')}`)
    assert.is((await ask('GET /Users?startIndex=4&count=50')).at('itemsPerPage'), 50)
  }),
)

manners('beyond the end may be the beginning again', () =>
  against(scimWorld(), { scim: { pastEnd: 'first' } }, async (box) => {
    const reply = await scimOf(box)('GET /Users?startIndex=99&count=2')
    assert.equal([idsIn(reply), reply.at('startIndex'), reply.at('totalResults')], ['u1 u2', 99, 3])
  }),
)

manners('a filter may mind the case of userName, where a second one is refused all the same', () =>
  against(scimWorld(), { scim: { caseExactUserName: true } }, async (box) => {
    const ask = scimOf(box)
    assert.is(await filtered(ask, 'userName eq "ann@acme.test"'), '')
    assert.is(await filtered(ask, 'userName eq "Ann@acme.test"'), 'u1')
    assert.equal(said(await ask('POST /Users', { schemas: [USER], userName: 'ann@acme.test' })), [409, 'uniqueness'])
  }),
)

manners('booleans may be words', () =>
  against(scimWorld(), { scim: { booleans: 'strings' } }, async (box) => {
    const ask = scimOf(box)
    assert.equal((await ask('GET /Users/u2')).at('active'), 'False')
    const reply = await ask('PATCH /Users/u2', operations({ op: 'replace', path: 'active', value: 'True' }))
    assert.equal([reply.at('active'), box.world.scim.users[1]?.active], ['True', true])
  }),
)

manners.run()

const faults = suite('sandbox: faults of SCIM services')

faults('a total that grows, and a page that lacks somebody', () =>
  against(scimWorld(), scimFaults({ kind: 'total-grows' }, { kind: 'users-missing' }), async (box) => {
    const ask = scimOf(box)
    const first = await ask('GET /Users?count=2')
    assert.equal([idsIn(first), first.at('itemsPerPage'), first.at('totalResults')], ['u1', 1, 3])
    assert.is((await ask('GET /Users?startIndex=3&count=2')).at('totalResults'), 4)
    assert.equal(
      box.requests.map(({ fault }) => fault),
      ['users-missing', 'total-grows'],
    )
  }),
)

faults('a page may be the one before, or lose its second half', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    await ask('GET /Users?count=2')
    box.faults.scim.add([{ kind: 'repeated-page' }, { kind: 'missing-rows' }])
    const again = await ask('GET /Users?startIndex=3&count=2')
    assert.equal([idsIn(again), again.at('startIndex')], ['u1 u2', 3])
    assert.is(idsIn(await ask('GET /Users?count=2')), 'u1')
  }),
)

faults('refusals are SCIM errors, and nothing is done', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const cases = [
      ['token-expired', 401, null],
      ['forbidden', 403, null],
      ['vanished', 404, null],
      ['conflict', 409, 'uniqueness'],
      ['precondition', 412, null],
      ['too-many', 429, null],
      ['server-error', 500, null],
      ['unavailable', 503, null],
    ] as const
    for (const [kind, status, scimType] of cases) {
      box.faults.scim.add({ kind })
      const reply = await ask('PATCH /Users/u1', title)
      assert.equal([...said(reply), reply.at('status')], [status, scimType, String(status)], kind)
      assert.is(reply.headers.get('retry-after'), status === 429 || status === 503 ? '1' : null)
    }
    assert.is(box.world.scim.users[0]?.['title'], undefined)
    box.faults.scim.add([{ kind: 'vanished' }, { kind: 'precondition' }, { kind: 'conflict' }])
    assert.is((await ask('GET /Users')).status, 200)
    assert.equal(
      box.faults.scim
        .list()
        .map(({ played }) => played)
        .slice(-3),
      [0, 0, 0],
    )
  }),
)

faults('a name may not be stored though all is well', () =>
  against(scimWorld(), scimFaults({ kind: 'stored-other', count: 3 } as { kind: string }), async (box) => {
    const ask = scimOf(box)
    const renamed = operations({ op: 'replace', path: 'displayName', value: 'X' }, ...title.Operations)
    assert.equal((await ask('PATCH /Users/u1', renamed)).status, 200)
    const pathless = operations({ op: 'replace', value: { displayName: 'X', title: 'Prof' } })
    assert.equal((await ask('PATCH /Users/u1', pathless)).at('title'), 'Prof')
    const made = await ask('POST /Users', { schemas: [USER], userName: 'di@acme.test', displayName: 'Di' })
    assert.equal([made.status, made.at('displayName')], [201, undefined])
    assert.is(box.world.scim.users[0]?.['displayName'], 'Ann Lee')
  }),
)

faults('its faults, its world and its requests are at its own address', () =>
  against(scimWorld(), {}, async (box) => {
    const at = `${box.scim.url}/__sandbox`
    assert.is((await send(`${at}/faults`, { method: 'POST', ...json({ kind: 'html', path: '*/Users' }) })).status, 200)
    assert.match((await scimOf(box)('GET /Users')).text, '<html>')
    assert.is((await send(`${at}/world`)).at('scim.users.1.id'), 'u2')
    const log = await send(`${at}/requests`)
    assert.equal([log.at('0.system'), log.at('0.path'), log.at('0.fault')], ['scim', '/scim/v2/Users', 'html'])
    assert.equal(box.faults.directory.list(), [])
    assert.is((await scimOf(box, 'directory')('GET /Users')).at('totalResults'), 0)
    const early = await send(`${at}/faults`, { method: 'POST', ...json({ kind: 'same-cursor' }) })
    assert.match(String(early.at('error')), /no kind of fault here: .*users-missing/)
  }),
)

faults.run()
