// PATCH of the SCIM simulator: the standard's rules, its own examples, and what Entra sends.

import * as assert from 'uvu/assert'
import {
  type Ask,
  ENTERPRISE,
  operations,
  PATCH,
  said,
  scimOf,
  scimSample,
  scimWorld,
  service,
  USER,
} from '../../kit/scim.ts'
import { suite } from '../../kit/suite.ts'
import { against, type Reply } from '../../kit/wire.ts'

const patch = (ask: Ask, ...all: object[]) => ask('PATCH /Users/u1', operations(...all))
const emailsOf = (reply: Reply) =>
  ((reply.at('emails') ?? []) as { value: string; primary?: boolean }[]).map(
    ({ value, primary }) => `${value}${primary ? ' primary' : ''}`,
  )

const rules = suite('sandbox: SCIM PATCH')

rules('operations are done in order, at paths of every form', () =>
  against(scimWorld(), {}, async (box) => {
    const reply = await patch(
      scimOf(box),
      { op: 'add', path: 'nickName', value: 'Annie' },
      { op: 'Replace', path: 'NICKNAME', value: 'An' },
      { op: 'replace', path: 'name.familyName', value: 'Li' },
      { op: 'replace', path: 'name', value: { middleName: 'M', honorificPrefix: 'Dr' } },
      { op: 'add', value: { name: { HonorificPrefix: null } } },
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'new@home.test' },
      { op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '7' },
      { op: 'remove', path: `${ENTERPRISE}:organization` },
      { op: 'replace', path: `${USER}:title`, value: 'Dr' },
      { op: 'replace', value: { displayName: 'Ann Li', shoeSize: 44, [ENTERPRISE]: { department: 'R&D' } } },
    )
    assert.is(reply.status, 200)
    assert.equal(reply.at('name'), { givenName: 'Ann', familyName: 'Li', middleName: 'M' })
    assert.equal(reply.at(''), { ...(reply.at('') as object), nickName: 'An', title: 'Dr', displayName: 'Ann Li' })
    assert.equal((reply.at('') as Record<string, unknown>)[ENTERPRISE], { employeeNumber: '7', department: 'R&D' })
    assert.equal(emailsOf(reply), ['ann@acme.test primary', 'new@home.test'])
    assert.is(reply.headers.get('etag'), reply.at('meta.version'))
  }),
)

rules('all of it or nothing', () =>
  against(scimWorld(), {}, async (box) => {
    const before = JSON.stringify(box.world.scim)
    const good = { op: 'replace', path: 'title', value: 'Dr' }
    const bad = { op: 'replace', path: 'shoeSize', value: 44 }
    assert.equal(said(await patch(scimOf(box), good, bad)), [400, 'invalidPath'])
    assert.is(JSON.stringify(box.world.scim), before)
  }),
)

rules('what cannot be done is refused with its reason', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const cases: [object, number, string][] = [
      [{ op: 'remove' }, 400, 'noTarget'],
      [{ op: 'replace', path: 'emails[type eq "other"].value', value: 'x' }, 400, 'noTarget'],
      [{ op: 'replace', path: 'emails[type eq "other"]', value: { value: 'x' } }, 400, 'noTarget'],
      [{ op: 'replace', path: 'emails[type is "home"].value', value: 'x' }, 400, 'invalidFilter'],
      [{ op: 'replace', path: 'emails[', value: 'x' }, 400, 'invalidPath'],
      [{ op: 'replace', path: 'id', value: 'u7' }, 400, 'mutability'],
      [{ op: 'replace', path: 'meta.created', value: 'x' }, 400, 'mutability'],
      [{ op: 'add', path: 'groups', value: [{ value: 'g1' }] }, 400, 'mutability'],
      [{ op: 'replace', value: { id: 'u7' } }, 400, 'mutability'],
      [{ op: 'remove', path: 'userName' }, 400, 'mutability'],
      [{ op: 'replace', path: 'active', value: 'False' }, 400, 'invalidValue'],
      [{ op: 'replace', path: 'title' }, 400, 'invalidValue'],
      [{ op: 'replace', path: 'userName', value: '' }, 400, 'invalidValue'],
      [{ op: 'replace', path: 'userName', value: 'BO@acme.test' }, 409, 'uniqueness'],
      [{ op: 'move', path: 'title', value: 'x' }, 400, 'invalidSyntax'],
    ]
    for (const [operation, status, scimType] of cases) {
      assert.equal(said(await patch(ask, operation)), [status, scimType], JSON.stringify(operation))
    }
    const { Operations } = operations({ op: 'replace', path: 'title', value: 'x' })
    assert.equal(said(await ask('PATCH /Users/u1', { Operations })), [400, 'invalidSyntax'])
    assert.equal(said(await ask('PATCH /Users/u1', { schemas: [PATCH, USER], Operations })), [400, 'invalidSyntax'])
    assert.equal(said(await ask('PATCH /Users/u1', { schemas: [PATCH] })), [400, 'invalidSyntax'])
    assert.equal(said(await ask('PATCH /Users/u9', operations())), [404, null])
  }),
)

