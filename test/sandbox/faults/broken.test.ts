// Answers that are spoilt on the way: broken connections, and pages that mislead.

import * as assert from 'uvu/assert'
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts'
import { suite } from '../../kit/suite.ts'
import { against, fixedToken, force, type Reply, send, small, zendeskFaults } from '../../kit/wire.ts'

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )
/** Whether the connection broke: what arrived and is no JSON is another error. */
const breaks = async (work: Promise<unknown>) => (await outcome(work)) instanceof TypeError
const ids = (reply: Reply, name = 'users') => (reply.at(name) as { id: number }[]).map(({ id }) => id)
const played = ({ requests }: Sandbox) => requests.map(({ fault }) => fault ?? '-').join(' ')

const broken = suite('sandbox: broken connections')

broken('a body breaks off under its length, under no length, or in chunks, and what was asked is done', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const whole = (await desk('GET /organizations')).text
    box.faults.zendesk.add([{ kind: 'cut-off' }, { kind: 'cut-chunks' }, { kind: 'cut-short' }])
    assert.ok(await breaks(desk('POST /users', { user: { name: 'New' } })))
    assert.is(box.world.zendesk.users.at(-1)?.name, 'New')
    assert.ok(await breaks(desk('GET /organizations')))

    const short = await fetch(`${box.zendesk.url}/api/v2/organizations`, {
      headers: { authorization: `Bearer ${box.env['ZENDESK_TOKEN']}` },
    })
    assert.equal([short.status, short.headers.get('content-length')], [200, null])
    assert.is(await short.text(), whole.slice(0, Math.floor(whole.length / 2)), 'it looks like the whole')
    assert.is(played(box), '- cut-off cut-chunks cut-short')
  }),
)

broken('a body that stops coming is half there, and keeps nobody waiting who ends the sandbox', async () => {
  let rest: Promise<boolean> | undefined
  await against(small(), zendeskFaults({ kind: 'stall' }), async (box) => {
    const response = await fetch(`${box.zendesk.url}/api/v2/users/me`)
    const reader = response.body!.getReader()
    const { value } = await reader.read()
    assert.is(value?.length, Math.floor(Number(response.headers.get('content-length')) / 2))
    let ended = false
    rest = breaks(reader.read()).finally(() => {
      ended = true
    })
    await send(`${box.zendesk.url}/api/v2/users/me`)
    assert.not(ended)
  })
  assert.is(await rest, true)
})

broken('a connection is reset before anything was done, or after all of it', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const before = box.world.zendesk.users.length
    for (const [kind, made] of Object.entries({ 'reset-before': 0, 'reset-after': 1 })) {
      box.faults.zendesk.add({ kind })
      assert.ok(await breaks(desk('POST /users', { user: { name: 'New' } })))
      assert.is(box.world.zendesk.users.length, before + made, kind)
    }
    assert.equal(
      box.requests.map(({ status }) => status),
      [0, 0],
    )
  }),
)

broken.run()

const pages = suite('sandbox: pages that mislead')

pages('a repeated page has the rows of the one before and a way on of its own', () =>
  against(
    small(),
    { zendesk: { pageSize: 2 }, salesforce: { pageSize: 2 }, ...zendeskFaults({ kind: 'repeated-page' }) },
    async (box) => {
      const desk = fixedToken(box)
      const first = await desk('GET /users?page[size]=100')
      await desk('GET /organizations?page[size]=100')
      const second = await desk(`GET ${first.at('links.next')}`)
      assert.equal(ids(second), ids(first))
      assert.is.not(second.at('meta.after_cursor'), first.at('meta.after_cursor'))
      assert.equal([second.at('meta.has_more'), played(box)], [false, '- - repeated-page'])
    },
  ),
)

pages('a page whose cursor leads back says that there is more, for ever', () =>
  against(
    small(),
    {
      zendesk: { pageSize: 2 },
      salesforce: { pageSize: 2 },
      ...zendeskFaults({ kind: 'same-cursor', skip: 1, count: 'always' }),
    },
    async (box) => {
      const desk = fixedToken(box)
      const first = await desk('GET /users?page[size]=2')
      const second = await desk(`GET ${first.at('links.next')}`)
      assert.equal([second.at('meta.after_cursor'), second.at('meta.has_more')], [first.at('meta.after_cursor'), true])
      const third = await desk(`GET ${second.at('links.next')}`)
      assert.equal(ids(third), ids(second))
      const fresh = await desk('GET /users?page[size]=2')
      assert.equal(ids(await desk(`GET ${fresh.at('links.next')}`)), ids(first), 'the first page leads to itself')
    },
  ),
)

pages('a page without its second half looks whole', () =>
  against(
    small(),
    { zendesk: { pageSize: 2 }, salesforce: { pageSize: 2 }, ...zendeskFaults({ kind: 'missing-rows' }) },
    async (box) => {
      const desk = fixedToken(box)
      const first = await desk('GET /users?page[size]=2')
      assert.equal(ids(first), [1])
      assert.equal(ids(await desk(`GET ${first.at('links.next')}`))[0], 4)
    },
  ),
)

pages("Salesforce's pages mislead alike, and their total stays", () =>
  against(small(), { zendesk: { pageSize: 3 }, salesforce: { pageSize: 3 } }, async (box) => {
    const ask = await force(box)
    const all = 'SELECT Name FROM Contact ORDER BY Id'
    const named = (reply: Reply) => (reply.at('records') as { Name: string }[]).map(({ Name }) => Name).join()
    const first = await ask(all)

    box.faults.salesforce.add([{ kind: 'repeated-page' }, { kind: 'missing-rows' }, { kind: 'same-cursor' }])
    const repeated = await ask(String(first.at('nextRecordsUrl')))
    assert.is(named(repeated), named(first))
    assert.is.not(repeated.at('nextRecordsUrl'), first.at('nextRecordsUrl'))
    const less = await ask(String(repeated.at('nextRecordsUrl')))
    assert.equal([named(less), less.at('totalSize'), less.at('done')], ['', 7, true])
    const back = await ask(String(repeated.at('nextRecordsUrl')))
    assert.equal([back.at('done'), back.at('nextRecordsUrl')], [false, repeated.at('nextRecordsUrl')])
  }),
)

pages.run()
