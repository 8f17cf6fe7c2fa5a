// Ctrl-C and a runner that ends a job: what is in hand is finished, the rest has its receipts, and the next run goes
// on.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { LOCK } from '../../lib/artifacts/lock.ts'
import { commandAgain } from '../../lib/cli/signals.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { planned } from '../kit/jobs.ts'
import { at, type Place, STAGES, START } from '../kit/pipeline.ts'
import { outcomes, receipts } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const signal = suite('signals')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** 130 to create, in two batches, 3 to update, 1 to remove. */
const busy = () =>
  worldOf({
    equal: 400,
    contacts: [...range(500, 630).map((n) => contactOf(n)), ...range(700, 703).map((n) => contactOf(n))],
    users: [...range(700, 703).map((n) => userOf(n, { name: 'Old Name' })), userOf(800)],
  })

/** Bash makes way for the script, so a signal from npm reaches it. Dash stays in between, and the signal is lost. */
const NPM = (script: string) => ['npm', 'run', '--silent', '--script-shell=bash', script, '--']
const NODE = (script: string) => [process.execPath, START, script]

/**
 * A script in a process group of its own that gets `name` when it sends `path`, and again `next` ms after it said so.
 */
function interrupted(here: Place, command: string[], name: NodeJS.Signals, path: RegExp, next?: number) {
  const [program, ...args] = command
  const child = spawn(program!, [...args, '--data', here.data, '--config', here.config], {
    cwd: join(import.meta.dirname, '..', '..'),
    detached: true,
    env: { ...process.env, ...here.env, USER_SYNC_APPROVE: '' },
  })
  let said = ''
  let sent = 0
  child.stderr.on('data', (text) => {
    said += text
    if (/a second signal ends it/.test(said) && sent === 1 && next !== undefined) setTimeout(more, next)
  })
  const more = () => {
    sent++
    process.kill(-child.pid!, name)
  }
  here.interfere((_, asked) => {
    if (sent === 0 && path.test(`${asked.method} ${asked.path}`)) more()
    return undefined
  })
  return new Promise<{ code: number | null; said: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, said })),
  )
}

signal('sync finishes the batch in hand, renders its receipts, ends with 130, and goes on when run again', () =>
  at(busy(), async (here) => {
    await compared(here)
    const { code, said } = await interrupted(here, NODE('sync'), 'SIGINT', /POST .*\/users$/)
    assert.is(code, 130, said)
    assert.match(said, /sync: interrupted: it finishes its current work; a second signal ends it/)
    // updates go out beside creations: theirs may have begun
    assert.match(said, /create 99 applied, 31 not-sent \(interrupted\); update 3 (applied|not-sent \(interrupted\))/)
    assert.match(said, `sync: to go on: npm run sync -- --data ${here.data} --config ${here.config}`)
    assert.is(receipts(here, 'create').length, 130)
    assert.equal(receipts(here, 'delete')[0]!['error'], 'interrupted')
    assert.not.ok(existsSync(join(here.folder, LOCK)))
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
    assert.ok([...outcomes(here, 'create'), ...outcomes(here, 'update')].every((one) => one === 'applied'))
    assert.is(here.box.world.zendesk.users.filter(({ email }) => email === 'person500@acme.test').length, 1)
  }),
)

signal('a second signal ends it at once; nothing is created twice after that', () =>
  at(busy(), async (here) => {
    await compared(here)
    here.box.faults.zendesk.add({ kind: 'stall', path: '*/update_many', count: 1 })
    const { code, said } = await interrupted(here, NODE('sync'), 'SIGTERM', /PUT .*update_many/, 1_100)
    assert.is(code, 130, said)
    assert.match(said, /sync: interrupted. To go on: npm run sync -- /)
    here.box.faults.zendesk.clear()
    here.interfere(() => undefined)
    assert.is((await synced(here)).code, 0)
    assert.equal([...new Set(outcomes(here, 'create'))], ['applied'])
  }),
)

signal('one that comes right after another is its echo and ends nothing', () =>
  at(busy(), async (here) => {
    await compared(here)
    const { said } = await interrupted(here, NODE('sync'), 'SIGINT', /POST .*\/users$/, 0)
    assert.match(said, /create 99 applied, 31 not-sent \(interrupted\)/)
  }),
)

signal('one Ctrl-C counts once, though npm passes on what the terminal has sent to both', () =>
  at(busy(), async (here) => {
    await compared(here)
    const { said } = await interrupted(here, NPM('sync'), 'SIGINT', /POST .*\/users$/)
    assert.match(said, /create 99 applied, 31 not-sent \(interrupted\)/)
  }),
)