rules('values are added once, and who becomes the primary one takes it from whoever was', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const home = { value: 'ann@home.test', type: 'home' }
    const same = await patch(ask, { op: 'add', path: 'emails', value: [home] })
    assert.equal([same.status, same.text], [204, ''])
    const more = await patch(ask, { op: 'add', path: 'emails', value: { value: 'ann@new.test', primary: true } })
    assert.equal(emailsOf(more), ['ann@acme.test', 'ann@home.test', 'ann@new.test primary'])
    const moved = await patch(ask, { op: 'replace', path: 'emails[type eq "home"].primary', value: true })
    assert.equal(emailsOf(moved), ['ann@acme.test', 'ann@home.test primary', 'ann@new.test'])
    const less = await patch(ask, { op: 'remove', path: 'emails[value ew "home.test" or value ew "new.test"]' })
    assert.equal(emailsOf(less), ['ann@acme.test'])
    assert.is((await patch(ask, { op: 'replace', path: 'emails', value: [] })).at('emails'), undefined)
    assert.is((await patch(ask, { op: 'remove', path: 'emails[type eq "work"]' })).status, 204)
  }),
)

rules('a version that is no more is refused, and a change makes a new one', () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const version = (await ask('GET /Users/u1')).headers.get('etag')!
    const change = (value: string, seen: string) =>
      ask('PATCH /Users/u1', operations({ op: 'replace', path: 'title', value }), { 'if-match': seen })
    const changed = await change('A', version)
    assert.is.not(changed.headers.get('etag'), version)
    assert.equal(said(await change('B', version)), [412, null])
    assert.is((await change('A', '*')).status, 204, 'nothing changed')
    assert.is(box.world.scim.users[0]?.['title'], 'A')
    assert.is(changed.at('meta.created'), '2024-01-08T09:00:00Z')
  }),
)

rules('a service without versions minds none, and may answer with no body', () =>
  against(scimWorld(), { scim: { etag: false, patchAnswers: 'nothing' } }, async (box) => {
    const ask = scimOf(box)
    const body = operations({ op: 'replace', path: 'title', value: 'A' })
    const reply = await ask('PATCH /Users/u1', body, { 'if-match': 'W/"old"' })
    assert.equal([reply.status, reply.text, reply.headers.get('etag')], [204, '', null])
    const user = await ask('GET /Users/u1')
    assert.equal([user.at('title'), user.at('meta.version')], ['A', undefined])
  }),
)

rules.run()

const examples = suite("sandbox: others' PATCH requests")

const BABS = ['2819c223-7f76-453a-919d-413861904646', '2819c223...413861904646', '2819c223...919d-413861904646']
const JAMES = ['08e1d05d-121c-4561-8b96-473d93df9210', '08e1d05d...473d93df9210']
const persons = [...BABS, ...JAMES, '2819c223-7f76-...413861904646'].map((id) => ({ id, userName: id }))
const everybody = persons.map(({ id }) => ({ value: id }))
const rfcWorld = () =>
  scimWorld({ users: [...service().users, ...persons], groups: [{ id: 'g1', displayName: 'G', members: everybody }] })

/** The RFC's examples by number, and the members they leave. */
const members: [file: string, left: string[]][] = [
  ['rfc7644-s3.5.2.2-10.json', everybody.map(({ value }) => value).slice(0, -1)],
  ['rfc7644-s3.5.2.2-11.json', []],
  ['rfc7644-s3.5.2.2-13.json', everybody.map(({ value }) => value).filter((id) => id !== BABS[2])],
  ['rfc7644-s3.5.2.2-14.json', [BABS[0]!, JAMES[0]!]],
  ['rfc7644-s3.5.2.3-15.json', [BABS[1]!, JAMES[1]!]],
]

