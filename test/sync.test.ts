// sync: it applies the reviewed files, reads back before and after, and keeps a receipt for every record.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { creations, kinds } from '../lib/artifacts.ts'
import type { Instance } from '../lib/config.ts'
import { exit, Failure } from '../lib/exit.ts'
import { draft, fill, part, publish } from '../lib/publish.ts'
import type { Asked } from '../lib/sandbox/serve.ts'
import type { Source } from '../lib/sources/source.ts'
import { open } from '../lib/store.ts'
import { at, type Place } from './kit/pipeline.ts'
import { compared, synced } from './kit/stages.ts'
import { changing, contactId, contactOf, userOf, worldOf } from './kit/worlds.ts'

const sync = suite('sync')

const FILES = { create: 'created.json', update: 'updated.json', delete: 'deleted.json' }
const receipts = (here: Place, kind: keyof typeof FILES) => here.json(FILES[kind]).records
const outcomes = (here: Place, kind: keyof typeof FILES) => receipts(here, kind).map(({ outcome }) => outcome)
const userAt = (here: Place, id: number) => here.box.world.zendesk.users.find((user) => user.id === id)!
const writes = (here: Place) =>
  here.box.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api'))
const sent = (here: Place) =>
  writes(here)
    .filter(({ method }) => method === 'PUT')
    .flatMap(({ body }) => (body as { users: Record<string, unknown>[] }).users)

sync('planned is the sum of the outcomes, for each kind', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    for (const kind of kinds) {
      const planned = here.json(`${kind}.json`).records.map(({ key }) => key)
      assert.equal(
        receipts(here, kind).map(({ key }) => key),
        planned,
      )
    }
    const said = here
      .text('receipts.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(said[0], { instance: 'us-gov', plan: here.json('create.json').plan })
    assert.is(said.filter(({ outcome }) => outcome).length, 4)
    assert.equal(
      said.filter(({ job }) => job).map(({ kind }) => kind),
      ['update', 'delete'],
    )
  }),
)

sync('sends users by id, without an address, and un-marks with false', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    assert.equal(sent(here), [
      { id: 5101, name: 'Person 101', organization_id: 902 },
      { id: 5102, user_fields: { not_in_sfdc: false } },
      { id: 5103, user_fields: { not_in_sfdc: true } },
    ])
    const [creation] = writes(here)
    assert.equal(creation!.body, {
      user: {
        name: 'Person 100',
        email: 'person100@acme.test',
        organization_id: 901,
        external_id: `salesforce:${contactId(100)}`,
        role: 'end-user',
        skip_verify_email: true,
      },
    })
  }),
)

sync('run again it sends nothing', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    const before = writes(here).length
    const { code, line } = await synced(here)
    assert.is(code, 0)
    assert.match(line, /^nothing sent now; this plan so far: create 1 applied/)
    assert.is(writes(here).length, before)
    assert.equal(outcomes(here, 'update'), ['applied', 'applied'])
  }),
)

sync('with the folder gone after a sync, the read-back alone makes it right', () =>
  at(changing(), async (here) => {
    await compared(here)
    const plan = kinds.map((kind) => [`${kind}.json`, here.text(`${kind}.json`)] as const)
    await synced(here)
    const before = writes(here).length
    writeFileSync(join(here.folder, 'receipts.ndjson'), '')
    for (const [file, text] of plan) writeFileSync(join(here.folder, file), text)
    assert.is((await synced(here)).code, 0)
    assert.is(writes(here).length, before)
    for (const kind of kinds) assert.equal([...new Set(outcomes(here, kind))], ['unchanged'])
  }),
)

sync('a torn last line is ignored and what it told is read back', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    const lines = here.text('receipts.ndjson').split('\n')
    writeFileSync(
      join(here.folder, 'receipts.ndjson'),
      `${lines.slice(0, -2).join('\n')}\n${lines.at(-2)!.slice(0, 20)}`,
    )
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'delete'), ['unchanged'])
    for (const line of here.text('receipts.ndjson').trim().split('\n')) JSON.parse(line)
  }),
)

