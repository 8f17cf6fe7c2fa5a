// Creations in jobs of a hundred: who may do it, who was created, and what becomes of the others.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { LoggedRequest } from '../../../lib/sandbox/log.ts'
import type { Options } from '../../../lib/sandbox/options.ts'
import type { ZendeskSettings } from '../../../lib/targets/zendesk/settings.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactId, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const many = suite('zendesk: creations in jobs')

interface Plan extends Options {
  create?: ZendeskSettings['create']
  /** Creations of the plan. */
  count?: number
  jobDeadline?: number
}

/** A plan of creations, in an account with bulk imports. */
const planned = (
  { create = 'many', count = 120, jobDeadline = 30, ...options }: Plan,
  work: (here: Place) => Promise<void>,
) =>
  at(
    worldOf({ contacts: Array.from({ length: count }, (_, n) => contactOf(100 + n)) }),
    async (here) => {
      here.settings(({ limits, target }) => {
        Object.assign(limits.create, { count: 1_000, share: 1 })
        Object.assign(target, { create, jobDeadline })
      })
      await compared(here)
      here.box.requests.length = 0
      await work(here)
    },
    { ...options, zendesk: { bulkImports: true, jobSeconds: 1, ...options.zendesk } },
  )

const isJob = ({ method, path }: Pick<LoggedRequest, 'method' | 'path'>) =>
  method === 'POST' && path.endsWith('/create_many')
const isSingle = ({ method, path }: Pick<LoggedRequest, 'method' | 'path'>) =>
  method === 'POST' && path.endsWith('/users')
const jobs = ({ box }: Place) => box.requests.filter(isJob)
const singles = ({ box }: Place) => box.requests.filter(isSingle)
const state = ({ folder }: Place) => join(folder, 'state', 'bulk-import.json')

/** Throws if somebody was created twice, or if the receipts are not those of the users that are there. */
function assertOnce(here: Place): void {
  const users = here.box.world.zendesk.users.filter(({ active }) => active)
  const names = users.map(({ email }) => email)
  assert.is(new Set(names).size, names.length, 'somebody is there twice')
  for (const { id, key, outcome } of receipts(here, 'create'))
    if (outcome === 'applied') assert.is(users.find(({ email }) => email === key)?.id, Number(id))
}

many('99 users are one job, without a mail, and each receipt has what is stored', () =>
  planned({}, async (here) => {
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.is(line, 'create 120 applied')
    const bodies = jobs(here).map(({ body }) => (body as { users: Record<string, unknown>[] }).users)
    assert.equal(bodies.map(({ length }) => length).sort(), [21, 99])
    assert.equal(new Set(bodies.flat().map((user) => user['skip_verify_email'])), new Set([true]))
    assert.equal(
      [singles(here).length, receipts(here, 'create')[0]!['to']],
      [
        0,
        {
          active: true,
          attributes: {},
          email: 'person100@acme.test',
          externalId: `salesforce:${contactId(100)}`,
          groups: [],
          name: 'Person 100',
          organization: '901',
        },
      ],
    )
    assertOnce(here)
  }),
)

many('auto asks once: after a 403 users are created one by one, and the next run does not ask', () =>
  planned({ create: 'auto', zendesk: { bulkImports: false } }, async (here) => {
    const { code, line, said } = await synced(here)
    assert.equal([code, line], [0, 'create 120 applied'])
    assert.is(said.filter((one) => one.includes('bulk imports are not open')).length, 1)
    assert.equal([jobs(here).length, singles(here).length], [1, 120])
    const kept = JSON.parse(readFileSync(state(here), 'utf8'))
    assert.is(kept.url, here.box.zendesk.url)

    here.box.world.salesforce.contacts.push(...Array.from({ length: 10 }, (_, n) => contactOf(300 + n) as never))
    await compared(here)
    here.box.requests.length = 0
    assert.is((await synced(here)).line, 'create 10 applied')
    assert.is(jobs(here).length, 0)

    writeFileSync(
      state(here),
      JSON.stringify({ ...kept, refused: new Date(Date.now() - 8 * 86_400_000).toISOString() }),
    )
    here.box.world.salesforce.contacts.push(...Array.from({ length: 10 }, (_, n) => contactOf(320 + n) as never))
    await compared(here)
    assert.is((await synced(here)).line, 'create 10 applied')
    assert.is(jobs(here).length, 1, 'a week later it asks again')
  }),
)

many('a 403 of an account that refuses every creation is exit 8, and is not kept', () =>
  planned({ create: 'auto' }, async (here) => {
    here.interfere((_, asked) =>
      isJob(asked) || isSingle(asked) ? { status: 403, body: { error: 'Forbidden' } } : undefined,
    )
    assert.is((await synced(here)).code, 8)
    assert.not(existsSync(state(here)))
  }),
)

