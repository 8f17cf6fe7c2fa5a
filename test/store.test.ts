// The files: order, proof, refusal of what is not whole.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  all,
  contacts,
  type Organization,
  organizations,
  rowNames,
  type User,
  updates,
  users,
} from '../lib/artifacts.ts'
import { Failure } from '../lib/exit.ts'
import { draft, fill, part, publish } from '../lib/publish.ts'
import { schemas } from '../lib/schema.ts'
import { open } from '../lib/store.ts'

const store = suite<{ folder: string }>('store')

store.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'store-'))
})
store.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const head = {
  instance: 'us-gov',
  gathered: '2026-11-20T18:00:00Z',
  from: 'https://example.zendesk.com',
  only: null,
  settings: '0'.repeat(64),
}

const user = (key: string, id: string, name = 'Ann Lee'): User => ({
  email: key,
  externalId: null,
  id,
  key,
  otherEmails: [],
  person: { active: true, attributes: {}, groups: [], name, organization: '9001' },
  protected: null,
})

async function write(folder: string, records: User[], complete = true) {
  publish(folder, part(await fill(draft(users), records), head, { complete, pages: 1 }))
  return readFileSync(join(folder, 'users.json'))
}

function refusal(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was not refused')
}

store('writes valid JSON, one record a line, keys sorted, the proof in the last line', async ({ folder }) => {
  const bytes = await write(folder, [user('ann@acme.test', '361')])
  const lines = bytes.toString().split('\n')
  assert.is(
    lines[0],
    '{"artifact":"users","version":1,"instance":"us-gov","gathered":"2026-11-20T18:00:00Z","from":"https://example.zendesk.com","only":null,"settings":"' +
      `${'0'.repeat(64)}","records":[`,
  )
  assert.is(
    lines[1],
    '{"email":"ann@acme.test","externalId":null,"id":"361","key":"ann@acme.test","otherEmails":[],"person":{"active":true,"attributes":{},"groups":[],"name":"Ann Lee","organization":"9001"},"protected":null}',
  )
  assert.match(
    lines[2]!,
    /^\],"count":1,"complete":true,"pages":1,"recordsSha256":"[0-9a-f]{64}","sha256":"[0-9a-f]{64}"\}$/,
  )
  assert.is(lines[3], '')
  assert.is(JSON.parse(bytes.toString()).records.length, 1)
})

store('sorts by key, then by id, in code units and not by locale', async ({ folder }) => {
  await write(folder, [user('b@x', '2'), user('ä@x', '1'), user('a@x', '9'), user('Z@x', '3'), user('a@x', '10')])
  const read = [...open(folder, users).records].map(({ key, id }) => `${key} ${id}`)
  assert.equal(read, ['Z@x 3', 'a@x 10', 'a@x 9', 'b@x 2', 'ä@x 1'])
})

store('gives the same bytes for the same records in any order', async ({ folder }) => {
  const people = [user('a@x', '1'), user('b@x', '2'), user('c@x', '3')]
  const one = await write(folder, people)
  const other = await write(folder, people.toReversed())
  assert.ok(one.equals(other))
})

store('can be walked more than once', async ({ folder }) => {
  await write(folder, [user('a@x', '1'), user('b@x', '2')])
  const { records, lines } = open(folder, users)
  assert.is([...records].length + [...records].length + [...lines].length, 6)
})

store('refuses a file with any one byte changed, with exit 7 and the script to run', async ({ folder }) => {
  const whole = await write(folder, [user('ann@acme.test', '361', 'Änn � "Lee"'), user('bo@acme.test', '362')])
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole)
    changed[at]! ^= at % 2 ? 1 : 0x20
    writeFileSync(join(folder, 'users.json'), changed)
    const { code, message } = refusal(() => open(folder, users))
    if (code !== 7 || !message.includes('npm run gather-users')) assert.unreachable(`byte ${at}: ${code} ${message}`)
  }
})