sync('a damaged line elsewhere is exit 7 and sends nothing', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    const before = writes(here).length
    writeFileSync(
      join(here.folder, 'receipts.ndjson'),
      here.text('receipts.ndjson').replace('"outcome":"applied"', '"outcome":"done"'),
    )
    const { code, line } = await synced(here)
    assert.is(code, 7)
    assert.match(line, /receipts\.ndjson is damaged in line \d+/)
    assert.is(writes(here).length, before)
  }),
)

sync("another plan's jobs are waited for before anything is sent, then its receipts are given up", () =>
  at(changing(), async (here) => {
    await compared(here)
    const old = [
      { instance: 'us-gov', plan: 'f'.repeat(64) },
      { job: 'V3-aaaa', keys: ['person1@acme.test'], kind: 'update' },
    ]
    writeFileSync(join(here.folder, 'receipts.ndjson'), old.map((line) => `${JSON.stringify(line)}\n`).join(''))
    let asked = 0
    here.interfere((_, { path, query }: Asked) => {
      if (!path.endsWith('/show_many') || query.get('ids') !== 'V3-aaaa') return undefined
      assert.is(writes(here).length, 0)
      return { body: { job_statuses: [{ id: 'V3-aaaa', status: ++asked > 1 ? 'completed' : 'working', results: [] }] } }
    })
    assert.is((await synced(here)).code, 0)
    assert.is(asked, 2)
    assert.is(JSON.parse(here.text('receipts.ndjson').split('\n')[0]!).plan, here.json('create.json').plan)
  }),
)

sync(
  'a change made since the read is a conflict, one to a protected user is protected, one already made is unchanged',
  () =>
    at(
      worldOf({
        equal: 60,
        contacts: [1, 2, 3, 4].map((n) => contactOf(200 + n)),
        users: [1, 2, 3, 4, 11, 12, 13, 14].map((n) => userOf(200 + n, { name: 'Old Name' })),
      }),
      async (here) => {
        await compared(here)
        assert.is(here.json('delete.json').count, 4)
        userAt(here, 5201).name = 'By Hand'
        userAt(here, 5202).role = 'agent'
        userAt(here, 5203).name = 'Person 203'
        userAt(here, 5204).active = false
        userAt(here, 5211).name = 'By Hand'
        userAt(here, 5212).suspended = true
        userAt(here, 5213).user_fields['not_in_sfdc'] = true
        userAt(here, 5214).active = false
        const { code, line } = await synced(here)
        assert.is(code, 0, line)
        assert.equal(
          receipts(here, 'update').map(({ outcome, error }) => [outcome, error]),
          [
            ['conflict', 'changed since it was read: name'],
            ['protected', 'protected now: role agent'],
            ['unchanged', null],
            ['conflict', 'the user is gone'],
          ],
        )
        assert.equal(outcomes(here, 'delete'), ['conflict', 'protected', 'unchanged', 'unchanged'])
        assert.is(writes(here).length, 0)
      },
    ),
)

sync('an address that somebody has is a conflict that names the owner, and the owner is not removed', () =>
  at(changing(), async (here) => {
    await compared(here)
    userAt(here, 5103).identities.push({ type: 'email', value: 'Person100@acme.test' })
    const details = {
      email: [{ description: 'Email: is already being used by another user', error: 'DuplicateValue' }],
    }
    const refusal = { error: 'RecordInvalid', description: 'Record validation errors', details }
    here.interfere((_, { method, path }: Asked) =>
      method === 'POST' && path.endsWith('/users') ? { status: 422, body: refusal } : undefined,
    )
    const { code } = await synced(here)
    assert.is(code, 0)
    const [creation] = receipts(here, 'create')
    assert.equal(
      [creation!['outcome'], creation!['id'], creation!['error']],
      ['conflict', '5103', 'the address belongs to user 5103'],
    )
    const [removal] = receipts(here, 'delete')
    assert.equal([removal!['outcome'], removal!['error']], ['conflict', 'its address refused a creation of this plan'])
  }),
)

