// The real scripts, as real processes, against the sandbox: the exit codes that a process gives, and its last words.

import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { at } from '../kit/pipeline.ts'
import { compared, gathered } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, worldOf } from '../kit/worlds.ts'

const pipeline = suite('exit codes of processes')

pipeline('compare ends with 2 when asked to and there are changes, without environment or network', () =>
  at(changing(), async (here) => {
    await gathered(here)
    const before = here.box.requests.length
    const none = Object.fromEntries(Object.keys(here.env).map((name) => [name, undefined]))
    const { code, said } = await here.run('compare', ['--detailed-exitcode'], none)
    assert.is(code, 2, said)
    assert.is(here.box.requests.length, before)
  }),
)

pipeline('too much change is exit 4, and the words it prints approve it', () =>
  at(changing(), async (here) => {
    here.settings(({ limits }) => Object.assign(limits, { delete: { count: 0, share: 0.1 } }))
    await compared(here)
    const { code, said } = await here.run('sync')
    assert.is(code, 4, said)
    const words = /--approve (\S+)/.exec(said)?.[1] ?? ''
    assert.match(words, /^[0-9a-f]{12}:delete=1$/)
    const approved = await here.run('sync', [], { USER_SYNC_APPROVE: words })
    assert.is(approved.code, 0, approved.said)
    assert.is(here.json('deleted.json').records[0]!['outcome'], 'applied')
  }),
)

pipeline('an edited artifact is exit 7, and what compare wrote before stays', () =>
  at(changing(), async (here) => {
    await compared(here)
    const plan = here.text('create.json')
    writeFileSync(join(here.folder, 'users.json'), here.text('users.json').replace('Person 7', 'Person 8'))
    const { code, said } = await here.run('compare')
    assert.is(code, 7)
    assert.match(said, 'users.json is damaged or was edited. Run again: npm run gather-users')
    assert.ok(here.text('create.json') === plan)
  }),
)

pipeline('a refused sign-in is exit 8 on either side, says what to check, and keeps the secret', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    const [zendesk, salesforce] = await Promise.all([
      here.run('gather-users', [], { ZENDESK_CLIENT_SECRET: 'wrong-one' }),
      here.run('gather-contacts', [], { SALESFORCE_CLIENT_SECRET: 'wrong-one' }),
    ])
    assert.is(zendesk.code, 8, zendesk.said)
    assert.match(zendesk.said, 'ZENDESK_CLIENT_ID')
    assert.is(salesforce.code, 8, salesforce.said)
    assert.match(salesforce.said, 'SALESFORCE_CLIENT_ID')
    assert.not.match(zendesk.said + salesforce.said, 'wrong-one')
  }),
)

pipeline('a host that does not answer is exit 9 on either side, and the old file stays', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    const old = here.text('organizations.json')
    const [zendesk, salesforce] = await Promise.all([
      here.run('gather-organizations', [], { ZENDESK_URL: 'http://127.0.0.1:9' }),
      here.run('gather-contacts', [], { SALESFORCE_LOGIN_URL: 'http://127.0.0.1:9' }),
    ])
    assert.is(zendesk.code, 9, zendesk.said)
    assert.is(salesforce.code, 9, salesforce.said)
    assert.ok(here.text('organizations.json') === old)
    assert.not.ok(existsSync(join(here.folder, 'contacts.json')))
  }),
)

pipeline('a folder that cannot be written is exit 7 and no stack', () =>
  at(worldOf(), async (here) => {
    writeFileSync(here.folder, 'a file where the folder should be')
    const { code, said } = await here.run('gather-organizations')
    assert.is(code, 7, said)
    assert.match(said, 'us-gov cannot be used. Check --data')
    assert.not.match(said, /\n {4}at /)
  }),
)

pipeline('an unforeseen error is exit 1 and says where it happened', () => {
  const broken =
    "async () => async () => { throw new TypeError('boom of ann@acme.test', { cause: new Error('deep') }) }"
  const script = `import { stage } from './lib/cli/stage.ts'\nawait stage({ name: 'broken' }, ${broken})`
  const args = ['--import', 'tsx', '--input-type=module', '-e', script]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.is(status, 1, stderr)
  assert.match(stderr, /broken us-gov: boom of <address>\n {2}because: deep\n {4}at /)
})

pipeline('what nothing caught is exit 1 in masked words, with no line of Node and no secret', () =>
  at(worldOf(), async (here) => {
    const secret = 'secret-of-an-uncaught-error'
    const preload = join(here.data, 'preload.mjs')
    const error = "Object.assign(new Error('sent ' + process.env.ZENDESK_CLIENT_SECRET), { headers: process.env })"
    const listener = `() => { throw ${error} }`
    writeFileSync(
      preload,
      `import c from 'node:diagnostics_channel'\nc.subscribe('http.client.request.start', ${listener})`,
    )
    const { code, said } = await here.run('gather-users', [], {
      ZENDESK_CLIENT_SECRET: secret,
      NODE_OPTIONS: `--import ${preload}`,
    })
    assert.is(code, 1, said)
    assert.match(said, 'gather-users: sent <secret>')
    assert.not.match(said, secret)
    assert.not.match(said, 'headers')
  }),
)

pipeline('a command in an error has the flags of the run, so that it can be copied', () =>
  at(worldOf(), async (here) => {
    const { code, said } = await here.run('compare')
    assert.is(code, 7)
    assert.match(said, `Run first: npm run gather-organizations -- --data ${here.data} --config ${here.config}`)
  }),
)

pipeline('a stage ends with its last line, also while a library still waits for an answer that never comes', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    here.settings(({ source }) => Object.assign(source.network, { deadline: 0.3, tries: 1 }))
    here.box.faults.salesforce.add({ kind: 'stall', path: '/services/oauth2/token', count: 'always' })
    const started = performance.now()
    const { code, said } = await here.run('gather-contacts')
    assert.is(code, 9)
    assert.match(said, 'no answer within 0.3 s')
    assert.ok(performance.now() - started < 60_000)
  }),
)

pipeline.run()