signal('a gather that is interrupted writes nothing and says how to go on', () =>
  at(busy(), async (here) => {
    here.box.faults.zendesk.add({ kind: 'stall', path: '*/users', count: 'always' })
    const { code, said } = await interrupted(here, NODE('gather-users'), 'SIGINT', /GET .*\/users$/)
    assert.is(code, 130, said)
    assert.match(said, /^gather-users: interrupted. To go on: npm run gather-users -- --data /m)
    assert.not.ok(existsSync(join(here.folder, 'users.json')))
  }),
)

signal('one that comes when all is sent changes nothing', () =>
  at(busy(), async (here) => {
    await compared(here)
    let asked = false
    here.interfere((_, { path }) => {
      if (path.endsWith('/users/show_many') && here.box.world.zendesk.users.some(isMarked)) asked = true
      return undefined
    })
    assert.is((await synced(here, { interrupted: () => asked })).code, 0)
    assert.ok(asked)
  }),
)

/** The first user of the first batch: they ascend by key. */
const FIRST_USER = '5000'

const isMarked = ({ id, user_fields }: { id: number; user_fields: Record<string, unknown> }) =>
  id === 5800 && user_fields['not_in_sfdc'] === true

for (const [what, path] of [
  ['its users are read', /show_many/],
  ['its first batch is sent', /update_many/],
] as const) {
  signal(`no batch is sent after one that comes while ${what}`, () =>
    planned(1_500, async (here) => {
      let asked = false
      let later = 0
      let goOn = () => {}
      const isSent = new Promise<void>((resolve) => {
        goOn = resolve
      })
      // the other batches are still being read then
      const isOther = ({ path: asks, query }: RemoteRequest) => {
        const ids = query.get('ids')?.split(',') ?? []
        return asks.endsWith('/show_many') && ids.length > 0 && !ids.includes(FIRST_USER)
      }
      here.interfere(async (_, request) => {
        if (asked && request.method === 'PUT') later++
        if (path.test(request.path)) asked = true
        if (asked) goOn()
        if (isOther(request)) await isSent
        return undefined
      })
      const { code, line } = await synced(here, { interrupted: () => asked })
      assert.is(code, 130, line)
      assert.is(later, 0)
      here.interfere(() => undefined)
      assert.is((await synced(here)).code, 0)
    }),
  )
}

signal('one that comes while there is no room for a job ends the waiting', () =>
  planned(
    300,
    async (here) => {
      let asked = false
      here.interfere((_, { path }) => {
        if (path.endsWith('/update_many')) asked = true
        return undefined
      })
      assert.is((await synced(here, { interrupted: () => asked })).code, 130)
    },
    { zendesk: { others: { jobs: 30 } } },
  ),
)

signal('one that comes while an answer is lost is not followed by a wait for another try', () =>
  planned(5, async (here) => {
    here.settings(({ target }) => Object.assign(target, { jobDeadline: 5, network: { firstWait: 200 } }))
    let asked = false
    here.box.faults.zendesk.add({ kind: 'reset-before', path: '*/update_many' })
    here.interfere((_, { path }) => {
      if (path.endsWith('/update_many')) asked = true
      return undefined
    })
    const started = performance.now()
    const { code, line } = await synced(here, { interrupted: () => asked })
    assert.is(code, 3, line)
    assert.ok(performance.now() - started < 60_000, 'the wait would be of 100 s at least')
  }),
)

signal('of several instances none is begun after one', () =>
  at(busy(), async (here) => {
    const settings = JSON.parse(readFileSync(here.config, 'utf8'))
    settings.instances.later = settings.instances['us-gov']
    writeFileSync(here.config, JSON.stringify(settings))
    for (const stage of STAGES.slice(0, 4)) assert.is((await here.run(stage)).code, 0)
    const { code, said } = await interrupted(here, NODE('sync'), 'SIGINT', /POST .*\/users$/)
    assert.is(code, 130)
    assert.match(said, /^sync us-gov: create 99 applied/m)
    assert.not.match(said, /^sync later/m)
  }),
)

signal('the command to go on can be copied into a shell', () => {
  assert.is(commandAgain('sync', []), 'npm run sync')
  assert.is(
    commandAgain('sync', ['create', '--data', "it's here", '--approve', '44301703d2c2:delete=230']),
    "npm run sync -- create --data 'it'\\''s here' --approve 44301703d2c2:delete=230",
  )
})

signal.run()
