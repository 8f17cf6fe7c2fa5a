// Writing to a SCIM service while answers are lost: nobody is made twice, and receipts say what is true.

import * as assert from 'uvu/assert'
import type { Place } from '../kit/pipeline.ts'
import { outcomes, receipts } from '../kit/receipts.ts'
import { between, madeOf, membersAt, personOf, routes, services, userAt, usersNamed, writes } from '../kit/service.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const faults = suite('SCIM: lost answers')

/** To create, into a group; to rename and to put into it; to bring back under another name; to remove. */
const world = () =>
  services({
    people: [50, 51, 52].map((n) => personOf(n)),
    users: [madeOf(51, { displayName: 'Old' }), madeOf(52, { displayName: 'Old', active: false }), madeOf(53)],
    groups: {
      here: [{ id: 'g1', displayName: 'Support staff', members: [{ value: 'u0' }, { value: 'u53' }] }],
      there: [{ id: 't1', displayName: 'Support', members: ['d0', 'd50', 'd51'].map((value) => ({ value })) }],
    },
  })

const groups = { groups: { Support: 'Support staff' } }
const ways = {
  'PATCH, and a removal by PATCH': { target: groups, sent: ['POST */Users', 'PATCH */Users/*', 'PATCH */Groups/*'] },
  'PUT, and a removal by DELETE': {
    target: { ...groups, update: 'replace' as const, removal: 'delete' as const },
    sent: ['POST */Users', 'PUT */Users/*', 'DELETE */Users/*', 'PATCH */Groups/*'],
  },
}

/** All is as wanted, each once, and another plan has nothing to do. */
async function finished(here: Place): Promise<void> {
  const [made, ...others] = usersNamed(here, 'person50@acme.test')
  assert.equal([made!['displayName'], made!['externalId'], others.length], ['Person 50', 'scim:d50', 0])
  assert.is(userAt(here, 'u51')!['displayName'], 'Person 51')
  assert.equal([userAt(here, 'u52')!['displayName'], userAt(here, 'u52')!.active], ['Person 52', true])
  assert.not.ok(userAt(here, 'u53')?.active)
  assert.ok(['u0', 'u51', made!.id].every((id) => membersAt(here, 'g1').includes(id)))
  await compared(here)
  assert.is((await synced(here)).line, 'nothing to do')
}

/** Answers that are lost: most of them to what was carried out; and one without versions. */
const lost = ['reset-after', 'cut-off', 'stall', 'reset-before', 'bad-gateway', 'reset-after, without ETag']

for (const [way, { target, sent }] of Object.entries(ways)) {
  for (const what of lost) {
    const [kind = '', none] = what.split(', ')
    if (kind === 'stall' && target !== ways['PATCH, and a removal by PATCH'].target) continue // deadlines take time
    const network = { deadline: kind === 'stall' ? 0.4 : 60, tries: 4, firstWait: 0.01, maxMegabytes: 1 }
    faults(`${way}: ${what}: each is carried out once, and its receipt says so`, () =>
      between(
        world(),
        async (here) => {
          await compared(here)
          const all = sent.map((route) => ({ method: route.split(' ')[0]!, path: route.split(' ')[1]!, kind }))
          here.box.faults.scim.add(all)
          const { code, line } = await synced(here)
          assert.equal([code, line], [0, 'create 1 applied; update 2 applied; delete 1 applied'])
          assert.ok(here.box.faults.scim.list().every(({ played }) => played === 1))
          await finished(here)
        },
        { target: { ...target, network }, options: { scim: { etag: none === undefined } } },
      ),
    )
  }

  faults(`${way}: what is never carried out is failed after three tries, and the next run finishes`, () =>
    between(
      world(),
      async (here) => {
        await compared(here)
        here.box.faults.scim.add(
          ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
            kind: 'server-error',
            method,
            path: '*/scim/v2/*',
            count: 'always',
          })),
        )
        const { code, line } = await synced(here)
        assert.equal([code, line], [3, 'create 1 failed; update 2 failed; delete 1 failed'])
        assert.match(String(receipts(here, 'update')[0]!['error']), 'answered 500')
        const tried = new Map<string, number>()
        for (const route of routes(here)) tried.set(route, (tried.get(route) ?? 0) + 1)
        assert.ok([...tried.values()].every((n) => n === 3))
        here.box.faults.scim.clear()
        assert.is((await synced(here)).line, 'create 1 applied; update 2 applied; delete 1 applied')
        await finished(here)
      },
      { target },
    ),
  )

  faults(`${way}: what is carried out and never answered is applied`, () =>
    between(
      world(),
      async (here) => {
        await compared(here)
        const always = sent.map((route) => {
          const [method = '', path = ''] = route.split(' ')
          return { kind: 'reset-after', method, path, count: 'always' }
        })
        here.box.faults.scim.add(always)
        const { code, line } = await synced(here)
        assert.equal([code, line], [0, 'create 1 applied; update 2 applied; delete 1 applied'])
        here.box.faults.scim.clear()
        await finished(here)
      },
      { target },
    ),
  )
}

faults('a creation that was carried out is not sent again, and one that was not is', async () => {
  for (const [kind, posts] of Object.entries({ 'reset-after': 1, 'reset-before': 2 })) {
    await between(world(), async (here) => {
      await compared(here)
      here.box.faults.scim.add({ kind, method: 'POST', path: '*/Users' })
      await synced(here)
      assert.is(writes(here).filter(({ method }) => method === 'POST').length, posts)
    })
  }
})

