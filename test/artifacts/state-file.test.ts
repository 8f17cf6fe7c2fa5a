// Small JSON files in a run's state.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import * as z from 'zod'
import { readStateFile, writeStateFile } from '../../lib/artifacts/state-file.ts'
import type { Failure } from '../../lib/errors/failure.ts'
import { suite } from '../kit/suite.ts'

const state = suite('state files')
const schema = z.strictObject({ full: z.number() })

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'state-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const read = (file: string) => readStateFile(file, schema, 'everyone is read then')

state('a file is read as it was written, for its owner alone, and is null where there is none', () =>
  inFolder((folder) => {
    const file = join(folder, 'state', 'note.json')
    assert.is(read(file), null)
    writeStateFile(file, { full: 1 })
    assert.equal(read(file), { full: 1 })
    assert.is(readFileSync(file, 'utf8'), '{"full":1}\n')
    assert.is(statSync(file).mode & 0o777, 0o600)
  }),
)

state('a damaged one is named, with what happens without it', () =>
  inFolder((folder) => {
    for (const text of ['{"full":', '{"full":"1"}', '']) {
      const file = join(folder, 'note.json')
      writeFileSync(file, text)
      try {
        read(file)
        assert.unreachable(text)
      } catch (error) {
        const { code, message } = error as Failure
        assert.equal([code, message], [7, `${file} is damaged. Delete it: everyone is read then`])
      }
    }
  }),
)

state.run()