sync('an owner that search does not know yet is not removed either: the refused address is enough', () =>
  at(changing(), async (here) => {
    await compared(here)
    const [removal] = here.json('delete.json').records
    // what another spelling rule of the target would do: the refused address is the one of a user to be removed
    const plan = open(here.folder, creations)
    const { artifact: _, version: __, ...head } = plan.head
    const same = { ...[...plan.records][0]!, key: String(removal!['key']) }
    publish(here.folder, part(await fill(draft(creations), [same]), head))
    const details = { email: [{ description: 'taken', error: 'DuplicateValue' }] }
    here.interfere((_, { method, path }: Asked) => {
      if (method === 'POST' && path.endsWith('/users'))
        return { status: 422, body: { error: 'RecordInvalid', details } }
      return path.endsWith('/users/search') ? { body: { users: [] } } : undefined
    })
    assert.is((await synced(here)).code, 0)
    assert.equal([receipts(here, 'create')[0]!['outcome'], receipts(here, 'create')[0]!['id']], ['conflict', null])
    assert.is(receipts(here, 'delete')[0]!['error'], 'its address refused a creation of this plan')
  }),
)

sync('a user that carries the external id already is unchanged, without a second creation', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here, { words: ['create'] })
    writeFileSync(join(here.folder, 'receipts.ndjson'), '')
    await synced(here, { words: ['create'] })
    assert.equal(outcomes(here, 'create'), ['unchanged'])
    assert.is(writes(here).filter(({ method }) => method === 'POST').length, 1)
  }),
)

for (const applied of [true, false]) {
  const then = applied ? 'was applied: nobody is created twice' : 'was not applied: it is sent once more, after a look'
  sync(`a creation whose answer is lost and that ${then}`, () =>
    at(changing(), async (here) => {
      await compared(here)
      let posts = 0
      here.interfere(async (_, { method, path, headers, body }: Asked) => {
        if (method !== 'POST' || !path.startsWith('/api/v2/users') || ++posts > 1) return undefined
        if (applied) {
          const again = {
            method,
            headers: { authorization: String(headers['authorization']), 'content-type': 'application/json' },
          }
          await fetch(`${here.box.zendesk.url}${path}`, { ...again, body: JSON.stringify(body) })
        }
        return { status: 502, body: 'Bad gateway' }
      })
      const { code, line } = await synced(here, { words: ['create'] })
      assert.is(code, 0, line)
      assert.equal(outcomes(here, 'create'), ['applied'])
      assert.is(here.box.world.zendesk.users.filter(({ email }) => email === 'person100@acme.test').length, 1)
      assert.is(posts, 2) // the lost one, and either the test's own or the second try
    }),
  )
}

sync('a move of a user with several organizations is a conflict: an update would drop the others', () =>
  at(changing(), async (here) => {
    here.box.world.zendesk.organization_memberships.push({ user_id: 5101, organization_id: 901, default: false })
    await compared(here)
    await synced(here)
    const [receipt] = receipts(here, 'update')
    assert.is(receipt!['outcome'], 'conflict')
    assert.match(String(receipt!['error']), 'several organizations')
    const asked = here.box.requests.filter(({ path }) => path.endsWith('/organization_memberships'))
    assert.equal(
      asked.map(({ path }) => path),
      ['/api/v2/users/5101/organization_memberships'],
    )
  }),
)

sync('what a target drops without a word is failed, with what it stored', () =>
  at(
    changing(),
    async (here) => {
      await compared(here)
      const { code } = await synced(here)
      assert.is(code, 3)
      const [removal] = receipts(here, 'delete')
      assert.equal([removal!['outcome'], removal!['error']], ['failed', 'target stored active true'])
    },
    { userFields: [] },
  ),
)

