// Writing to a SCIM service that refuses: what is a conflict, what failed, what was never sent; and versions.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { between, madeOf, personOf, routes, services, userAt, usersNamed, watching } from '../../kit/service.ts'
import { compared, gathered, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const refusals = suite('SCIM: refusals')

/** One to create, two to rename, one to remove. */
const world = () =>
  services({
    people: [50, 51, 52].map((n) => personOf(n)),
    users: [madeOf(51, { displayName: 'Old' }), madeOf(52, { displayName: 'Old' }), madeOf(53)],
  })

const all = (here: Place) => (['create', 'update', 'delete'] as const).map((kind) => outcomes(here, kind))
const errorsOf = (here: Place, kind: 'create' | 'update' | 'delete') => receipts(here, kind).map(({ error }) => error)
const isChange = ({ method, path }: RemoteRequest, id: string) => method === 'PATCH' && path.endsWith(`/Users/${id}`)

const outdated: [kind: string, status: number, kinds: string[]][] = [
  ['precondition', 412, ['conflict', 'conflict']],
  ['conflict', 409, ['conflict', 'conflict']],
  ['vanished', 404, ['conflict', 'conflict']],
]
for (const [kind, status, expected] of outdated) {
  refusals(`${kind}: a change that the service refuses as outdated is a conflict, with --strict exit 3`, () =>
    between(world(), async (here) => {
      await compared(here)
      here.box.faults.scim.add({ kind, method: 'PATCH', count: 'always' })
      assert.is((await synced(here)).code, 0)
      assert.equal(outcomes(here, 'update'), expected)
      assert.equal(outcomes(here, 'delete'), ['conflict'])
      assert.match(String(errorsOf(here, 'update')[0]), `SCIM answered ${status}`)
      assert.equal([userAt(here, 'u51')!['displayName'], userAt(here, 'u53')!.active], ['Old', true])
      assert.is((await synced(here, { flags: { strict: true } })).code, 3)
    }),
  )
}

refusals('a sign-in name that is taken, by whom no filter tells, is a conflict', () =>
  between(world(), async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'conflict', method: 'POST', count: 'always' })
    assert.is((await synced(here)).code, 0)
    assert.equal(all(here), [['conflict'], ['applied', 'applied'], ['conflict']])
    assert.match(String(errorsOf(here, 'create')[0]), 'is taken; no filter finds its owner')
    assert.is(errorsOf(here, 'delete')[0], 'a creation was refused, and the owner of that address is not known')
    assert.is((await synced(here, { flags: { strict: true } })).code, 3)
  }),
)

refusals('whoever a filter finds for a name that is taken is a suspect, also without showing it, and stays', () =>
  between(services({ people: [personOf(50)], users: [madeOf(53), madeOf(54)] }), async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'conflict', method: 'POST', count: 'always' })
    watching(here, ({ method, path, query }) =>
      method === 'GET' && path.endsWith('/Users') && query.get('filter')?.includes('person50') === true
        ? { status: 200, body: { totalResults: 1, Resources: [madeOf(53)] } }
        : undefined,
    )
    await synced(here)
    assert.equal(receipts(here, 'create')[0]!['suspects'], ['u53'])
    assert.equal(outcomes(here, 'delete'), ['conflict', 'applied'])
    assert.is(errorsOf(here, 'delete')[0], 'it may own an address that refused a creation of this plan')
  }),
)

refusals('a refusal as outdated of what is as wanted by now is applied: what is stored counts', () =>
  between(world(), async (here) => {
    await compared(here)
    watching(here, (asked) => {
      if (isChange(asked, 'u51')) userAt(here, 'u51')!['displayName'] = 'Person 51'
      return undefined
    })
    await synced(here)
    const patches = here.box.requests.filter(({ method, path }) => method === 'PATCH' && path.endsWith('u51'))
    assert.equal([patches.map(({ status }) => status), outcomes(here, 'update')], [[412], ['applied', 'applied']])
  }),
)

refusals('with ETag the version that was read goes with every change; without, none does', async () => {
  for (const etag of [true, false]) {
    await between(
      world(),
      async (here) => {
        await compared(here)
        const sent: (string | undefined)[] = []
        watching(here, ({ method, headers }) => {
          if (method === 'PATCH') sent.push(headers['if-match'])
          return undefined
        })
        await synced(here)
        assert.equal(all(here), [['applied'], ['applied', 'applied'], ['applied']])
        assert.is(sent.length, 3)
        assert.ok(sent.every((version) => (etag ? /^W\/".+"$/.test(version ?? '') : version === undefined)))
        assert.is(new Set(sent).size, etag ? 3 : 1)
      },
      { options: { scim: { etag } } },
    )
  }
})

refusals('a version that a service shows and does not offer is not sent', () =>
  between(world(), async (here) => {
    await compared(here)
    const sent: unknown[] = []
    watching(here, ({ method, path, headers }) => {
      if (method === 'PATCH') sent.push(headers['if-match'])
      return path.endsWith('/ServiceProviderConfig') ? { body: { etag: { supported: false } } } : undefined
    })
    await synced(here)
    assert.equal(sent, [undefined, undefined, undefined])
  }),
)

