// sync after a kill, a lost answer or a remote that went away: run again, it finishes, and nothing is done twice.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { kinds } from '../../lib/artifacts/records.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { at } from '../kit/pipeline.ts'
import { outcomes, receipts, writes } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const resume = suite('sync: resume')

resume('run again it sends nothing', () =>
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

resume('with the folder gone after a sync, the read-back alone makes it right', () =>
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

resume('a torn last line is ignored and what it told is read back', () =>
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

resume('a damaged line elsewhere is exit 7 and sends nothing', () =>
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

/** What a run of another plan left when it was killed. */
const OTHER_PLAN = [
  { instance: 'us-gov', plan: 'f'.repeat(64) },
  { job: 'V3-aaaa', keys: ['person1@acme.test'], kind: 'update' },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('')

resume("another plan's jobs are waited for before anything is sent, then its receipts are given up", () =>
  at(changing(), async (here) => {
    await compared(here)
    writeFileSync(join(here.folder, 'receipts.ndjson'), OTHER_PLAN)
    let asked = 0
    here.interfere((_, { path, query }: RemoteRequest) => {
      if (!path.endsWith('/show_many') || query.get('ids') !== 'V3-aaaa') return undefined
      assert.is(writes(here).length, 0)
      return { body: { job_statuses: [{ id: 'V3-aaaa', status: ++asked > 1 ? 'completed' : 'working', results: [] }] } }
    })
    assert.is((await synced(here)).code, 0)
    assert.is(asked, 2)
    assert.is(JSON.parse(here.text('receipts.ndjson').split('\n')[0]!).plan, here.json('create.json').plan)
  }),
)

resume("another plan's jobs are not forgotten when they cannot be asked for", () =>
  at(changing(), async (here) => {
    await compared(here)
    writeFileSync(join(here.folder, 'receipts.ndjson'), OTHER_PLAN)
    here.interfere((_, { path }: RemoteRequest) =>
      path.endsWith('/job_statuses/show_many') ? { body: {} } : undefined,
    )
    assert.is((await synced(here)).code, 9)
    assert.is(here.text('receipts.ndjson'), OTHER_PLAN)
    assert.equal(writes(here), [])
  }),
)

for (const applied of [true, false]) {
  const then = applied ? 'was applied: nobody is created twice' : 'was not applied: it is sent once more, after a look'
  resume(`a creation whose answer is lost and that ${then}`, () =>
    at(changing(), async (here) => {
      await compared(here)
      let posts = 0
      here.interfere(async (_, { method, path, headers, body }: RemoteRequest) => {
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

resume(
  'a creation that a killed run left under way, carried out after the look for it, is found and not a conflict',
  () =>
    at(changing(), async (here) => {
      await compared(here)
      let posts = 0
      here.interfere(async (_, { method, path, headers, body }: RemoteRequest) => {
        if (path.endsWith('/users/search')) return { body: { users: [] } } // its index is behind
        if (method !== 'POST' || !path.startsWith('/api/v2/users') || ++posts > 1) return undefined
        const again = { authorization: String(headers['authorization']), 'content-type': 'application/json' }
        await fetch(`${here.box.zendesk.url}${path}`, { method, headers: again, body: JSON.stringify(body) })
        return undefined
      })
      const { code, line } = await synced(here, { words: ['create'] })
      assert.is(code, 0, line)
      assert.equal([outcomes(here, 'create'), posts], [['unchanged'], 2])
    }),
)

resume('a remote that goes away in the middle is exit 9, and every record still has its receipt', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.interfere((_, { method, path }: RemoteRequest) =>
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

resume('what was sent is never called not-sent when the remote goes away before it can be read back', () =>
  at(changing(), async (here) => {
    await compared(here)
    let put = false
    here.interfere((_, { method, path }: RemoteRequest) => {
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

resume('a write that the credential may not do is exit 8 and not a failure of every record', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.interfere((_, { method, path }: RemoteRequest) =>
      method === 'POST' && path.startsWith('/api') ? { status: 403, body: { error: 'Forbidden' } } : undefined,
    )
    const { code } = await synced(here)
    assert.is(code, 8)
    assert.equal(outcomes(here, 'create'), ['not-sent'])
  }),
)

resume(
  'a user made by a request whose answer was lost is found by its external id, also when search does not know it yet',
  () =>
    at(changing(), async (here) => {
      await compared(here)
      here.box.faults.zendesk.add({ kind: 'reset-after', method: 'POST', path: '/api/v2/users' })
      here.interfere((_, { path }: RemoteRequest) =>
        path.endsWith('/users/search') ? { body: { users: [] } } : undefined,
      )
      assert.is((await synced(here, { words: ['create'] })).code, 0)
      const posts = here.box.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/users'))
      assert.equal([here.json('created.json').records[0]!['outcome'], posts.length], ['applied', 1])
    }),
)

resume.run()