sync(
  'an entry that fails in a completed job is failed, the others are applied, and the next sync tries it again',
  () => {
    const failing = new Set([5101])
    return at(
      changing(),
      async (here) => {
        await compared(here)
        assert.is((await synced(here)).code, 3)
        const [receipt] = receipts(here, 'update')
        assert.match(String(receipt!['error']), 'UserUpdateError')
        assert.equal(outcomes(here, 'update'), ['failed', 'applied'])
        failing.clear()
        assert.is((await synced(here)).code, 0)
        assert.equal(outcomes(here, 'update'), ['applied', 'applied'])
      },
      { failing },
    )
  },
)

sync('batches have at most a hundred users, and at most twenty jobs are under way', () => {
  const people = Array.from({ length: 2_250 }, (_, n) => n)
  const world = worldOf({
    equal: 0,
    contacts: people.map((n) => contactOf(n)),
    users: people.map((n) => userOf(n, { name: 'Old Name' })),
  })
  return at(
    world,
    async (here) => {
      here.settings(({ limits }) => Object.assign(limits, { update: { count: 5000, share: 1 } }))
      await compared(here)
      let polls = 0
      let most = 0
      // no job ends before twenty of them are waited for together, or never would be
      here.interfere((_, { path, query }: Asked) => {
        if (!path.endsWith('/job_statuses/show_many')) return undefined
        const ids = query.get('ids')!.split(',')
        most = Math.max(most, ids.length)
        if (most >= 20 || ++polls > 100) return undefined
        return { body: { job_statuses: ids.map((id) => ({ id, status: 'working', results: null })) } }
      })
      const { code } = await synced(here)
      assert.is(code, 0)
      assert.is(here.json('updated.json').records.filter(({ outcome }) => outcome === 'applied').length, 2_250)
      const puts = writes(here).map(({ body }) => (body as { users: unknown[] }).users.length)
      assert.is(Math.max(...puts), 100)
      assert.is(puts.length, 23)
      assert.is(most, 20)
      assert.is(here.box.requests.filter(({ status }) => status >= 400).length, 0)
    },
    { speed: 20_000 },
  )
})

sync('only the kinds that are named are sent; the others are not-sent', () =>
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

sync('removals wait while creations are held, updates go on, and an approval sends just the named kind', () =>
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

sync('an approval with other numbers, of another plan or of no sense sends nothing', () =>
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

sync('plan files of two plans, an old plan, or changed settings are exit 5 and send nothing', () =>
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

const present = (here: Place, find: Source['present']) => ({
  instance: (instance: Parameters<NonNullable<Parameters<typeof synced>[1]>['instance'] & object>[0]) => ({
    ...instance,
    source: async () => ({ from: here.env['SALESFORCE_LOGIN_URL']!, contacts: async function* () {}, present: find! }),
  }),
})

sync('people whom the source has after all are a conflict and stay', () =>
  at(changing(), async (here) => {
    await compared(here)
    const { code } = await synced(
      here,
      present(here, async (people) => new Set(people.map(({ id }) => id))),
    )
    assert.is(code, 0)
    assert.equal(
      receipts(here, 'delete').map(({ outcome, error }) => [outcome, error]),
      [['conflict', 'the source has this person after all']],
    )
    assert.is(userAt(here, 5103).user_fields['not_in_sfdc'], null)
  }),
)

sync('a check of absence that fails sends no removal, and what was done before has its receipts', () =>
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

sync('a remote that goes away in the middle is exit 9, and every record still has its receipt', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.interfere((_, { method, path }: Asked) =>
      method === 'GET' && path.endsWith('/organization_memberships')
        ? { status: 200, body: '<html>down</html>' }
        : undefined,
    )
    const { code } = await synced(here)
    assert.is(code, 9)
    assert.equal(
      kinds.map((kind) => receipts(here, kind).length),
      [1, 2, 1],
    )
    assert.equal(outcomes(here, 'create'), ['applied'])
    assert.equal(outcomes(here, 'delete'), ['not-sent'])
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'update'), ['applied', 'applied'])
    assert.ok(readFileSync(join(here.folder, 'receipts.ndjson'), 'utf8').endsWith('\n'))
  }),
)

sync('what was sent is never called not-sent when the remote goes away before it can be read back', () =>
  at(changing(), async (here) => {
    await compared(here)
    let put = false
    here.interfere((_, { method, path }: Asked) => {
      put ||= method === 'PUT'
      return put && path.endsWith('/show_many') ? { status: 200, body: '<html>down</html>' } : undefined
    })
    assert.is((await synced(here)).code, 9)
    assert.equal(outcomes(here, 'update'), ['failed', 'failed'])
    assert.match(String(receipts(here, 'update')[0]!['error']), 'it was sent')
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'delete'), ['applied'])
  }),
)