/** Changes a user after it was read and before its change arrives. */
const byHand = (here: Place, id: string, change: object) => {
  watching(here, (asked) => {
    if (isChange(asked, id) || (asked.method === 'DELETE' && asked.path.endsWith(id))) {
      Object.assign(userAt(here, id)!, change)
    }
    return undefined
  })
}

for (const removal of ['deactivate', 'delete'] as const) {
  refusals(`a user whom somebody changes between the read and the change is a conflict, and stays (${removal})`, () =>
    between(
      world(),
      async (here) => {
        await compared(here)
        const [id, kind] = removal === 'delete' ? (['u53', 'delete'] as const) : (['u51', 'update'] as const)
        byHand(here, id, { displayName: 'By Hand' })
        assert.is((await synced(here)).code, 0)
        assert.is(outcomes(here, kind)[0], 'conflict')
        assert.equal([userAt(here, id)!['displayName'], userAt(here, id)!.active], ['By Hand', true])
      },
      { target: { removal } },
    ),
  )
}

refusals('a user who is gone is a conflict for an update, and nothing to do for a removal', () =>
  between(world(), async (here) => {
    await compared(here)
    here.box.faults.scim.add(['u51', 'u53'].map((id) => ({ kind: 'vanished', path: `*/${id}`, count: 'always' })))
    assert.is((await synced(here)).code, 0)
    assert.equal(all(here), [['applied'], ['conflict', 'applied'], ['unchanged']])
    assert.not.ok(routes(here).some((route) => /u51|u53/.test(route)))
  }),
)

for (const removal of ['deactivate', 'delete'] as const) {
  refusals(`users who go between the read and the change: a conflict, and no removal any more (${removal})`, () =>
    between(
      world(),
      async (here) => {
        await compared(here)
        const { scim } = here.box.world
        watching(here, ({ method, path }) => {
          const id = path.split('/').at(-1)!
          const index = scim.users.findIndex((user) => user.id === id)
          if (method !== 'GET' && ['u51', 'u53'].includes(id) && index >= 0) scim.users.splice(index, 1)
          return undefined
        })
        assert.is((await synced(here)).code, 0)
        assert.equal(all(here), [['applied'], ['conflict', 'applied'], ['unchanged']])
      },
      { target: { removal } },
    ),
  )
}

refusals('one that the service finds wrong is failed, in its words: exit 3, and the others go on', () =>
  between(world(), async (here) => {
    await compared(here)
    const detail = 'displayName: not like that'
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', detail }
    const isMade = ({ method, path }: RemoteRequest) => method === 'POST' && path.endsWith('/Users')
    watching(here, (asked) => (isChange(asked, 'u51') || isMade(asked) ? { status: 400, body } : undefined))
    assert.is((await synced(here)).code, 3)
    assert.equal(all(here), [['failed'], ['failed', 'applied'], ['applied']])
    assert.match(String(errorsOf(here, 'create')[0]), detail)
    assert.match(String(errorsOf(here, 'update')[0]), detail)
    watching(here, () => undefined)
    assert.is((await synced(here)).line, 'create 1 applied; update 2 applied; delete 1 applied')
  }),
)

refusals('success that stored something else is failed, and says what the target stored', () =>
  between(world(), async (here) => {
    await compared(here)
    here.box.faults.scim.add([
      { kind: 'stored-other', method: 'POST' },
      { kind: 'stored-other', method: 'PATCH', path: '*/u51' },
    ])
    assert.is((await synced(here)).code, 3)
    assert.equal(all(here), [['failed'], ['failed', 'applied'], ['applied']])
    assert.is(errorsOf(here, 'create')[0], 'target stored name ""')
    assert.match(
      String(errorsOf(here, 'update')[0]),
      'the PATCH was answered, and changed nothing: target stored name "Old"',
    )
    const [made, ...others] = usersNamed(here, 'person50@acme.test')
    assert.equal([receipts(here, 'create')[0]!['id'], others.length], [made!.id, 0])
  }),
)

refusals('a change of which one part is taken when the sign-in is refused is not called not-sent', () => {
  const back = madeOf(50, { displayName: 'Old', active: false })
  return between(services({ people: [personOf(50)], users: [back] }), async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'token-expired', method: 'PATCH', skip: 1, count: 'always' })
    assert.is((await synced(here)).code, 8)
    const [{ outcome, error } = {}] = receipts(here, 'update')
    assert.equal([outcome, userAt(here, 'u50')!.active], ['failed', true])
    assert.match(String(error), 'it was sent, and could not be read back')
  })
})

refusals('the own user of the client is protected, also where the sign-in ended before it was asked who it is', () =>
  between(
    services({ users: [madeOf(50)] }),
    async (here) => {
      here.box.faults.scim.add({ kind: 'token-expired', path: '*/Me' })
      await compared(here)
      const self = here.json('users.json').records.find(({ id }) => id === 'u50')
      assert.is(self!['protected'], "the credential's own user")
      assert.is(here.json('delete.json').count, 0)
    },
    { options: { scim: { self: 'u50' } } },
  ),
)

refusals('a service that refuses to say who asks is read all the same', () =>
  between(world(), async (here) => {
    here.box.faults.scim.add({ kind: 'token-expired', path: '*/Me', count: 'always' })
    await gathered(here)
    assert.is(here.json('users.json').count, 6)
  }),
)

refusals.run()