store('refuses a file that was cut at any byte', async ({ folder }) => {
  const whole = await write(folder, [user('ann@acme.test', '361'), user('bo@acme.test', '362')])
  for (let at = 0; at < whole.length; at++) {
    writeFileSync(join(folder, 'users.json'), whole.subarray(0, at))
    assert.is(refusal(() => open(folder, users)).code, 7, `cut at ${at}`)
  }
})

store('refuses a file in which a line was doubled or left out', async ({ folder }) => {
  const lines = (await write(folder, [user('a@x', '1'), user('b@x', '2'), user('c@x', '3')])).toString().split('\n')
  for (let at = 0; at < lines.length; at++) {
    const doubled = [...lines.slice(0, at), lines[at]!, ...lines.slice(at)]
    const without = lines.filter((_, n) => n !== at)
    for (const changed of [doubled, without]) {
      writeFileSync(join(folder, 'users.json'), changed.join('\n'))
      assert.is(refusal(() => open(folder, users)).code, 7, `line ${at}`)
    }
  }
})

store('refuses records out of order or miscounted, even where the digest fits', async ({ folder }) => {
  const [first, a, b] = (await write(folder, [user('a@x', '1'), user('b@x', '2')])).toString().split('\n')
  const forged = (count: number, ...records: string[]) => {
    const foot = `],"count":${count},"complete":true,"pages":1,"recordsSha256":"${'0'.repeat(64)}"`
    const body = [first, ...records, foot].join('\n')
    const sha256 = createHash('sha256').update(body).digest('hex')
    writeFileSync(join(folder, 'users.json'), `${body},"sha256":"${sha256}"}\n`)
    return () => [...open(folder, users).lines].length
  }
  const [one, two] = [a!, `${b!},`]
  assert.is(forged(2, one, b!)(), 2)
  assert.is(refusal(forged(2, two, one.slice(0, -1))).code, 7)
  assert.is(refusal(forged(2, one, one.slice(0, -1))).code, 7)
  assert.is(refusal(forged(3, one, b!)).code, 7)
  assert.is(refusal(forged(1, one, b!)).code, 7)
})

store('names the script that makes a missing file', ({ folder }) => {
  const { code, message } = refusal(() => open(folder, contacts))
  assert.is(code, 7)
  assert.match(message, /contacts\.json is missing\. Run first: npm run gather-contacts/)
})

store('refuses the file of another artifact under its name', async ({ folder }) => {
  const bytes = await write(folder, [user('a@x', '1')])
  writeFileSync(join(folder, 'organizations.json'), bytes)
  assert.is(refusal(() => open(folder, organizations)).code, 7)
})

store('names file, record and field of a record that is not as declared', async () => {
  const wrong = { ...user('a@x', '1'), email: null } as unknown as User
  const { code, message } = refusal(() => draft(users).add(wrong))
  assert.is(code, 9)
  assert.is(message, 'users.json, record 1: email: expected a string, got null')
})

store('refuses to write a record that came twice: the read is not proven', async ({ folder }) => {
  const people = [user('a@x', '1'), user('b@x', '2'), user('a@x', '1')]
  const failure = await write(folder, people).catch((error: Failure) => error)
  assert.instance(failure, Failure)
  assert.is((failure as Failure).code, 9)
  assert.equal(readdirSync(folder), [])
})

store('leaves the old file alone when a write fails, and no part behind', async ({ folder }) => {
  const old = await write(folder, [user('old@x', '1')])
  await write(folder, [user('a@x', '1'), user('a@x', '1')]).catch(() => undefined)
  assert.ok(readFileSync(join(folder, 'users.json')).equals(old))
  assert.equal(readdirSync(folder), ['users.json'])
})

store('renames no file of a stage before all of them are whole', async ({ folder }) => {
  const old = await write(folder, [user('old@x', '1')])
  const organization: Organization = { id: '1', key: 'k', name: 'n' }
  const twice = await fill(draft(organizations), [organization, organization])
  const good = await fill(draft(users), [user('new@x', '2')])
  assert.throws(() => publish(folder, part(good, head), part(twice, head)), /came twice/)
  assert.ok(readFileSync(join(folder, 'users.json')).equals(old))
})

