// A file of users for tests of the files themselves: its head, its records, and its bytes once it is written.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { users } from '../../lib/artifacts/files.ts'
import type { User } from '../../lib/artifacts/records.ts'
import { addAll, finish, newArtifact, publish } from '../../lib/artifacts/write.ts'

/** What stands in the head of a file of users. */
export const head = {
  instance: 'us-gov',
  gathered: '2026-11-20T18:00:00Z',
  from: 'https://example.zendesk.com',
  person: null,
  settings: '0'.repeat(64),
  uncheckable: [],
}

/** Ann Lee under another key. */
export const user = (key: string, id: string, name = 'Ann Lee'): User => ({
  email: key,
  externalId: null,
  foreignId: null,
  id,
  key,
  otherEmails: [],
  person: { active: true, attributes: {}, groups: [], name, organization: '9001' },
  protected: null,
})

/** Writes users.json and gives its bytes. */
export async function write(folder: string, records: User[], complete = true) {
  publish(folder, finish(await addAll(newArtifact(users), records), head, { complete, pages: 1 }))
  return readFileSync(join(folder, 'users.json'))
}
