// What sync does not send: over a limit, not asked for, not approved, stale, foreign, or present after all.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { kinds } from '../../lib/artifacts/records.ts'
import type { Instance } from '../../lib/config/config.ts'
import { exit, Failure } from '../../lib/errors/failure.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { EVERYONE, type Source } from '../../lib/sources/source.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts, userAt, writes } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactId, worldOf } from '../kit/worlds.ts'

async function* nobody() {
  yield* []
  return EVERYONE
}

const held = suite('sync: held')

held('only the kinds that are named are sent; the others are not-sent', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.settings(({ limits }) => Object.assign(limits, { delete: { count: 0, share: 1 } }))
    const { code, said } = await synced(here, { words: ['update'] })
    assert.equal([code, said], [0, []], 'a kind that is not asked for cannot stop it')
    assert.equal(
      kinds.map((kind) => outcomes(here, kind)[0]),
      ['not-sent', 'applied', 'not-sent'],
    )
  }),
)

held('removals wait while creations are held, updates go on, and an approval sends just the named kind', () =>
  at(changing(), async (here) => {
    here.settings(({ limits }) => Object.assign(limits, { create: { count: 0, share: 1 } }))
    await compared(here)
    const held = await synced(here)
    assert.is(held.code, 4)
    assert.match(held.said.join('\n'), `salesforce:${contactId(100)}`)
    assert.equal(
      kinds.map((kind) => outcomes(here, kind)[0]),
      ['not-sent', 'applied', 'not-sent'],
    )
    const words = /--approve (\S+)/.exec(held.said.join())![1]!
    assert.is((await synced(here, { flags: { approve: words } })).code, 0)
    assert.equal(
      kinds.map((kind) => outcomes(here, kind)[0]),
      ['applied', 'applied', 'not-sent'],
    )
    assert.is((await synced(here)).code, 0, 'nothing is left to hold, so the removals go')
    assert.equal(outcomes(here, 'delete'), ['applied'])
  }),
)

held('an approval with other numbers, of another plan or of no sense sends nothing', () =>
  at(changing(), async (here) => {
    await compared(here)
    const plan = here.json('create.json').plan.slice(0, 12)
    for (const [approve, code] of [
      [`${plan}:delete=2`, 5],
      [`${'0'.repeat(12)}:delete=1`, 5],
      [`${plan}:remove=1`, 7],
      ['yes', 7],
    ] as const) {
      assert.is((await synced(here, { flags: { approve } })).code, code, approve)
    }
    assert.is(writes(here).length, 0)
  }),
)

held('plan files of two plans, an old plan, or changed settings are exit 5 and send nothing', () =>
  at(changing(), async (here) => {
    await compared(here)
    const old = here.text('delete.json')
    await compared(here)
    const fresh = here.text('delete.json')
    writeFileSync(join(here.folder, 'delete.json'), old)
    assert.match((await synced(here)).line, 'are of different plans')
    writeFileSync(join(here.folder, 'delete.json'), fresh)
    const later = new Date(Date.now() + 7 * 3_600_000)
    const stale = await synced(here, { now: later })
    assert.is(stale.code, 5)
    assert.match(stale.line, 'maxAge allows 6.0 h')
    here.settings((instance) => Object.assign(instance, { protect: [] }))
    assert.match((await synced(here)).line, 'the settings changed')
    assert.is(writes(here).length, 0)
    assert.not.ok(existsSync(join(here.folder, 'deleted.json')))
  }),
)

const present = (here: Place, find: Source['findPresent']) => ({
  instance: (instance: Parameters<NonNullable<Parameters<typeof synced>[1]>['instance'] & object>[0]) => ({
    ...instance,
    source: async () => ({
      from: here.env['SALESFORCE_LOGIN_URL']!,
      contacts: nobody,
      findPresent: find!,
    }),
  }),
})

held('people whom the source has after all are a conflict and stay', () =>
  at(changing(), async (here) => {
    await compared(here)
    const { code } = await synced(
      here,
      present(here, async (people) => new Map(people.map(({ id }) => [id, { is: 'present', account: null }]))),
    )
    assert.is(code, 0)
    assert.equal(
      receipts(here, 'delete').map(({ outcome, error }) => [outcome, error]),
      [['conflict', 'the source has this person after all']],
    )
    assert.is(userAt(here, 5103).user_fields['not_in_sfdc'], null)
  }),
)