store('writes files that only their owner can read, over an old one too', async ({ folder }) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'users.json'), 'old', { mode: 0o644 })
  await write(folder, [])
  assert.is(statSync(join(folder, 'users.json')).mode & 0o777, 0o600)
})

store('keeps an incomplete read marked as one', async ({ folder }) => {
  await write(folder, [], false)
  assert.is(open(folder, users).foot.complete, false)
})

store('reads a file that is larger than one piece as it was written', async ({ folder }) => {
  const people = Array.from({ length: 3_000 }, (_, n) =>
    user(`p${String(n).padStart(5, '0')}@x`, String(n), `Zoë ${'ü'.repeat(n % 90)}`),
  )
  await write(folder, people)
  assert.ok(JSON.stringify([...open(folder, users).records]) === JSON.stringify(people))
})

store('slices fields of a line as JSON.parse would give them', async ({ folder }) => {
  const odd = { ...user('"key":"x@y', 'a\\"b'), email: ',"key":"z', externalId: 'salesforce:"1"' }
  odd.person.attributes = { key: 'k', organization: 'o', protected: 'p', person: 'q' }
  await write(folder, [odd, user('plain@x', '2')])
  const [line, plain] = [...open(folder, users).lines]
  assert.equal(
    [line!.key, line!.field('id'), line!.field('email'), line!.field('externalId')],
    [odd.key, odd.id, odd.email, odd.externalId],
  )
  assert.is(plain!.field('externalId'), null)
  assert.is(JSON.parse(`{${line!.person.slice(1)}}`).person.attributes.person, 'q')
})

store("takes a record's own fields and not those of what it holds", async ({ folder }) => {
  const attributes = { id: 'inner id', key: 'inner key', list: ['}', '"', '\\'] }
  const from = { attributes, key: 'old@x', email: 'old@x', groups: ['g'], organization: null }
  const record = { from, id: '7', key: 'new@x', reason: 'differs' as const, to: { key: 'new@x' } }
  const plan = {
    plan: '0'.repeat(64),
    inputs: { contacts: '0'.repeat(64), organizations: '0'.repeat(64), users: '0'.repeat(64) },
  }
  const { settings: _, ...at } = head
  const rows = Object.fromEntries(rowNames.map((row) => [row, 0])) as Record<(typeof rowNames)[number], number>
  publish(
    folder,
    part(await fill(draft(updates), [record]), {
      ...at,
      ...plan,
      source: 'x',
      rows,
      bases: { create: 0, update: 0, delete: 0 },
      emptied: [],
    }),
  )
  const [line] = [...open(folder, updates).lines]
  assert.equal(
    [line!.key, line!.field('id'), line!.field('reason'), line!.field('none')],
    ['new@x', '7', 'differs', undefined],
  )
  assert.equal(line!.record, record)
})

store('a file that cannot be opened is not called damaged', async ({ folder }) => {
  const server = createServer().listen(join(folder, 'users.json'))
  await once(server, 'listening')
  const { code, message } = refusal(() => open(folder, users))
  server.close()
  assert.is(code, 7)
  assert.match(message, 'users.json cannot be used. Check --data, its permissions')
})

store('what a killed run left of a file is cleared away, what another is writing is not', async ({ folder }) => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  for (const one of [`users.json.${pid}.part`, `contacts.json.${pid}.part`, `users.json.${process.ppid}.part`])
    writeFileSync(join(folder, one), 'Ann Lee')
  await write(folder, [])
  assert.equal(readdirSync(folder).sort(), [
    `contacts.json.${pid}.part`,
    'users.json',
    `users.json.${process.ppid}.part`,
  ])
})

store('has a JSON Schema in data/schema for every artifact, and they are current', () => {
  const folder = join(import.meta.dirname, '..', 'data', 'schema')
  const expected = schemas()
  assert.equal(readdirSync(folder).sort(), [...expected.keys()].sort())
  for (const [file, text] of expected) {
    assert.ok(readFileSync(join(folder, file), 'utf8') === text, `${file} is old: npm run schema`)
  }
  for (const { name } of all) assert.ok(expected.has(`${name}.json`), name)
})

store.run()