faults('an update of which the service refused one part is failed, and finished by the next plan', () =>
  between(
    world(),
    async (here) => {
      await compared(here)
      here.box.faults.scim.add([
        { kind: 'server-error', method: 'PATCH', path: '*/Groups/*', count: 'always' },
        { kind: 'server-error', method: 'PATCH', path: '*/Users/u52', skip: 1, count: 'always' },
      ])
      const { code } = await synced(here, { words: ['update'] })
      assert.equal([code, outcomes(here, 'update')], [3, ['failed', 'failed']])
      assert.equal([userAt(here, 'u51')!['displayName'], userAt(here, 'u52')!.active], ['Person 51', true])
      here.box.faults.scim.clear()
      await synced(here)
      assert.equal(outcomes(here, 'update'), ['conflict', 'conflict'], 'of this plan: only a part is as it says')
      await compared(here)
      assert.is((await synced(here)).line, 'update 2 applied')
      await finished(here)
    },
    { target: groups },
  ),
)

faults('an owner who is found only when the second creation is refused is the one that was made', () =>
  between(world(), async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'reset-after', method: 'POST', path: '*/Users' })
    let looks = 0
    here.interfere((system, { path, query }) => {
      const isLook = system === 'scim' && path.endsWith('/Users') && query.has('filter')
      return isLook && ++looks <= 2 ? { body: { totalResults: 0 } } : undefined
    })
    await synced(here, { words: ['create'] })
    assert.equal(outcomes(here, 'create'), ['applied'])
    assert.is(usersNamed(here, 'person50@acme.test').length, 1)
  }),
)

/** Of what was taken no receipt may say that it was not sent. */
const honest = (here: Place) => {
  const taken = new Set(
    here.box.requests
      .filter(({ method, path, status }) => method === 'PATCH' && path.includes('/Users/') && status < 300)
      .map(({ path }) => path.split('/').at(-1)),
  )
  const notSent = receipts(here, 'update').filter(({ outcome }) => outcome === 'not-sent')
  assert.not.ok(notSent.some(({ id }) => taken.has(String(id))))
  return { taken, notSent }
}

const many = () => {
  const numbers = Array.from({ length: 30 }, (_, n) => 100 + n)
  return services({
    people: numbers.map((n) => personOf(n)),
    users: numbers.map((n) => madeOf(n, { displayName: 'Old' })),
  })
}

faults('a sign-in that is refused after some were changed is exit 8, and what was sent is not called not-sent', () =>
  between(many(), async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'token-expired', method: 'GET', path: '*/Users/*', skip: 17, count: 'always' })
    const { code, line } = await synced(here)
    assert.is(code, 8, line)
    const { taken, notSent } = honest(here)
    assert.ok(taken.size > 0 && notSent.length > 0)
    const said = new Map(receipts(here, 'update').map(({ id, outcome, error }) => [id, `${outcome} ${error}`]))
    for (const id of taken) assert.match(said.get(id!)!, /^applied|^failed it was sent, and could not be read back/)
    assert.ok([...said.values()].some((one) => one.startsWith('failed it was sent')))
    here.box.faults.scim.clear()
    assert.is((await synced(here)).code, 0)
    assert.ok(outcomes(here, 'update').every((one) => one === 'applied' || one === 'unchanged'))
  }),
)

faults('a sign-in that is refused for every write is exit 8, nothing is changed, and the next run finishes', () =>
  between(many(), async (here) => {
    await compared(here)
    here.box.faults.scim.add({ kind: 'token-expired', method: 'PATCH', count: 'always' })
    assert.is((await synced(here)).code, 8)
    assert.is(honest(here).taken.size, 0)
    assert.ok(outcomes(here, 'update').every((one) => one === 'failed' || one === 'not-sent'))
    here.box.faults.scim.clear()
    assert.is((await synced(here)).line, 'update 30 applied')
  }),
)

faults('a sign-in that is refused between people and their groups is exit 8, and neither is called not-sent', () => {
  const here = [{ id: 'g1', displayName: 'Support staff' }]
  const there = [{ id: 't1', displayName: 'Support', members: ['d50', 'd51'].map((value) => ({ value })) }]
  const { directory, scim } = services({
    people: [50, 51].map((n) => personOf(n)),
    users: [madeOf(51, { displayName: 'Old' })],
  })
  const both = { directory: { ...directory, groups: there }, scim: { ...scim, groups: here } }
  return between(
    both,
    async (place) => {
      for (const kind of ['create', 'update'] as const) {
        await compared(place)
        place.box.faults.scim.add({ kind: 'token-expired', method: 'PATCH', path: '*/Groups/*', count: 'always' })
        assert.is((await synced(place, { words: [kind] })).code, 8)
        assert.equal(
          [receipts(place, kind)[0]!['outcome'], receipts(place, kind)[0]!['error']],
          ['failed', 'it was sent, and could not be read back. Run sync again'],
        )
        place.box.faults.scim.clear()
      }
      assert.is(usersNamed(place, 'person50@acme.test').length, 1)
    },
    { target: { groups: { Support: 'Support staff' } } },
  )
})

faults.run()
