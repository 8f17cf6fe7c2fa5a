// Salesforce to better-auth's SCIM: names in name.formatted, no paging, no `active`, a PATCH that knows few paths.

import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import type { ScimSettings } from '../../../lib/targets/scim/settings.ts'
import { type BetterAuth, betterAuthServer } from '../../kit/better-auth.ts'
import { found } from '../../kit/looks.ts'
import { type Place, place } from '../../kit/pipeline.ts'
import { FREE } from '../../kit/scim-settings.ts'
import { compared, synced } from '../../kit/stages.ts'
import { instance } from '../../kit/stands.ts'
import { suite } from '../../kit/suite.ts'
import { accounts, contactId, contactOf } from '../../kit/worlds.ts'

const server = suite('better-auth')

/** What doctor asks for, one after the other. */
const MENDED: Partial<ScimSettings> = { paging: 'none', name: 'name.formatted', removal: 'delete' }

async function against(
  work: (here: Place, remote: BetterAuth) => Promise<void>,
  settings: Partial<ScimSettings> = MENDED,
): Promise<void> {
  const remote = await betterAuthServer()
  const here = await place({ salesforce: { accounts: accounts(3), contacts: [1, 2, 3].map((n) => contactOf(n)) } })
  process.env['BETTER_AUTH_TOKEN'] = remote.token
  const network = { deadline: 60, tries: 2, firstWait: 0.01 }
  here.settings((one) => {
    const target = { use: 'scim', url: remote.url, token: '$BETTER_AUTH_TOKEN', network, settle: 0.05, ...settings }
    Object.assign(one, { target, protect: [], scope: 'managed', limits: FREE })
  })
  try {
    await work(here, remote)
  } finally {
    await Promise.all([here.end(), remote.close()])
  }
}

async function twice(here: Place, line: string): Promise<void> {
  await compared(here)
  const { code, line: said } = await synced(here)
  assert.equal([code, said], [0, line])
  await compared(here)
  assert.is((await synced(here)).line, 'nothing to do')
}

const people = ({ store }: BetterAuth) => store['user']!.map(({ email, name }) => [email, name]).sort()

for (const update of ['patch', 'replace'] as const)
  server(`people are made, renamed, get another address and are deleted (${update})`, () =>
    against(
      async (here, remote) => {
        await twice(here, 'create 3 applied')
        assert.equal(people(remote)[0], ['person1@acme.test', 'Person 1'])
        assert.ok(remote.store['account']!.some(({ accountId }) => accountId === `salesforce:${contactId(1)}`))
        const { contacts } = here.box.world.salesforce
        Object.assign(contacts[0]!, { Name: 'Ann Lee' })
        await twice(here, 'update 1 applied')
        Object.assign(contacts[1]!, { Email: 'new2@acme.test' })
        await twice(here, 'update 1 applied')
        contacts.pop()
        await twice(here, 'delete 1 applied')
        assert.equal(people(remote), [
          ['new2@acme.test', 'Person 2'],
          ['person1@acme.test', 'Ann Lee'],
        ])
      },
      { ...MENDED, update },
    ),
  )

/** What doctor says of the target, with two people there. */
async function looked(settings: Partial<ScimSettings>): Promise<Record<string, string>> {
  let seen: Record<string, string> = {}
  await against(async (here, { token, url }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
    for (const userName of ['a@acme.test', 'b@acme.test']) {
      const made = await fetch(`${url}/Users`, { method: 'POST', headers, body: JSON.stringify({ userName }) })
      assert.is(made.status, 201)
    }
    Object.assign(process.env, here.env)
    const target = await instance(here).target({ ...progressCounts(), say: () => undefined })
    seen = await found(target.checks!())
  }, settings)
  return seen
}

server('doctor names every setting that it needs', async () => {
  const seen = await looked({})
  assert.match(seen['writable']!, 'active is readOnly. Nobody can be deactivated: set "removal": "delete"')
  assert.match(seen['writable']!, 'displayName is readOnly. Set target.name to "name.formatted"')
  assert.match(seen['paging']!, 'set target.paging to "none"')
  assert.match(seen['optional pages']!, '/Me (404')
  const fixed = await looked(MENDED)
  assert.is(fixed['writable'], 'all that is written')
  assert.not.ok(
    Object.values(fixed).some((one) => one.startsWith('wrong')),
    JSON.stringify(fixed),
  )
})

server.run()
