// Permission sets between runs, what doctor says of an instance, one that lacks an operation; the key is told nowhere.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import { instances } from '../../../lib/config/config.ts'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { compared, gathered, type Outcome, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { send } from '../../kit/wire.ts'
import { zeeneaUserOf as userOf } from '../../kit/zeenea-settings.ts'
import { configure, GROUPS, operationOf, personOf, SETS, toZeenea, watching, worldOf } from '../../kit/zeenea-target.ts'

const settings = suite('Zeenea: settings')

const BY_NAME = { permissionSets: [{ group: 'stewards', set: 'Data Steward' }] }
const BY_ID = { permissionSets: GROUPS.slice(0, 1) }
const world = () => worldOf({ people: [personOf(50)], users: [userOf(51)], groups: { stewards: [50] } })

const changed: [kind: string, target: object, code: number, said: string][] = [
  ['set-gone', BY_NAME, 7, 'there is no permission set Data Steward. Check target.permissionSets.0'],
  ['set-gone', BY_ID, 7, 'there is no permission set steward. Check target.permissionSets.0. There are: '],
  ['set-doubled', BY_NAME, 7, '2 permission sets are called Data Steward: name one by its id. Check target.perm'],
  ['set-doubled', BY_ID, 0, '2 groups'],
  ['set-renamed', BY_NAME, 7, 'there is no permission set Data Steward. Check target.permissionSets.0'],
  ['set-renamed', BY_ID, 0, '2 groups'],
  ['set-gone', { ...BY_ID, permissionSets: [], default: 'Data Steward' }, 7, 'set Data Steward. Check target.default'],
]
for (const [kind, target, code, said] of changed) {
  const by = target === BY_NAME ? 'by name' : target === BY_ID ? 'by id' : 'as default'
  settings(`${kind}, ${by}: ${code === 0 ? 'fine' : 'exit 7, naming the setting, and the old files stay'}`, () =>
    toZeenea(
      world(),
      async (here) => {
        await gathered(here)
        const before = here.text('groups.json')
        here.box.faults.zeenea.add({ kind })
        const outcome = await stageIn(here, gatherOrganizations)
        assert.is(outcome.code, code, outcome.line)
        assert.match(outcome.line, said)
        if (code === 7) assert.is(here.text('groups.json'), before)
      },
      { target },
    ),
  )
}

settings('a star is no group: it would be the default, and past its check', () =>
  toZeenea(world(), async (here) => {
    const permissionSets = [{ group: '*', set: 'Super Admin' }]
    configure(here, { target: { permissionSets } })
    let said = ''
    await stageIn(here, gatherOrganizations).catch((error: unknown) => {
      said = String(error)
    })
    assert.match(said, 'expected names of groups in permissionSets')
  }),
)

settings('nobody is Super Admin by default, by name or by id, whatever else is mapped', async () => {
  for (const usual of ['Super Admin', 'admin']) {
    const work = async (here: Place) => {
      const { code, line } = await stageIn(here, gatherOrganizations)
      assert.is(code, 7)
      assert.match(line, 'nobody is Super Admin by default. Check target.default')
    }
    await toZeenea(world(), work, { target: { ...BY_ID, default: usual } })
  }
})

settings('a set that goes after the plan was made: failed in its words, and nobody gets another', () =>
  toZeenea(
    world(),
    async (here) => {
      await compared(here)
      const { permissionSets, users } = here.box.world.zeenea
      permissionSets.splice(1, 1)
      assert.is((await synced(here)).code, 3)
      assert.match(String(receipts(here, 'create')[0]!['error']), 'There is no permission set steward at upsertUser')
      assert.not.ok(users.some(({ email }) => email === 'person50@acme.test'))
    },
    { target: BY_ID },
  ),
)

/** What doctor says, by what was looked at. */
async function looked(here: Place): Promise<Record<string, string>> {
  Object.assign(process.env, here.env)
  const [instance] = instances({ file: here.config, data: here.data, environment: here.environment() })
  const looks = (await instance!.target({ ...progressCounts(), say: () => undefined })).checks!()
  const found: Record<string, string> = {}
  for (const { name: what, run } of looks) found[what] = await run().catch((error: Error) => `wrong: ${error.message}`)
  return found
}

