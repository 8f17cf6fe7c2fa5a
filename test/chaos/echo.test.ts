// Every system repeats all it was sent, at every path, in every form of an answer: no secret is said or written.

import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { Done, Run } from '../../lib/cli/stage.ts'
import { foreseen } from '../../lib/errors/failure.ts'
import { chain, masked } from '../../lib/errors/mask.ts'
import type { Options, System } from '../../lib/sandbox/options.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import { GLUU_SOURCE, gluuUserOf } from '../kit/gluu-settings.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { FREE, SCIM_SOURCE, SCIM_TARGET } from '../kit/scim-settings.ts'
import { madeOf, services } from '../kit/service.ts'
import { compared, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, organizations, userOf } from '../kit/worlds.ts'
import { NAMED, ZEENEA_TARGET, zeeneaUserOf } from '../kit/zeenea-settings.ts'
import { personOf, SETS } from '../kit/zeenea-target.ts'
import { credentialsIn, echo, filesIn, forms, leakIn, nameIn } from './kit/echo.ts'
import { someOf } from './kit/size.ts'

const echoes = suite('echo')

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
Object.assign(process.env, { ECHO_KEY: privateKey })

/** Signs that every encoding spells in another way. */
const odd = (name: string) => `${name}/7+q="&<Zx>%41\\w'é~9k`
const header = (name: string) => `${name}~7.Qx_Zk+9/Yw==`

const OPTIONS: Options = {
  clientId: 'client.of+both/systems',
  clientSecret: odd('client'),
  password: odd('pass word'),
  token: header('zendesk-bearer'),
  apiToken: odd('api'),
  publicKey,
  scim: { clientId: 'scim.client~7', clientSecret: odd('scim'), token: header('scim-bearer') },
  directory: { clientSecret: odd('directory'), token: header('directory-bearer') },
  gluu: { clientId: 'gluu-client-id', clientSecret: odd('gluu') },
  zeenea: { secret: header('zeenea-key') },
}

/** Names of the environment whose values no output may have. */
const SECRET = /SECRET|TOKEN$|PASSWORD/
/** And those whose values no output may have as a word: who signs in. */
const ID = /CLIENT_ID$|USERNAME$|EMAIL$/

interface Setup {
  world(): unknown
  source?: object
  target?: object
}

const salesforce = { clientId: '$SALESFORCE_CLIENT_ID', username: '$SALESFORCE_USERNAME' }
const zendesk = { clientId: undefined, clientSecret: undefined }
const inScim = () =>
  services({ people: [personOf(20), personOf(22)], users: [madeOf(21), madeOf(22, { displayName: 'Old' })] })

/** Each way to sign in, on either side. */
const setups: Record<string, Setup> = {
  'OAuth clients of Salesforce and Zendesk': { world: changing },
  'a password of Salesforce, an API token of Zendesk': {
    world: changing,
    source: { ...salesforce, password: '$SALESFORCE_PASSWORD' },
    target: { ...zendesk, email: '$ZENDESK_EMAIL', apiToken: '$ZENDESK_API_TOKEN' },
  },
  'an assertion for Salesforce, a token of Zendesk': {
    world: changing,
    source: { ...salesforce, clientSecret: undefined, privateKey: '$ECHO_KEY' },
    target: { ...zendesk, token: '$ZENDESK_TOKEN' },
  },
  'a token of a directory, an OAuth client of a SCIM service': {
    world: inScim,
    source: { ...SCIM_SOURCE, account: undefined, key: 'userName' },
    target: SCIM_TARGET,
  },
  'an OAuth client of a directory, a token of a SCIM service': {
    world: inScim,
    source: {
      ...SCIM_SOURCE,
      account: undefined,
      key: 'userName',
      token: undefined,
      tokenUrl: '$DIRECTORY_TOKEN_URL',
      clientId: '$DIRECTORY_CLIENT_ID',
      clientSecret: '$DIRECTORY_CLIENT_SECRET',
    },
    target: { ...SCIM_TARGET, tokenUrl: undefined, clientId: undefined, clientSecret: undefined, token: '$SCIM_TOKEN' },
  },
  'Gluu and Zendesk': {
    world: () => ({
      zendesk: { organizations: organizations(3), users: [userOf(90)], organization_memberships: [] },
      gluu: { users: [gluuUserOf(1), gluuUserOf(2)] },
    }),
    source: { ...GLUU_SOURCE, network: SCIM_SOURCE.network },
  },
  'a directory and Zeenea': {
    world: () => ({
      directory: { users: [personOf(1), personOf(2)] },
      zeenea: {
        permissionSets: SETS,
        users: [zeeneaUserOf(2, { firstName: 'Old' }), zeeneaUserOf(3), zeeneaUserOf(0, { permissionSets: ['admin'] })],
      },
    }),
    ...(NAMED(ZEENEA_TARGET) as Omit<Setup, 'world'>),
  },
}

