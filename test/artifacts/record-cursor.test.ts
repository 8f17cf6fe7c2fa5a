// The walk on bytes proves a file: it reads lines of any length, and refuses a file that is not as it was written.

import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { users } from '../../lib/artifacts/files.ts'
import { findUser } from '../../lib/artifacts/find-fields.ts'
import { openUnproven } from '../../lib/artifacts/read.ts'
import { RecordCursor } from '../../lib/artifacts/record-cursor.ts'
import type { User } from '../../lib/artifacts/records.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'
import { user, write } from '../kit/users-file.ts'

const walking = suite<{ folder: string }>('record cursor')

walking.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'cursor-'))
})
walking.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** The ids of all users, by a walk that ends. */
function walk(folder: string): string[] {
  const cursor = new RecordCursor<User>(openUnproven(folder, users), findUser)
  const ids: string[] = []
  try {
    for (; !cursor.isEnded; cursor.next()) ids.push(cursor.recordOf(cursor.row).id)
  } finally {
    cursor.close()
  }
  return ids
}

const people = (count: number) => Array.from({ length: count }, (_, n) => user(`p${1000 + n}@x.test`, String(n)))

walking(
  'reads every record of a file that is larger than a piece, also records that are larger than one',
  async ({ folder }) => {
    const [first, ...rest] = people(8_000)
    const long = { ...first!, person: { ...first!.person, name: 'n'.repeat(3_000_000) } }
    await write(folder, [long, ...rest])
    assert.equal(walk(folder), rest.map(({ id }) => id).toSpliced(0, 0, '0'))
  },
)

walking('reads an empty file', async ({ folder }) => {
  await write(folder, [])
  assert.equal(walk(folder), [])
})

/** Writes three users, and changes the text of the file. */
async function damage(folder: string, change: (text: string) => string) {
  await write(folder, people(3))
  const path = join(folder, 'users.json')
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  const { code, message } = refusal(() => walk(folder))
  assert.is(code, 7)
  assert.match(message, /damaged or was edited. Run again: npm run gather-users/)
}

const DAMAGES: Record<string, (text: string) => string> = {
  'a value was changed': (text) => text.replace('Ann Lee', 'Ann Bee'),
  'a record was taken out': (text) => text.replace(/^.*p1001@.*\n/m, ''),
  'two records changed places': (text) => text.replace(/(.*p1001@.*\n)(.*p1002@.*)\n/, '$2,\n$1'),
  'a record is no JSON': (text) => text.replace('{"email":"p1001@x.test"', 'rubbish'),
  'a record is empty': (text) => text.replace(/^.*p1001@.*$/m, ''),
  'the records were cut off': (text) => text.replace(/^.*p1002@.*\n/m, '').replace(/\},\n\]/, '}\n]'),
}

for (const [name, change] of Object.entries(DAMAGES))
  walking(`refuses a file in which ${name}, with the script to run`, ({ folder }) => damage(folder, change))

walking('refuses a file that another one replaced', async ({ folder }) => {
  await write(folder, people(3))
  const file = openUnproven(folder, users)
  await write(folder, people(4))
  assert.match(refusal(() => new RecordCursor<User>(file, findUser)).message, /damaged or was edited/)
})

walking('refuses a file that is cut off while it is read', async ({ folder }) => {
  await write(folder, people(8_000))
  const cursor = new RecordCursor<User>(openUnproven(folder, users), findUser)
  truncateSync(join(folder, 'users.json'), 1_000_000)
  const walkOn = () => {
    while (!cursor.isEnded) cursor.next()
  }
  assert.match(refusal(walkOn).message, /damaged or was edited/)
  cursor.close()
})

walking('refuses a file that says another number of records, with a sha256 that fits', async ({ folder }) => {
  await write(folder, people(3))
  const path = join(folder, 'users.json')
  const [start] = readFileSync(path, 'utf8').replace('"count":3', '"count":4').split(',"sha256":')
  const sha256 = createHash('sha256').update(start!).digest('hex')
  writeFileSync(path, `${start},"sha256":"${sha256}"}\n`)
  assert.match(refusal(() => walk(folder)).message, /damaged or was edited/)
})

walking.run()