settings('doctor looks at the key, the operations and the sets, and changes nothing', () =>
  toZeenea(
    world(),
    async (here) => {
      const before = JSON.stringify(here.box.world.zeenea)
      assert.equal(await looked(here), {
        'sign-in': 'with a key that may read permission sets',
        operations: 'all 8 are there, with the inputs that are sent',
        'permission sets': 'Data Steward, Explorer',
      })
      const names = new Set(here.box.requests.map(operationOf))
      assert.equal([...names].sort(), ['__schema', 'listPermissionSets'])
      assert.is(JSON.stringify(here.box.world.zeenea), before)
      here.box.faults.zeenea.add({ kind: 'unauthorized', count: 'always' })
      assert.match((await looked(here))['sign-in']!, 'wrong: Zeenea: POST /public-api/catalog/graphql: sign-in refused')
    },
    { target: BY_NAME },
  ),
)

type Fields = { name: string; args: { type: unknown }[] }[]

/** From now on introspection says what `change` makes of it. */
function introspecting(here: Place, change: (text: string) => string): void {
  const headers = { 'content-type': 'application/json', 'x-api-secret': here.env['ZEENEA_API_SECRET']! }
  let own = false
  watching(here, '__schema', async ({ body, path }) => {
    if (own) return undefined
    own = true
    const reply = await send(`${here.box.zeenea.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    own = false
    return { body: JSON.parse(change(reply.text)) }
  })
}

/** Introspection without an operation. */
const lacking = (name: string) => (text: string) => {
  const whole = JSON.parse(text)
  for (const root of ['queryType', 'mutationType']) {
    const type = whole.data.__schema[root]
    type.fields = (type.fields as Fields).filter((field) => field.name !== name)
  }
  return JSON.stringify(whole)
}

settings('an instance without upsertUser: doctor and sync say which operation is gone, exit 7', () =>
  toZeenea(world(), async (here) => {
    await compared(here)
    introspecting(here, lacking('upsertUser'))
    const gone = 'its GraphQL has no upsertUser (removed, as announced?). Use its SCIM'
    assert.match((await looked(here))['operations']!, `wrong: Zeenea: ${gone}`)
    const { code, line } = await synced(here)
    assert.is(code, 7)
    assert.match(line, gone)
    assert.equal([outcomes(here, 'create'), outcomes(here, 'delete')], [['not-sent'], ['not-sent']])
    const { code: doctor, said } = await here.run('doctor')
    assert.is(doctor, 7)
    assert.match(said, gone)
  }),
)

settings('an instance without the export, or with an input of other fields, is told as that', () =>
  toZeenea(world(), async (here) => {
    introspecting(here, lacking('createAllUsersExport'))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 7)
    assert.match(line, 'its GraphQL has no createAllUsersExport')
    introspecting(here, (text) => text.replaceAll('"permissionSetId"', '"groupIds"'))
    assert.match((await looked(here))['operations']!, 'no permissionSetId in the input of upsertUser')
  }),
)

settings('a type of its own, or one that must not be null, is sent as the instance has it', async () => {
  for (const zeenea of [{ scalars: 'own' as const }, { permissionSetRequired: true }]) {
    const work = async (here: Place) => {
      await compared(here)
      assert.is((await synced(here)).line, 'create 1 applied; delete 1 applied')
    }
    await toZeenea(world(), work, { options: { zeenea } })
  }
})

settings('the key is in no output, no file and no error, whatever the instance answers', () =>
  toZeenea(world(), async (here) => {
    const secret = here.env['ZEENEA_API_SECRET']!
    const said: string[] = []
    const told = ({ line, said: more }: Outcome) => said.push(line, ...more)
    await compared(here)
    told(await synced(here))
    for (const kind of [
      'unauthorized',
      'server-error',
      'graphql-error',
      'html',
      'redirect',
      'cut-off',
      'export-error',
    ]) {
      here.box.faults.zeenea.clear()
      here.box.faults.zeenea.add({ kind, count: 'always' })
      const outcome = await stageIn(here, gatherUsers)
      assert.ok(outcome.code >= 8, kind)
      told(outcome)
    }
    said.push((await here.run('gather-users')).said)
    for (const file of readdirSync(here.folder)) said.push(readFileSync(join(here.folder, file), 'utf8'))
    assert.ok(said.every((text) => !text.includes(secret)))
    assert.ok(said.every((text) => !/signature=/.test(text)))
  }),
)

settings('two groups may get the same set', () =>
  toZeenea(
    worldOf({ people: [personOf(50), personOf(51)], groups: { stewards: [50], owners: [51] } }),
    async (here) => {
      await compared(here)
      await synced(here)
      const sets = here.box.world.zeenea.users.slice(-2).map(({ permissionSets }) => permissionSets)
      assert.equal(sets, [[SETS[1]!.id], [SETS[1]!.id]])
    },
    { target: { permissionSets: [GROUPS[0]!, { group: 'owners', set: 'Data Steward' }] } },
  ),
)

settings.run()