function configure(here: Place, { source, target }: Setup): void {
  here.settings((one) => {
    const network = { deadline: 5, tries: 2, firstWait: 0.01 }
    const side = (given: object, more: object = {}) => Object.assign('use' in more ? {} : given, more, { network })
    const isScim = 'use' in (target ?? {})
    Object.assign(one, {
      source: side(one.source, source),
      target: side(one.target, target),
      protect: [],
      limits: FREE,
      ...(isScim && { scope: 'end-users' }),
    })
    for (const both of [one.source, one.target])
      for (const [key, value] of Object.entries(both)) if (value === undefined) Reflect.deleteProperty(both, key)
  })
}

const STAGES: Record<string, (run: Run) => Promise<Done>> = {
  'gather-organizations': gatherOrganizations,
  'gather-users': gatherUsers,
  'gather-contacts': gatherContacts,
  compare: makePlan,
  sync: applyPlan,
}

/** Where a request goes, without its ids: `zendesk GET /api/v2/users/*`. */
const doorOf = (system: System, method: string, path: string) =>
  `${system} ${method} ${path.replace(/\/[^/]*[0-9@][^/]*(?=\/|$)/g, (part) => (/^\/v\d/.test(part) ? part : '/*'))}`

/** Runs a stage; gives all that the script would say, with --reveal. */
async function heard(here: Place, stage: string): Promise<string> {
  const caught: string[] = []
  const { line, said } = await stageIn(here, async (run) => {
    try {
      return await STAGES[stage]!(run)
    } catch (error) {
      caught.push(chain(foreseen(error)))
      throw error
    }
  })
  return [line, ...said, ...caught].map((text) => masked(text, true)).join('\n')
}

/** What no output of a place may have: every secret that the systems have seen, and names of the environment as words. */
interface Held {
  secrets: Set<string>
  names: string[]
}

async function inPlace(setup: Setup, work: (here: Place, held: Held) => Promise<void>): Promise<void> {
  await at(
    setup.world(),
    async (here) => {
      configure(here, setup)
      const named = Object.entries(here.env).filter(([name]) =>
        readFileSync(here.config, 'utf8').includes(`"$${name}"`),
      )
      const values = (pattern: RegExp) => named.flatMap(([name, value]) => (pattern.test(name) ? [value] : []))
      const paths = values(/URL$/).map((url) => new URL(url).pathname)
      const key = privateKey.split('\n').filter((line) => line.length > 40)
      await work(here, {
        secrets: new Set([...values(SECRET), ...key]),
        names: [...values(ID), ...paths.filter((path) => path !== '/')],
      })
    },
    OPTIONS,
  )
}

type Spoil = (door: string) => boolean

/** From now on the doors that `spoil` chooses repeat what they are sent; every door is noted. */
function listen(here: Place, held: Held, form = '', spoil: Spoil = () => false): Set<string> {
  const doors = new Set<string>()
  let fill = 0
  here.interfere((system, asked) => {
    const door = doorOf(system, asked.method, asked.path)
    doors.add(door)
    for (const one of credentialsIn(asked)) held.secrets.add(one)
    fill += 37
    return spoil(door) ? echo(form, asked, fill % 150) : undefined
  })
  return doors
}