sync('a write that the credential may not do is exit 8 and not a failure of every record', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.interfere((_, { method, path }: Asked) =>
      method === 'POST' && path.startsWith('/api') ? { status: 403, body: { error: 'Forbidden' } } : undefined,
    )
    const { code } = await synced(here)
    assert.is(code, 8)
    assert.equal(outcomes(here, 'create'), ['not-sent'])
  }),
)

sync('the limit counts the whole plan: what is left of an approved kind takes the same words again', () => {
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
    { failing },
  )
})

sync('a plan is sent to the target it was made with and to no other', () =>
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

sync('removals wait for held creations also when they alone are asked for or approved', () =>
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

sync('two kinds that are held are approved in one go', () =>
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

sync('a plan file that is replaced while it is applied stops the run before a line of it is used', () =>
  at(changing(), async (here) => {
    await compared(here)
    const other = here.text('delete.json').replaceAll('5103', '5007')
    here.interfere((_, { method, path }: Asked) => {
      if (method === 'POST' && path.endsWith('/users')) writeFileSync(join(here.folder, 'delete.json'), other)
      return undefined
    })
    const { code, line } = await synced(here)
    assert.is(code, 7, line)
    assert.is(userAt(here, 5007).user_fields['not_in_sfdc'], null)
  }),
)

sync('planned is the sum of the outcomes over random plans, failures and lost folders', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ create: fc.nat(25), update: fc.nat(15), remove: fc.nat(6), failing: fc.nat(20), lost: fc.boolean() }),
      async ({ create, update, remove, failing, lost }) => {
        const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)
        const world = worldOf({
          equal: 60,
          contacts: [...range(100, create), ...range(200, update)].map((n) => contactOf(n)),
          users: [
            ...range(200, update).map((n) => userOf(n, { name: 'Old Name' })),
            ...range(300, remove).map((n) => userOf(n)),
          ],
        })
        const refuses = new Set(range(5200, failing))
        await at(
          world,
          async (here) => {
            await compared(here)
            const sums = () => kinds.map((kind) => receipts(here, kind).length - here.json(`${kind}.json`).count)
            const first = await synced(here)
            assert.is(first.code, Math.min(update, failing) > 0 ? 3 : 0, first.line)
            assert.equal(sums(), [0, 0, 0])
            refuses.clear()
            if (lost) writeFileSync(join(here.folder, 'receipts.ndjson'), '')
            const second = await synced(here)
            assert.is(second.code, 0, second.line)
            assert.equal(sums(), [0, 0, 0])
            const left = kinds
              .flatMap((kind) => outcomes(here, kind))
              .filter((one) => one !== 'applied' && one !== 'unchanged')
            assert.equal(left, [])
          },
          { failing: refuses, speed: 20_000 },
        )
      },
    ),
    { numRuns: 6, seed: 11, examples: [[{ create: 20, update: 0, remove: 0, failing: 0, lost: true }]] },
  ),
)

sync.run()
