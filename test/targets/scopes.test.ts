// What a sign-in asks for: everything but sync asks to read alone, and a token to read cannot write.

import * as assert from 'uvu/assert'
import type { Options } from '../../lib/sandbox/options.ts'
import type { SystemName } from '../../lib/sandbox/systems.ts'
import { fromGluu, gluuUserOf } from '../kit/gluu-settings.ts'
import { at, type Place, STAGES } from '../kit/pipeline.ts'
import { fromSalesforce } from '../kit/service.ts'
import { compared, stageIn, synced, WORK } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { accounts, changing, contactOf, organizations } from '../kit/worlds.ts'

const scopes = suite('scopes')

/** The scopes that each script asked a system for, as the script was run. */
async function askedBy(here: Place, system: SystemName, scripts: readonly string[]): Promise<Record<string, string[]>> {
  const asked: Record<string, string[]> = {}
  for (const script of scripts) {
    here.box.requests.length = 0
    assert.equal(await runOf(here, script), [0, script])
    asked[script] = here.box.requests.flatMap((one) =>
      one.system === system && /\/tokens?$/.test(one.path) ? [String((one.body as { scope?: string }).scope)] : [],
    )
  }
  return asked
}

/** Runs a stage in this process, another script in one of its own; gives the code and the script. */
async function runOf(here: Place, script: string): Promise<[code: number | null, script: string]> {
  if (script in WORK) return [(await stageIn(here, WORK[script as keyof typeof WORK])).code, script]
  return [(await here.run(script, script === 'explain' ? ['person101@acme.test'] : [])).code, script]
}

const READERS = ['gather-organizations', 'gather-users', 'gather-contacts', 'compare', 'doctor', 'explain']

scopes('Zendesk is asked to read by every script but sync, and sync alone may write', () =>
  at(changing(), async (here) => {
    const asked = await askedBy(here, 'zendesk', [...READERS, 'sync'])
    const read = 'users:read organizations:read read'
    for (const script of ['gather-organizations', 'gather-users', 'doctor'])
      assert.equal([...new Set(asked[script])], [read], script)
    for (const script of ['gather-contacts', 'compare', 'explain']) assert.equal(asked[script], [], script)
    assert.equal([...new Set(asked['sync'])], ['users:read users:write organizations:read read'])
  }),
)

/** A plan is sent by a target that may only read. */
const sentToRead = (here: Place) =>
  synced(here, { instance: (one) => ({ ...one, target: (progress) => one.target(progress, { write: false }) }) })

scopes('a token of Zendesk to read writes nothing: 403 is exit 8 with the scope that it lacks', () =>
  at(changing(), async (here) => {
    await compared(here)
    const before = JSON.stringify(here.box.world.zendesk)
    const { code, line } = await sentToRead(here)
    assert.is(code, 8)
    assert.match(line, 'missing the following required scopes: write')
    assert.is(JSON.stringify(here.box.world.zendesk), before)
    assert.is((await synced(here)).code, 0)
  }),
)

const SCOPES = { read: 'scim.read', write: 'scim.write' }
const options: Options = { scim: { scopes: SCOPES } }
const people = { salesforce: { accounts: accounts(3), contacts: [contactOf(1)] }, scim: { users: [] } }
const target = { readScope: SCOPES.read, tokenScope: SCOPES.write }

scopes('a SCIM service is asked for readScope by every script but sync, which asks for tokenScope', () =>
  fromSalesforce(
    people,
    async (here) => {
      const asked = await askedBy(here, 'scim', [...STAGES.slice(0, 4), 'doctor', 'sync'])
      for (const script of ['gather-organizations', 'gather-users', 'doctor'])
        assert.ok(
          asked[script]!.every((scope) => scope === SCOPES.read),
          script,
        )
      assert.ok(asked['gather-users']!.length > 0)
      assert.equal([...new Set(asked['sync'])], [SCOPES.write])
      assert.is(here.box.world.scim.users.length, 1)
    },
    { target, options },
  ),
)

scopes('a token of a SCIM service to read writes nothing', () =>
  fromSalesforce(
    people,
    async (here) => {
      await compared(here)
      const { code, line } = await sentToRead(here)
      assert.equal([code, line], [3, 'create 1 failed'])
      assert.match(here.text('created.json'), 'SCIM answered 403: insufficient scope')
      assert.is(here.box.world.scim.users.length, 0)
    },
    { target, options },
  ),
)

scopes('a SCIM service without readScope is asked for tokenScope by every script', () =>
  fromSalesforce(
    people,
    async (here) => {
      await compared(here)
      assert.is((await synced(here)).line, 'create 1 applied')
      const asked = here.box.requests.filter(({ system, path }) => system === 'scim' && path.endsWith('/token'))
      for (const { body } of asked) assert.is((body as { scope: string }).scope, 'api')
    },
    { target: { tokenScope: 'api' } },
  ),
)

scopes('Gluu is asked to read users, also by sync', () =>
  at(
    {
      zendesk: { organizations: organizations(3), users: [], organization_memberships: [] },
      gluu: { users: [gluuUserOf(1)] },
    },
    async (here) => {
      fromGluu(here)
      const asked = await askedBy(here, 'gluu', [...STAGES, 'doctor'])
      assert.equal([...new Set(Object.values(asked).flat())], ['https://gluu.org/scim/users.read'])
    },
  ),
)

scopes.run()
