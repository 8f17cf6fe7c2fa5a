// Two stops of DESIGN: too many organizations that would lose everybody, and writes that keep failing.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { JOURNAL } from '../../lib/sync/journal.ts'
import { planned } from '../kit/jobs.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts, userAt, writes } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, organizations, userOf, worldOf } from '../kit/worlds.ts'

const stop = suite('sync: stops')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** Three users in each of `n` organizations, whom no contact has; 99 others who stay. */
function emptying(n: number) {
  const users = range(0, n).flatMap((home) =>
    range(0, 3).map((one) => userOf(1000 + 10 * home + one, { organization_id: 920 + home })),
  )
  const world = worldOf({ equal: 99, users })
  world.zendesk.organizations.push(...organizations(20 + n).slice(20))
  return world
}

const generous = (here: Place) =>
  here.settings(({ limits }) => Object.assign(limits.delete, { count: 100, share: 0.5, organizations: 3 }))

stop('three organizations may lose all their users, within the other limits', () =>
  at(emptying(3), async (here) => {
    generous(here)
    await compared(here)
    assert.equal(here.json('delete.json')['emptiedOrganizations'], ['920', '921', '922'])
    assert.is((await synced(here)).code, 0)
    assert.is(userAt(here, 6000).user_fields['not_in_sfdc'], true)
  }),
)

stop('a fourth one holds all removals: the message names them, the limit, and how to approve', () =>
  at(emptying(4), async (here) => {
    generous(here)
    await compared(here)
    const { code, said } = await synced(here)
    assert.is(code, 4)
    const [message = ''] = said
    assert.match(
      message,
      'sync us-gov: delete waits for approval: 4 organizations would keep none of their active users in scope; the limit is 3',
    )
    assert.match(message, 'instances.us-gov.limits.delete.organizations\n  the first of them: 920, 921, 922, 923')
    assert.equal(new Set(outcomes(here, 'delete')), new Set(['not-sent']))
    assert.equal(writes(here), [])
    const approve = /--approve (\S+)/.exec(message)![1]!
    assert.is((await synced(here, { flags: { approve } })).code, 0)
    assert.is(userAt(here, 6000).user_fields['not_in_sfdc'], true)
  }),
)

stop('an organization that gets somebody new is not one that loses everybody', () => {
  const world = emptying(4)
  world.salesforce.contacts.push(contactOf(500, { AccountId: world.salesforce.accounts[0]!.Id }))
  world.zendesk.organizations.find(({ id }) => id === 923)!.organization_fields.salesforce_id =
    world.salesforce.accounts[0]!.Id
  world.zendesk.organizations = world.zendesk.organizations.filter(({ id }) => id !== 900)
  for (const user of world.zendesk.users as { organization_id: number }[]) {
    if (user.organization_id === 900) user.organization_id = 923
  }
  return at(world, async (here) => {
    generous(here)
    await compared(here)
    assert.equal(here.json('delete.json')['emptiedOrganizations'], ['920', '921', '922'])
  })
})

/** 150 to create, 40 to update, 3 to remove. */
const much = () =>
  worldOf({
    equal: 400,
    contacts: [...range(500, 650), ...range(700, 740)].map((n) => contactOf(n)),
    users: [...range(700, 740).map((n) => userOf(n, { name: 'Old Name' })), ...range(800, 803).map((n) => userOf(n))],
  })

const refused = { status: 422, body: { error: 'RecordInvalid', description: 'Record validation errors', details: {} } }

stop('when more than a fifth of the writes fail, the rest of all kinds is not sent, and the next run tries it', () =>
  at(much(), async (here) => {
    await compared(here)
    here.interfere((_, { method, path }) => (method === 'POST' && path.endsWith('/users') ? refused : undefined))
    const { code, line } = await synced(here)
    assert.is(code, 3)
    const why = '\\(stopped: \\d+ of \\d+ writes failed\\)'
    // the job of the updates may have begun beside the creations
    const beside = `update 40 (applied|not-sent ${why})`
    assert.match(line, new RegExp(`^create 99 failed, 51 not-sent ${why}; ${beside}; delete 3 not-sent ${why}`))
    const posts = writes(here).filter(({ path }) => path.endsWith('/users'))
    assert.is(posts.length, 99, 'the batch in hand is finished')
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
    assert.equal(new Set(receipts(here, 'create').map(({ outcome }) => outcome)), new Set(['applied']))
  }),
)

stop('a fifth that fails stops nothing', () =>
  at(much(), async (here) => {
    await compared(here)
    let n = 0
    here.interfere((_, { method, path }) =>
      method === 'POST' && path.endsWith('/users') && n++ % 5 === 4 ? refused : undefined,
    )
    const { code, line } = await synced(here)
    assert.is(code, 3)
    assert.match(line, 'create 120 applied, 30 failed; update 40 applied; delete 3 applied')
  }),
)

stop('who is there already is no write, and does not hide that the others fail', () =>
  at(much(), async (here) => {
    await compared(here)
    await synced(here, { interrupted: () => writes(here).some(({ path }) => path.endsWith('/users')) })
    rmSync(join(here.folder, JOURNAL))
    let n = 0
    here.interfere((_, { method, path }) =>
      method === 'POST' && path.endsWith('/users') && n++ < 20 ? refused : undefined,
    )
    const { code, line } = await synced(here)
    assert.is(code, 3)
    assert.match(
      line,
      /create 31 applied, 99 unchanged, 20 failed; .*; delete 3 not-sent \(stopped: \d+ of \d+ writes failed\)/,
    )
  }),
)

stop('updates that are all refused are not all tried one by one', () =>
  planned(600, async (here) => {
    here.interfere((_, { path }) => (path.endsWith('/update_many') ? refused : undefined))
    const { code, line } = await synced(here)
    assert.is(code, 3, line)
    assert.ok(writes(here).length < 300, `${writes(here).length} requests`)
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
  }),
)

stop('a batch that fails as a whole and then record by record counts once for each record', () =>
  at(much(), async (here) => {
    await compared(here)
    let first = true
    here.interfere((_, { path, body }) => {
      const users = (body as { users?: unknown[] } | null)?.users ?? []
      if (!path.endsWith('/update_many') || users.length < 40 || !first) return undefined
      first = false
      return refused
    })
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.match(line, 'create 150 applied; update 40 applied; delete 3 applied')
  }),
)

stop.run()
