// No secret anywhere; no address and no name of anybody in any output: planted, then looked for in all that is said and
// written.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { at, type Place, STAGES } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const secrets = suite('secrets')

/** What people of this world are called and where they are reached; nothing else has these letters. */
const NAME = /Quibblewick/i
const ADDRESS = /zorpmail/i
const person = (n: number) => ({ Name: `Ada Quibblewick ${n}`, Email: `ada.quibblewick.${n}@zorpmail.test` })
const member = (n: number) => ({ name: person(n).Name, email: person(n).Email })

/** All rows of the table that a plan can have, in which everybody carries the letters. */
const world = () => {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
  return worldOf({
    equal: 0,
    contacts: [
      ...range(0, 40).map((n) => contactOf(n, person(n))),
      ...range(100, 104).map((n) => contactOf(n, person(n))),
      ...range(110, 113).map((n) => contactOf(n, person(n))),
      contactOf(120, { ...person(120), Email: person(121).Email }),
      contactOf(121, person(121)),
      contactOf(130, { Name: 'Ada Quibblewick', Email: 'Quibblewick without an address' }),
      contactOf(140, { ...person(140), Email: person(141).Email }),
    ],
    users: [
      ...range(0, 40).map((n) => userOf(n, member(n))),
      ...range(110, 113).map((n) => userOf(n, { ...member(n), name: 'Old Quibblewick' })),
      userOf(114, member(114)),
      userOf(140, member(140)),
      userOf(150, { ...member(150), role: 'agent' }),
    ],
  })
}

/** Zendesk is talkative: it refuses and stores otherwise, and quotes what it got. */
function talkative(_: unknown, { method, path, body, origin }: RemoteRequest) {
  const { user } = (body ?? {}) as { user?: { name: string; email: string } }
  if (method !== 'POST' || !path.endsWith('/users') || !user) return undefined
  if (/\d*[02468]$/.test(user.name)) {
    // long enough that a cut would fall into what it quotes
    const description = `${'-'.repeat(110)} Name: ${user.name} is odd\nsync us-gov: ${user.email} is odd at ${origin}`
    return { status: 422, body: { error: 'RecordInvalid', description, details: { name: [{ description }] } } }
  }
  return { status: 201, body: { user: { ...user, id: 99_001, role: 'end-user', name: `Sir ${user.name}`, tags: [] } } }
}

/** Every file below a folder. */
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? files(join(folder, one.name)) : [join(folder, one.name)],
  )

/** Runs everything that has an output, well and badly; gives all that was said. */
async function everything(here: Place, tokens: Set<string>): Promise<string[]> {
  const listen = (respond: (_: unknown, asked: RemoteRequest) => object | undefined = () => undefined) =>
    here.interfere((_, asked) => {
      tokens.add((asked.headers.authorization ?? '').replace(/^\w+ /, ''))
      return respond(_, asked)
    })
  listen()
  const said: string[] = []
  const run = async (...args: Parameters<Place['run']>) => {
    const ended = await here.run(...args)
    said.push(ended.said)
    return ended
  }
  await run('sync')
  await run('doctor')
  for (const stage of STAGES.slice(0, 4)) await run(stage)
  listen(talkative)
  await run('sync', ['--strict'])
  await run('explain', [person(102).Email])
  await run('explain', [person(102).Email, '--json'])
  listen()
  await run('sync')
  for (const whom of [person(110).Email, '5114', '5140', person(102).Email, person(101).Email])
    await run('explain', [whom])
  await run('explain', ['5112', '--json'])
  for (const stage of STAGES) await run(stage, ['--person', person(111).Email])
  await run('compare', ['--nonsense', person(1).Email])
  await run('gather-users', [], { ZENDESK_CLIENT_SECRET: 'a-wrong-secret' })
  await run('gather-contacts', [], { SALESFORCE_CLIENT_SECRET: 'a-wrong-secret' })
  await run('gather-users', [], { ZENDESK_URL: 'https://user:a-wrong-secret@127.0.0.1:9' })
  here.box.faults.salesforce.add({ kind: 'html', count: 'always' })
  await run('gather-contacts')
  here.box.faults.salesforce.clear()
  here.box.faults.zendesk.add({ kind: 'redirect', path: '*/users' })
  await run('gather-users')
  return said
}

secrets('nothing that is said or written holds one, and no output an address or a name of anybody', () =>
  at(
    world(),
    async (here) => {
      const tokens = new Set<string>()
      here.settings(({ limits, source }) => {
        Object.assign(limits.delete, { share: 0.9 })
        Object.assign(source, { where: "Role__c INCLUDES ('Gitlab Admin')" })
      })
      const said = await everything(here, tokens)
      tokens.delete('')
      assert.ok(tokens.size >= 2)
      const { ZENDESK_CLIENT_SECRET, SALESFORCE_CLIENT_SECRET, ZENDESK_TOKEN } = here.env
      const all = [ZENDESK_CLIENT_SECRET!, SALESFORCE_CLIENT_SECRET!, ZENDESK_TOKEN!, 'a-wrong-secret', ...tokens]
      for (const text of said) {
        assert.not.match(text, NAME)
        assert.not.match(text, ADDRESS)
        assert.not.match(text, /^sync us-gov: <address>/m, 'a line that the remote has forged')
        for (const secret of all) assert.not.ok(text.includes(secret), text)
      }
      const written = files(here.data)
      assert.ok(written.length > 20)
      for (const file of written) {
        const text = readFileSync(file, 'utf8')
        for (const secret of all) assert.not.ok(text.includes(secret), file)
        if (file !== here.config) assert.is(statSync(file).mode & 0o777, 0o600, file)
      }
      assert.match(readFileSync(join(here.folder, 'created.json'), 'utf8'), NAME, 'the artifacts keep the words')
      assert.match(said.join('\n'), /<address>/)
    },
    {
      zendesk: { clientSecret: 'sesame-opens-all-doors', token: 'sesame-bears-it' },
      salesforce: { clientSecret: 'sesame-opens-all-doors' },
    },
  ),
)

secrets('they are not among the arguments or in the title of a process', () =>
  at(worldOf(), async (here) => {
    let seen = ''
    here.interfere(() => {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          seen += readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        } catch {
          // it ended meanwhile
        }
      }
      return undefined
    })
    await here.run('gather-organizations')
    assert.match(seen, 'gather-organizations')
    assert.not.ok(seen.includes(here.env['ZENDESK_CLIENT_SECRET']!))
  }),
)

secrets('files that were there with wider rights are narrow after the next run', () =>
  at(worldOf(), async (here) => {
    mkdirSync(here.folder)
    for (const file of ['organizations.json', 'users.json', 'receipts.ndjson'])
      writeFileSync(join(here.folder, file), '', { mode: 0o644 })
    for (const stage of STAGES) assert.is((await here.run(stage)).code, 0)
    for (const file of files(here.folder)) assert.is(statSync(file).mode & 0o777, 0o600, file)
  }),
)

secrets.run()