held('a check of absence that fails sends no removal, and what was done before has its receipts', () =>
  at(changing(), async (here) => {
    await compared(here)
    const { code } = await synced(
      here,
      present(here, () => Promise.reject(new Failure(exit.remote, 'the source is away'))),
    )
    assert.is(code, 9)
    assert.equal(
      kinds.map((kind) => outcomes(here, kind)[0]),
      ['applied', 'applied', 'not-sent'],
    )
    assert.is(receipts(here, 'delete')[0]!['error'], 'their absence could not be confirmed')
  }),
)

held('the limit counts the whole plan: what is left of an approved kind takes the same words again', () => {
  const failing = new Set([5101])
  return at(
    changing(),
    async (here) => {
      here.settings(({ limits }) => Object.assign(limits, { update: { count: 1, share: 1 } }))
      await compared(here)
      const flags = { approve: `${here.json('update.json').plan.slice(0, 12)}:update=2` }
      assert.is((await synced(here, { flags })).code, 3)
      failing.clear()
      assert.is((await synced(here)).code, 4)
      assert.is((await synced(here, { flags })).code, 0)
      assert.equal(outcomes(here, 'update'), ['applied', 'applied'])
    },
    { zendesk: { failing } },
  )
})

held('a plan is sent to the target it was made with and to no other', () =>
  at(changing(), async (here) => {
    await compared(here)
    await at(worldOf(), async (other) => {
      const instance = (one: Instance): Instance => ({ ...one, folder: here.folder })
      const { code, line } = await synced(other, { instance })
      assert.is(code, 5)
      assert.match(line, 'made with the target')
      assert.is(writes(other).length, 0)
    })
  }),
)

held('nobody is removed because another source than that of the plan does not have them', () =>
  at(changing(), async (here) => {
    await compared(here)
    const source = { from: 'https://elsewhere.my.salesforce.com', contacts: nobody }
    const { code, line } = await synced(here, { instance: (one) => ({ ...one, source: async () => source }) })
    assert.is(code, 5)
    assert.match(line, 'made with the source')
    assert.is(writes(here).length, 0)
  }),
)

held('removals wait for held creations also when they alone are asked for or approved', () =>
  at(changing(), async (here) => {
    const none = { count: 0, share: 1 }
    here.settings(({ limits }) => Object.assign(limits, { create: none }))
    await compared(here)
    assert.is((await synced(here, { words: ['delete'] })).code, 4)
    assert.equal(outcomes(here, 'delete'), ['not-sent'])
    const plan = here.json('create.json').plan.slice(0, 12)
    await synced(here, { flags: { approve: `${plan}:delete=1` } })
    assert.equal(outcomes(here, 'delete'), ['not-sent'])
    assert.is(userAt(here, 5103).user_fields['not_in_sfdc'], null)
  }),
)

held('two kinds that are held are approved in one go', () =>
  at(changing(), async (here) => {
    const none = { count: 0, share: 1 }
    here.settings(({ limits }) => Object.assign(limits, { create: none, delete: none }))
    await compared(here)
    const { said } = await synced(here)
    const words = /--approve (\S+)/.exec(said.join('\n'))![1]!
    assert.match(words, /:create=1,delete=1$/)
    assert.is((await synced(here, { flags: { approve: words } })).code, 0)
    assert.equal([...outcomes(here, 'create'), ...outcomes(here, 'delete')], ['applied', 'applied'])
  }),
)

held('a plan file that is replaced while it is applied stops the run before a line of it is used', () =>
  at(changing(), async (here) => {
    await compared(here)
    const other = here.text('delete.json').replaceAll('5103', '5007')
    here.interfere((_, { method, path }: RemoteRequest) => {
      if (method === 'POST' && path.endsWith('/users')) writeFileSync(join(here.folder, 'delete.json'), other)
      return undefined
    })
    const { code, line } = await synced(here)
    assert.is(code, 7, line)
    assert.is(userAt(here, 5007).user_fields['not_in_sfdc'], null)
  }),
)

held.run()