many('a 403 with Retry-After is a wait, and no refusal', () =>
  planned({ create: 'auto', count: 20 }, async (here) => {
    let isFirst = true
    here.interfere((_, asked) => {
      if (!isJob(asked) || !isFirst) return undefined
      isFirst = false
      return { status: 403, headers: { 'retry-after': '1' }, body: { error: 'Forbidden' } }
    })
    assert.is((await synced(here)).line, 'create 20 applied')
    assert.equal([jobs(here).length, singles(here).length], [2, 0])
  }),
)

many('"many" in an account without bulk imports is exit 7 and creates nobody; "one" never asks', async () => {
  await planned({ zendesk: { bulkImports: false } }, async (here) => {
    const { code, line } = await synced(here)
    assert.is(code, 7)
    assert.match(line, 'target.create is "many"')
    assert.is(singles(here).length, 0)
  })
  await planned({ create: 'one', count: 10 }, async (here) => {
    assert.is((await synced(here)).line, 'create 10 applied')
    assert.equal([jobs(here).length, singles(here).length], [0, 10])
  })
})

many('auto creates as many as go out at once one by one, and more in a job', async () => {
  for (const [count, inJobs] of [
    [5, 0],
    [6, 1],
  ] as const)
    await planned({ create: 'auto', count }, async (here) => {
      assert.is((await synced(here)).line, `create ${count} applied`)
      assert.is(jobs(here).length, inJobs)
    })
})

many('a duplicate is a conflict that names the owner, and the others of its job are created', () =>
  planned({ count: 20 }, async (here) => {
    const owner = userOf(9_000, { email: 'person105@acme.test', external_id: null })
    here.box.world.zendesk.users.push({ ...here.box.world.zendesk.users[0]!, ...owner, identities: [] } as never)
    const { code, line } = await synced(here)
    assert.equal([code, line], [0, 'create 19 applied, 1 conflict'])
    const refused = receipts(here, 'create').find(({ outcome }) => outcome === 'conflict')!
    assert.equal([refused['key'], refused['id']], ['person105@acme.test', '14000'])
    assert.is(singles(here).length, 1)
  }),
)

many('who was created is read by external id, whatever the order and the places of the results', () =>
  planned({ count: 20 }, async (here) => {
    here.interfere((_, asked) => {
      if (!isJob(asked)) return undefined
      const { users } = asked.body as { users: { email: string }[] }
      users.reverse()
      users[3]!.email = 'not an address'
      return undefined
    })
    const { line } = await synced(here)
    assert.is(line, 'create 20 applied')
    assert.is(singles(here).length, 1)
    assertOnce(here)
  }),
)

for (const [kind, count, line] of [
  ['reset-after', 1, 'create 120 applied'],
  ['reset-before', 1, 'create 120 applied'],
  ['job-failed', 1, 'create 120 applied'],
  ['job-unfinished', 1, 'create 120 applied'],
  ['job-lost', 1, 'create 120 applied'],
  ['too-many-jobs', 2, 'create 120 applied'],
] as const)
  many(`${kind}: nobody is created twice, and all are created`, () =>
    planned(
      { jobDeadline: 8, faults: { zendesk: [{ kind, method: 'POST', path: '*/create_many', count }] } },
      async (here) => {
        let last = await synced(here)
        if (last.code === 3) last = await synced(here)
        assert.is(last.code, 0, last.line)
        assert.match(last.line, line)
        assertOnce(here)
      },
    ),
  )

many('answers that are always lost end after three attempts: failed, and the next run creates them', () =>
  planned({ count: 40, jobDeadline: 2 }, async (here) => {
    here.interfere((_, asked) => (isJob(asked) ? { status: 502, body: 'no' } : undefined))
    const { code, line } = await synced(here)
    assert.is(code, 3)
    assert.match(line, 'create 40 failed')
    here.interfere(() => undefined)
    assert.is((await synced(here)).line, 'create 40 applied')
    assertOnce(here)
  }),
)

many('a job that is stuck fails those it did not create, and creates nobody by another way', () =>
  planned(
    {
      count: 40,
      jobDeadline: 1,
      faults: { zendesk: [{ kind: 'job-stuck', method: 'POST', path: '*/create_many' }] },
    },
    async (here) => {
      const { code, line } = await synced(here)
      assert.is(code, 3)
      assert.is(line, 'create 20 applied, 20 failed')
      assert.is(singles(here).length, 0)
      assertOnce(here)
    },
  ),
)

many.run()