/** How often something was masked: an echo that nobody hears proves nothing. */
let masks = 0

function assertClean(what: string, text: string, held: Held): void {
  masks += text.split('<secret>').length - 1
  const leak = leakIn(text, held.secrets) ?? nameIn(text, held.names)
  assert.is(leak, null, `${what}: ${leak} is in: ${text}`)
}

/** The address of who signs in may be that of a user, and values of people are never altered. */
const assertFiles = (what: string, here: Place, { names, secrets }: Held) => {
  const held = { secrets, names: names.filter((name) => !name.includes('@')) }
  for (const [path, text] of filesIn(here.data)) assertClean(`${what}, ${path}`, text, held)
}

const all = Object.keys(forms)
/** Doors of sync that a setup is tried at in the usual form; each needs a world of its own. */
const MOST_DOORS = 3

for (const [nth, [name, setup]] of Object.entries(setups).entries()) {
  echoes(`${name}: at each door of each gather, in forms in turn`, () =>
    inPlace(setup, async (here, held) => {
      let turn = nth
      for (const stage of ['gather-organizations', 'gather-users', 'gather-contacts']) {
        const doors = listen(here, held)
        await heard(here, stage)
        for (const door of [...doors]) {
          for (const form of someOf(
            [0, 3, 6].map((n) => all[(turn + n) % all.length]!),
            { usual: 1, turn: 0 },
          )) {
            listen(here, held, form, (one) => one === door)
            assertClean(`${stage}, ${door}, ${form}`, await heard(here, stage), held)
          }
          turn++
        }
        listen(here, held)
        await heard(here, stage)
      }
      assertFiles('gathers', here, held)
    }),
  )

  echoes(`${name}: at each door of sync, in a form in turn`, async () => {
    let doors: string[] = []
    await inPlace(setup, async (here, held) => {
      await compared(here)
      const known = listen(here, held)
      await heard(here, 'sync')
      doors = [...known]
    })
    assert.ok(doors.length >= 2, doors.join())
    for (const [turn, door] of someOf([...doors.entries()], { usual: MOST_DOORS, turn: nth }))
      await inPlace(setup, async (here, held) => {
        await compared(here)
        const form = all[(nth + turn) % all.length]!
        listen(here, held, form, (one) => one === door)
        assertClean(`sync, ${door}, ${form}`, await heard(here, 'sync'), held)
        assertFiles(`sync, ${door}, ${form}`, here, held)
      })
  })

  echoes(`${name}: forms in turn at every door that writes`, async () => {
    for (const form of someOf(all, { usual: 3, turn: nth }))
      await inPlace(setup, async (here, held) => {
        await compared(here)
        listen(here, held, form, (door) => !/ GET |token|IntrospectionQuery/.test(door))
        assertClean(`sync, ${form}`, await heard(here, 'sync'), held)
        assertFiles(`sync, ${form}`, here, held)
      })
  })

  echoes(`${name}: scripts as processes, with --reveal`, () =>
    inPlace(setup, async (here, held) => {
      await compared(here)
      const scripts = ['gather-users', 'gather-contacts', 'sync', 'doctor', 'explain'].entries()
      for (const [turn, script] of someOf([...scripts], { usual: 1, turn: nth })) {
        const form = all[(turn * 3 + nth) % all.length]!
        listen(here, held, form, (door) => turn % 2 === 0 || !door.includes('token'))
        const { said } = await here.run(script, ['--reveal', ...(script === 'explain' ? ['person1@acme.test'] : [])])
        assertClean(`${script}, ${form}`, said, held)
      }
      assertFiles('scripts', here, held)
    }),
  )
}

echoes('there was something to mask', () => assert.ok(masks > 100, String(masks)))

echoes.run()
