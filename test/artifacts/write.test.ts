// The files, written: order, proof, and nothing in place before all of it is whole.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { organizations, users } from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import type { Organization, User } from '../../lib/artifacts/records.ts'
import { addAll, finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { Failure } from '../../lib/errors/failure.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'
import { head, user, write } from '../kit/users-file.ts'

const publishing = suite<{ folder: string }>('publish')

publishing.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'publish-'))
})
publishing.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

publishing('writes valid JSON, one record a line, keys sorted, the proof in the last line', async ({ folder }) => {
  const bytes = await write(folder, [user('ann@acme.test', '361')])
  const lines = bytes.toString().split('\n')
  assert.is(
    lines[0],
    '{"artifact":"users","version":2,"instance":"us-gov","gathered":"2026-11-20T18:00:00Z","from":"https://example.zendesk.com","person":null,"settings":"' +
      `${'0'.repeat(64)}","uncheckable":[],"records":[`,
  )
  assert.is(
    lines[1],
    '{"email":"ann@acme.test","externalId":null,"foreignId":null,"id":"361","key":"ann@acme.test","otherEmails":[],"person":{"active":true,"attributes":{},"groups":[],"name":"Ann Lee","organization":"9001"},"protected":null}',
  )
  assert.match(
    lines[2]!,
    /^\],"count":1,"complete":true,"pages":1,"recordsSha256":"[0-9a-f]{64}","sha256":"[0-9a-f]{64}"\}$/,
  )
  assert.is(lines[3], '')
  assert.is(JSON.parse(bytes.toString()).records.length, 1)
})

publishing('sorts by key, then by id, in UTF-8 bytes and not by locale', async ({ folder }) => {
  const people = [user('b@x', '2'), user('ä@x', '1'), user('a@x', '9'), user('Z@x', '3'), user('a@x', '10')]
  await write(folder, [...people, user('\u{1f600}@x', '5'), user('\uffff@x', '4')])
  const read = [...open(folder, users).records].map(({ key, id }) => `${key} ${id}`)
  assert.equal(read, ['Z@x 3', 'a@x 10', 'a@x 9', 'b@x 2', 'ä@x 1', '\uffff@x 4', '\u{1f600}@x 5'])
})

publishing('gives the same bytes for the same records in any order', async ({ folder }) => {
  const people = [user('a@x', '1'), user('b@x', '2'), user('c@x', '3')]
  const one = await write(folder, people)
  const other = await write(folder, people.toReversed())
  assert.ok(one.equals(other))
})

publishing('names file, record and field of a record that is not as declared', async () => {
  const wrong = { ...user('a@x', '1'), email: null } as unknown as User
  const { code, message } = refusal(() => newArtifact(users).add(wrong))
  assert.is(code, 9)
  assert.is(message, 'users.json, record 1: email: expected a string, got null')
})

publishing('refuses to write a record that came twice: the read is not proven', async ({ folder }) => {
  const people = [user('a@x', '1'), user('b@x', '2'), user('a@x', '1')]
  const failure = await write(folder, people).catch((error: Failure) => error)
  assert.instance(failure, Failure)
  assert.is((failure as Failure).code, 9)
  assert.equal(readdirSync(folder), [])
})

publishing('leaves the old file alone when a write fails, and no part behind', async ({ folder }) => {
  const old = await write(folder, [user('old@x', '1')])
  await write(folder, [user('a@x', '1'), user('a@x', '1')]).catch(() => undefined)
  assert.ok(readFileSync(join(folder, 'users.json')).equals(old))
  assert.equal(readdirSync(folder), ['users.json'])
})

publishing('renames no file of a stage before all of them are whole', async ({ folder }) => {
  const old = await write(folder, [user('old@x', '1')])
  const organization: Organization = { id: '1', key: 'k', name: 'n' }
  const twice = await addAll(newArtifact(organizations), [organization, organization])
  const good = await addAll(newArtifact(users), [user('new@x', '2')])
  assert.throws(() => publish(folder, finish(good, head), finish(twice, head)), /came twice/)
  assert.ok(readFileSync(join(folder, 'users.json')).equals(old))
})

publishing('writes files that only their owner can read, over an old one too', async ({ folder }) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'users.json'), 'old', { mode: 0o644 })
  await write(folder, [])
  assert.is(statSync(join(folder, 'users.json')).mode & 0o777, 0o600)
})

publishing('keeps an incomplete read marked as one', async ({ folder }) => {
  await write(folder, [], false)
  assert.is(open(folder, users).foot.complete, false)
})

publishing('what a killed run left of a file is cleared away, what another is writing is not', async ({ folder }) => {
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

publishing.run()
