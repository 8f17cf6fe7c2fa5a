// How faults are asked for, at the start and while running, and whose turn it is.

import * as assert from 'uvu/assert'
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts'
import { suite } from '../../kit/suite.ts'
import { against, fixedToken, json, send, small, zendeskFaults } from '../../kit/wire.ts'

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )
const played = ({ requests }: Sandbox) => requests.map(({ fault }) => fault ?? '-').join(' ')

const turns = suite('sandbox: when faults are played')

turns('some requests pass first, then each so-manieth is hit, so often', () =>
  against(small(), zendeskFaults({ kind: 'conflict', skip: 1, every: 2, count: 2 }), async (box) => {
    const desk = fixedToken(box)
    for (let n = 0; n < 8; n++) await desk('GET /users/1')
    assert.is(played(box), '- - conflict - conflict - - -')
    assert.equal(box.faults.zendesk.list(), [{ kind: 'conflict', skip: 1, every: 2, count: 2, played: 2 }])
  }),
)

turns('a method and a path with stars say which requests, and .json does not matter', () =>
  against(
    small(),
    zendeskFaults({ kind: 'conflict', method: 'get', path: '*/users/*', count: 'always' }),
    async (box) => {
      const desk = fixedToken(box)
      for (const route of ['GET /users', 'GET /users/1.json', 'DELETE /users/4', 'GET /users/1/identities'])
        await desk(route)
      assert.is(played(box), '- conflict - conflict')
      box.faults.zendesk.clear()
      box.faults.zendesk.add({ kind: 'conflict', path: '/api/v2/users.json' })
      assert.is((await desk('GET /users')).status, 409)
      box.faults.zendesk.add({ kind: 'conflict', path: '/api/v2/users' })
      assert.is((await desk('GET /users.json')).status, 409)
    },
  ),
)

turns('of several the first that fits is played, and the others keep their turn', () =>
  against(small(), zendeskFaults({ kind: 'conflict', every: 2 }, { kind: 'forbidden', every: 2 }), async (box) => {
    const desk = fixedToken(box)
    for (let n = 0; n < 4; n++) await desk('GET /users/1')
    assert.is(played(box), '- conflict forbidden -')
  }),
)

turns('a running sandbox takes, lists and forgets faults on the port of each system, without sign-in', () =>
  against(small(), {}, async (box) => {
    const at = `${box.salesforce.url}/__sandbox/faults`
    const add = (body: unknown) => send(at, { method: 'POST', ...json(body) })
    assert.equal((await add([{ kind: 'html' }, { kind: 'empty', path: '/nowhere' }])).at('1.kind'), 'empty')
    assert.match((await send(`${box.salesforce.url}/services/data`)).text, '<html>')
    const list = await send(at)
    assert.equal([list.at('0.played'), list.at('1.played'), list.at('2')], [1, 0, undefined])
    assert.equal(box.faults.zendesk.list(), [])

    for (const [body, words] of [
      [{ kind: 'job-stuck' }, /"job-stuck" is no kind of fault here: .*query-timeout/],
      [{ kind: 'html', times: 2 }, /"times" is no key of a fault: kind, method, path, skip, every, count, retryAfter/],
      [{ kind: 'html', count: 0 }, /count: expected a whole number from 1, or 'always'/],
    ] as const) {
      const refused = await add(body)
      assert.is(refused.status, 400)
      assert.match(String(refused.at('error')), words)
    }
    assert.is((await send(at, { method: 'DELETE' })).text, '[]')
    const log = await send(`${box.zendesk.url}/__sandbox/requests`)
    assert.equal([log.at('0.path'), log.at('0.fault'), log.at('1')], ['/services/data', 'html', undefined])
  }),
)

turns('a fault that is none is refused at the start', async () => {
  const refused = await outcome(against(small(), zendeskFaults({ kind: 'query-timeout' }), async () => {}))
  assert.match(String(refused), '"query-timeout" is no kind of fault here')
})

turns.run()