examples("the RFC's examples change the members of a group as it says", async () => {
  for (const [file, left] of members) {
    const body = scimSample('SCIM PATCH examples', 'rfc', file)
    if (!body) return
    await against(rfcWorld(), {}, async (box) => {
      assert.is((await scimOf(box)('PATCH /Groups/g1', body)).status, 200, file)
      assert.equal(
        box.world.scim.groups[0]?.members.map(({ value }) => value),
        left,
        file,
      )
    })
  }
  const body = scimSample('SCIM PATCH examples', 'rfc', 'rfc7644-s3.5.2.1-08.json')
  if (!body) return
  await against(rfcWorld(), {}, async (box) => {
    const ask = scimOf(box)
    assert.is((await ask('PATCH /Groups/g1', body)).status, 204, 'a member already')
    await ask('PATCH /Groups/g1', operations({ op: 'remove', path: 'members' }))
    assert.is((await ask('PATCH /Groups/g1', body)).at('members.0.value'), BABS[0])
  })
})

examples("the RFC's examples change the addresses of a user as it says", () =>
  against(scimWorld(), {}, async (box) => {
    const ask = scimOf(box)
    const addresses = [{ type: 'work', locality: 'Bonn', primary: true }, { type: 'home' }]
    const emails = [{ value: 'a@example.com', type: 'work' }, ...service().users[0]!.emails!]
    await patch(ask, { op: 'add', value: { addresses } }, { op: 'replace', path: 'emails', value: emails })
    const play = async (file: string) => {
      const body = scimSample('SCIM PATCH examples', 'rfc', file)
      return body && ask('PATCH /Users/u1', body)
    }
    const whole = await play('rfc7644-s3.5.2.3-16.json')
    const part = await play('rfc7644-s3.5.2.3-17.json')
    const less = await play('rfc7644-s3.5.2.2-12.json')
    if (!whole || !part || !less) return
    assert.equal([whole.at('addresses.0.locality'), whole.at('addresses.1.type')], ['Hollywood', 'home'])
    assert.equal([part.at('addresses.0.streetAddress'), part.at('addresses.0.region')], ['1010 Broadway Ave', 'CA'])
    assert.equal(emailsOf(less), ['ann@acme.test primary', 'ann@home.test'])
  }),
)

examples("what Entra sends is understood, but for booleans in quotes, which are a service's choice", async () => {
  const entra = scimSample('SCIM Entra variants', 'entra', 'patch-variants.json') as Record<
    string,
    Record<'legacy' | 'flag', object>
  > | null
  if (!entra) return
  for (const way of ['legacy', 'flag'] as const) {
    for (const booleans of ['json', 'strings'] as const) {
      await against(scimWorld(), { scim: { booleans } }, async (box) => {
        const ask = scimOf(box)
        const send = (name: string) => ask('PATCH /Users/u1', entra[name]![way])
        assert.is((await send('addSingle')).at('nickName'), 'Babs')
        const many = await send('replaceMany')
        assert.match(String(many.at('emails.0.value')), '@test.microsoft.com')
        const number = (many.at('') as Record<string, { employeeNumber: string }>)[ENTERPRISE]?.employeeNumber
        assert.equal([many.at('name.givenName'), number], way === 'legacy' ? ['Gtfd', 'Eqpj'] : ['Kkom', 'Aklq'])
        const disabled = await send('disable')
        if (way === 'legacy' && booleans === 'json') assert.equal(said(disabled), [400, 'invalidValue'])
        else assert.is(disabled.at('active'), booleans === 'strings' ? 'False' : false)
      })
    }
    const id = way === 'legacy' ? 'u1091' : '7f4bc1a3-285e-48ae-8202-5accb43efb0e'
    const scim = { users: [...service().users, { id, userName: id }], groups: [] as object[] }
    scim.groups.push({ id: 'g1', displayName: 'G', members: [{ value: 'u1' }, { value: id }] })
    await against(scimWorld(scim), {}, async (box) => {
      await scimOf(box)('PATCH /Groups/g1', entra['removeMember']![way])
      assert.equal(box.world.scim.groups[0]?.members, [{ value: 'u1' }], way)
    })
  }
})

examples.run()
