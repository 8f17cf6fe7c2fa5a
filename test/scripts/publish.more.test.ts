// Files under a running sync: no stage replaces them, and a plan that was replaced all the same has its receipts.

import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { LOCK, lock, lockSoon } from '../../lib/artifacts/lock.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { EARLIER } from '../../lib/sync/journal.ts'
import { at } from '../kit/pipeline.ts'
import { receipts } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const publishing = suite('publishing')

publishing('gathers and compare end with 6 while a sync runs, and leave the files', () =>
  at(changing(), async (here) => {
    await compared(here)
    const release = lock([join(here.folder, LOCK)])
    for (const stage of ['gather-organizations', 'gather-users', 'gather-contacts', 'compare'] as const) {
      const file = { compare: 'create.json' }[stage as string] ?? `${stage.replace('gather-', '')}.json`
      const before = here.text(file)
      const { code, said } = await here.run(stage)
      assert.is(code, 6, said)
      assert.is(here.text(file), before)
    }
    release()
    assert.is((await here.run('compare')).code, 0)
  }),
)

publishing('a lock that another stage holds for its renames is waited for, one of a sync is not', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'publish-')), LOCK)
  const first = lock([path], 'publish')
  const second = lockSoon([path], 'publish')
  first()
  const release = await second
  release()
  const held = lock([path])
  const started = performance.now()
  const { code } = await lockSoon([path], 'publish').catch((error) => error)
  assert.is(code, 6)
  assert.ok(performance.now() - started < 1_000)
  held()
  rmSync(join(path, '..'), { recursive: true })
})

publishing(
  'a plan that is replaced while it is applied has all its receipts, and the next sync keeps the journal',
  () =>
    at(changing(), async (here) => {
      await compared(here)
      const { plan } = here.json('create.json')
      const planned = here.json('update.json').count
      let isReplaced = false
      here.interfere((_, { method }: RemoteRequest) => {
        if (method === 'GET' || isReplaced) return undefined
        isReplaced = true
        for (const kind of ['create', 'update', 'delete']) {
          const path = join(here.folder, `${kind}.json`)
          copyFileSync(path, `${path}.other`)
          writeFileSync(`${path}.other`, readFileSync(path, 'utf8').replaceAll(plan, 'f'.repeat(64)))
          renameSync(`${path}.other`, path)
        }
        return undefined
      })
      const { code } = await synced(here)
      assert.ok(isReplaced)
      assert.is(code, 0)
      assert.is(here.json('updated.json').plan, plan)
      assert.is(receipts(here, 'update').length, planned)
      here.interfere(() => undefined)
      const journal = here.text('receipts.ndjson')
      await compared(here)
      await synced(here)
      assert.is(readFileSync(join(here.folder, EARLIER), 'utf8'), journal)
      assert.ok(existsSync(join(here.folder, 'receipts.ndjson')))
    }),
)

publishing('receipts of another instance are refused before anything is sent', () =>
  at(changing(), async (here) => {
    await compared(here)
    writeFileSync(
      join(here.folder, 'receipts.ndjson'),
      `${JSON.stringify({ instance: 'other', plan: here.json('create.json').plan })}\n`,
    )
    const { code, said } = await here.run('sync')
    assert.is(code, 7, said)
    assert.match(said, 'receipts.ndjson is of instance other, not us-gov')
    assert.is(
      here.box.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v2/users')).length,
      0,
    )
  }),
)

publishing('a plan of another source is refused before anything is sent, though it removes nobody', () =>
  at(changing(), async (here) => {
    await compared(here)
    const { code, said } = await here.run('sync', [], { SALESFORCE_LOGIN_URL: here.box.scim.url })
    assert.is(code, 5, said)
    assert.match(said, 'this plan was made with the source')
  }),
)

publishing.run()
