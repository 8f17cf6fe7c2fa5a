// Files of an earlier version are refused with the script to run, whatever else has changed in them.

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Artifact, all, contactsFull, refusedEntries, synced } from '../../lib/artifacts/files.ts'
import { open, openAndKeep, openState } from '../../lib/artifacts/read.ts'
import { syncedBefore } from '../../lib/plan/last-synced.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const earlier = suite('files of an earlier version')

const ZERO = '0'.repeat(64)

/** A whole file of version 1, as sync wrote synced.json and all other stages their files: a proof that fits. */
const textOf = ({ name }: Pick<Artifact<unknown>, 'name'>, version: unknown = 1): string => {
  const first = {
    artifact: name,
    version,
    instance: 'us-gov',
    gathered: '2026-11-20T18:00:00Z',
    bases: {},
    person: null,
  }
  const record = '{"key":"ann@acme.test","names":[],"next":null,"stands":null}'
  const foot = { count: 1, complete: true, pages: 0, recordsSha256: ZERO }
  const body = `${JSON.stringify(first).slice(0, -1)},"records":[\n${record}\n],${JSON.stringify(foot).slice(1, -1)}`
  return `${body},"sha256":"${createHash('sha256').update(body).digest('hex')}"}\n`
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'earlier-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

for (const artifact of all) {
  earlier(`${artifact.file} is refused with the script that writes it`, () =>
    inFolder((folder) => {
      const path = join(folder, artifact.file)
      writeFileSync(path, textOf(artifact))
      const words = `${path} was written by an earlier version. Run again: npm run ${artifact.madeBy}`
      for (const read of [open, openAndKeep]) {
        const { code, message } = refusal(() => read(folder, artifact))
        assert.equal([code, message], [7, words])
      }
    }),
  )
}

for (const [artifact, script] of [
  [synced, 'compare'],
  [syncedBefore, 'compare'],
  [refusedEntries, 'compare'],
  [contactsFull, 'gather-contacts'],
] as const) {
  earlier(`state/${artifact.file} is to be deleted, and its message has the effect and the script to run`, () =>
    inFolder((folder) => {
      const path = join(folder, artifact.file)
      writeFileSync(path, textOf(artifact))
      const { code, message } = refusal(() => openState(folder, artifact as Artifact<unknown>, 'everyone is read then'))
      const words = 'was written by an earlier version. Delete it (everyone is read then). Run again:'
      assert.equal([code, message], [7, `${path} ${words} npm run ${script}`])
    }),
  )
}

earlier('any other version, and a file of another kind, is damaged', () =>
  inFolder((folder) => {
    for (const [name, version] of [
      ['contacts', '1'],
      ['contacts', 3],
      ['contacts', null],
      ['users', 1],
    ] as const) {
      writeFileSync(join(folder, 'contacts.json'), textOf({ name }, version))
      const contacts = all.find((one) => one.name === 'contacts')!
      assert.match(refusal(() => open(folder, contacts)).message, 'contacts.json is damaged or was edited')
    }
  }),
)

earlier.run()
