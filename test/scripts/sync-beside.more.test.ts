// Creations and updates side by side, for targets that allow it; removals after both.

import * as assert from 'uvu/assert'
import type { LoggedRequest } from '../../lib/sandbox/log.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts, userAt, writes } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const beside = suite('sync: side by side')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** Creations, updates, and two removals. */
const busy = ({ create = 30, update = 30 } = {}) =>
  worldOf({
    equal: 300,
    contacts: range(1000, 1000 + create + update).map((n) => contactOf(n)),
    users: [
      ...range(1000 + create, 1000 + create + update).map((n) => userOf(n, { name: 'Old Name' })),
      ...[2000, 2001].map((n) => userOf(n)),
    ],
  })

const roomy = ({ settings }: Place) =>
  settings(({ limits }) => {
    for (const limit of [limits.create, limits.update]) Object.assign(limit, { count: 500, share: 1 })
  })

const isCreation = ({ method }: LoggedRequest) => method === 'POST'
const isRemoval = ({ body }: LoggedRequest) => JSON.stringify(body).includes('"not_in_sfdc":true')

beside('in Zendesk updates are sent while creations go out, and removals after the last receipt of both', () =>
  at(busy(), async (here) => {
    roomy(here)
    await compared(here)
    assert.is((await synced(here)).code, 0)
    const all = writes(here).filter(({ path }) => path !== '/oauth/tokens')
    const update = all.findIndex(({ method }) => method === 'PUT')
    assert.ok(update < all.findLastIndex(isCreation), `the first job was write ${update}`)
    const lines = here.text('receipts.ndjson').trim().split('\n').slice(1)
    const kinds = lines.map((line) => JSON.parse(line)).filter(({ job }) => !job)
    const firstRemoval = kinds.findIndex(({ kind }) => kind === 'delete')
    assert.is(firstRemoval, 60)
    assert.ok(isRemoval(all.at(-1)!))
  }),
)

beside('the failures of both kinds count together, where neither kind has twenty writes', () => {
  const failing = new Set(range(1010, 1013).map((n) => 5000 + n))
  const taken = range(1000, 1003)
  const world = busy({ create: 10, update: 12 })
  return at(
    world,
    async (here) => {
      roomy(here)
      await compared(here)
      here.interfere((_, { body, method }) => {
        const { email = '' } = (body as { user?: { email?: string } } | null)?.user ?? {}
        const isRefused = method === 'POST' && taken.some((n) => email === `person${n}@acme.test`)
        return isRefused ? { status: 422, body: { error: 'RecordInvalid', details: {} } } : undefined
      })
      const { code, line } = await synced(here)
      assert.is(code, 3, line)
      assert.match(line, /delete 2 not-sent \(stopped: \d of 2\d writes failed\)/)
    },
    { zendesk: { failing } },
  )
})

beside('a creation that ends the run ends the updates beside it with their receipts, and sends no removal', () =>
  at(busy({ create: 5, update: 250 }), async (here) => {
    roomy(here)
    await compared(here)
    here.interfere((_, { method, path }) =>
      method === 'POST' && path === '/api/v2/users' ? { status: 403, body: { error: 'Forbidden' } } : undefined,
    )
    const { code } = await synced(here)
    assert.is(code, 8)
    const stored = range(1005, 1255).filter((n) => userAt(here, 5000 + n).name === `Person ${n}`)
    const applied = receipts(here, 'update').filter(({ outcome }) => outcome === 'applied')
    assert.is(applied.length, stored.length)
    assert.equal(outcomes(here, 'delete'), ['not-sent', 'not-sent'])
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
    const jobs = writes(here).filter(({ path }) => path.endsWith('/update_many'))
    const names = jobs.flatMap(({ body }) => (body as { users: { id: number }[] }).users.map(({ id }) => id))
    assert.is(new Set(names).size, names.length, 'somebody was sent twice')
  }),
)

beside.run()
