// Every system repeats all it was sent, at every path, in every form of an answer: no secret is said or written.

import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { Done, Run } from '../../lib/cli/stage.ts'
import { foreseen } from '../../lib/errors/failure.ts'
import { maskLine, withCauses } from '../../lib/errors/mask.ts'
import type { SystemName } from '../../lib/sandbox/systems.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { atCut, credentialsIn, echo, filesIn, forms, leakIn, nameIn, whole } from './kit/echo.ts'
import { configure, OPTIONS, privateKey, setups } from './kit/echo-setups.ts'
import { someOf } from './kit/size.ts'

const echoes = suite('echo')

/** Names of the environment whose values no output may have. */
const SECRET = /SECRET|TOKEN$|PASSWORD/
/** And those whose values no output may have as a word: who signs in. */
const ID = /CLIENT_ID$|USERNAME$|EMAIL$/

const STAGES: Record<string, (run: Run) => Promise<Done>> = {
  'gather-organizations': gatherOrganizations,
  'gather-users': gatherUsers,
  'gather-contacts': gatherContacts,
  compare: makePlan,
  sync: applyPlan,
}

/** Where a request goes, without its ids: `zendesk GET /api/v2/users/*`. */
const doorOf = (system: SystemName, method: string, path: string) =>
  `${system} ${method} ${path.replace(/\/[^/]*[0-9@][^/]*(?=\/|$)/g, (part) => (/^\/v\d/.test(part) ? part : '/*'))}`

/** Runs a stage; gives all that the script would say, with --reveal. */
async function heard(here: Place, stage: string): Promise<string> {
  const caught: string[] = []
  const { line, said } = await stageIn(here, async (run) => {
    try {
      return await STAGES[stage]!(run)
    } catch (error) {
      caught.push(withCauses(foreseen(error)))
      throw error
    }
  })
  return [line, ...said, ...caught].map((text) => maskLine(text, { reveal: true })).join('\n')
}

/**
 * What no output of a place may have: every secret that the systems have seen, and names of the environment as words.
 */
interface Held {
  secrets: Set<string>
  names: string[]
}

async function inPlace(name: string, work: (here: Place, held: Held) => Promise<void>): Promise<void> {
  const setup = setups[name]!
  current = name
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
function listen(here: Place, held: Held, form = '', spoil: Spoil = () => false, startOf = atCut): Set<string> {
  const doors = new Set<string>()
  let turn = 0
  here.interfere((system, asked) => {
    const door = doorOf(system, asked.method, asked.path)
    doors.add(door)
    for (const one of credentialsIn(asked)) held.secrets.add(one)
    turn += 17
    return spoil(door) ? echo(form, asked, startOf(turn)) : undefined
  })
  return doors
}

/** How often something was masked in each setup: an echo that nobody hears proves nothing. */
const masks = new Map<string, number>()
let current = ''

function assertClean(what: string, text: string, held: Held): void {
  masks.set(current, (masks.get(current) ?? 0) + text.split('<secret>').length - 1)
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
/** These forms are quoted by every connector, and their credentials are short enough to be shown whole. */
const WHOLE = ['a refusal as JSON', 'a grant that is refused']

for (const [nth, name] of Object.keys(setups).entries()) {
  echoes(`${name}: at each door of each gather, in forms in turn`, () =>
    inPlace(name, async (here, held) => {
      let turn = nth
      for (const stage of ['gather-organizations', 'gather-users', 'gather-contacts']) {
        const doors = listen(here, held)
        await heard(here, stage)
        for (const door of [...doors]) {
          const cut = someOf(
            [0, 3, 6].map((n) => all[(turn + n) % all.length]!),
            { usual: 1, turn: 0 },
          )
          for (const form of [...WHOLE, ...cut]) {
            listen(here, held, form, (one) => one === door, WHOLE.includes(form) ? whole : atCut)
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
    await inPlace(name, async (here, held) => {
      await compared(here)
      const known = listen(here, held)
      await heard(here, 'sync')
      doors = [...known]
    })
    assert.ok(doors.length >= 2, doors.join())
    for (const [turn, door] of someOf([...doors.entries()], { usual: MOST_DOORS, turn: nth }))
      await inPlace(name, async (here, held) => {
        await compared(here)
        const form = all[(nth + turn) % all.length]!
        listen(here, held, form, (one) => one === door)
        assertClean(`sync, ${door}, ${form}`, await heard(here, 'sync'), held)
        assertFiles(`sync, ${door}, ${form}`, here, held)
      })
  })

  echoes(`${name}: forms in turn at every door that writes`, async () => {
    for (const form of someOf(all, { usual: 3, turn: nth }))
      await inPlace(name, async (here, held) => {
        await compared(here)
        listen(here, held, form, (door) => !/ GET |token|IntrospectionQuery/.test(door))
        assertClean(`sync, ${form}`, await heard(here, 'sync'), held)
        assertFiles(`sync, ${form}`, here, held)
      })
  })

  echoes(`${name}: scripts as processes, with --reveal`, () =>
    inPlace(name, async (here, held) => {
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

echoes('there was something to mask in each setup', () => {
  for (const [name, times] of masks) assert.ok(times > 50, `${name}: ${times}`)
})

echoes.run()
