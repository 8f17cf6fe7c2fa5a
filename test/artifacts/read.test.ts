// The files, read: refusal of what is not whole, and lines as they were written.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { all, contacts, organizations, updates, users } from '../../lib/artifacts/files.ts'
import { open, openAndKeep } from '../../lib/artifacts/read.ts'
import { hasNoSimilarNames, isSound } from '../../lib/artifacts/record-line.ts'
import { reasonNames } from '../../lib/artifacts/records.ts'
import { addAll, finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { schemas } from '../../lib/scripts/schema.ts'
import { ROOT } from '../kit/documents.ts'
import { contact, lines } from '../kit/people.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'
import { head, user, write } from '../kit/users-file.ts'

const store = suite<{ folder: string }>('store')

store.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'store-'))
})
store.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

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
  assert.is(JSON.parse(`{${line!.personBytes.slice(1)}}`).person.attributes.person, 'q')
})

store('takes the person of a contact for what it is, whatever its similar names', () => {
  const attributes = { problem: 'p', protected: 'q' }
  const similarNames = ['"problem":', ',"problem":null', 'problem@x.test', 'protected@x.test']
  const odd = contact({ attributes, problem: ',"problem":', similarNames })
  for (const one of [contact({ attributes }), odd]) {
    const [line] = lines(contacts, [one])
    assert.equal(JSON.parse(`{${line!.personBytes.slice(1)}}`), { person: one.person })
    assert.is(line!.organization, '9001')
    assert.equal([hasNoSimilarNames(line!), isSound(line!)], [one !== odd, one !== odd])
  }
  assert.ok(isSound([...lines(contacts, [contact({ similarNames })])][0]!))
})

store("takes a record's own fields and not those of what it holds", async ({ folder }) => {
  const attributes = { id: 'inner id', key: 'inner key', list: ['}', '"', '\\'] }
  const from = { attributes, key: 'old@x', email: 'old@x', groups: ['g'], organization: null }
  const record = { from, id: '7', key: 'new@x', reason: 'differs' as const, to: { key: 'new@x' } }
  const plan = {
    plan: '0'.repeat(64),
    inputs: { contacts: '0'.repeat(64), organizations: '0'.repeat(64), synced: null, users: '0'.repeat(64) },
    recordDigests: { create: '0'.repeat(64), update: '0'.repeat(64), delete: '0'.repeat(64), held: '0'.repeat(64) },
  }
  const { settings: _, uncheckable: __, ...at } = head
  const rows = Object.fromEntries(reasonNames.map((row) => [row, 0])) as Record<(typeof reasonNames)[number], number>
  publish(
    folder,
    finish(await addAll(newArtifact(updates), [record]), {
      ...at,
      ...plan,
      source: 'x',
      reasons: rows,
      limitBases: { create: 0, update: 0, delete: 0 },
      emptiedOrganizations: [],
      moves: { people: 0, largest: [], whole: [] },
      uncheckable: [],
      doubt: null,
    }),
  )
  const [line] = [...open(folder, updates).lines]
  assert.equal(
    [line!.key, line!.field('id'), line!.field('reason'), line!.field('none')],
    ['new@x', '7', 'differs', undefined],
  )
  assert.equal(line!.record, record)
})

store('a file that is held open is refused like any other, and closed', async ({ folder }) => {
  await write(folder, [user('ann@acme.test', '1')])
  const held = openAndKeep(folder, users)
  rmSync(join(folder, 'users.json'))
  assert.equal(
    [...held.records].map(({ key }) => key),
    ['ann@acme.test'],
  )
  held.close()
  writeFileSync(join(folder, 'users.json'), 'no artifact')
  assert.match(refusal(() => openAndKeep(folder, users)).message, 'is damaged or was edited')
})

store('a file that cannot be opened is not called damaged', async ({ folder }) => {
  const server = createServer().listen(join(folder, 'users.json'))
  await once(server, 'listening')
  const { code, message } = refusal(() => open(folder, users))
  server.close()
  assert.is(code, 7)
  assert.match(message, 'users.json cannot be used. Check --data, its permissions')
})

store('has a JSON Schema in data/schema for every artifact, and they are current', () => {
  const folder = join(ROOT, 'data', 'schema')
  const expected = schemas()
  assert.equal(readdirSync(folder).sort(), [...expected.keys()].sort())
  for (const [file, text] of expected) {
    assert.ok(readFileSync(join(folder, file), 'utf8') === text, `${file} is old: npm run schema`)
  }
  for (const { name } of all) assert.ok(expected.has(`${name}.json`), name)
})

store.run()
