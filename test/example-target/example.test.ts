// The target that CONTRIBUTING names as the one to copy; the contract tests run against it too.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { Failure } from '../../lib/errors/failure.ts'
import { suite } from '../kit/suite.ts'
import { entry } from './example.ts'
import { type Person, simulator } from './simulator.ts'

const MOST_LINES = 80

const ann: Person = { id: 'p1', name: 'Ann', emails: ['ann@acme.test'], externalId: null, active: true }

async function usersOf(file: string) {
  const context = {
    source: 'hr',
    protection: () => null,
    progress: { ...progressCounts(), say: () => undefined },
    write: false,
  }
  const target = await entry.load(entry.settings.parse({ use: 'example', file, attributes: {} }), context)
  const users = []
  for await (const user of target.users()) users.push(user.key)
  return users
}

const example = suite('example target')

example(`is a whole target in at most ${MOST_LINES} lines`, () => {
  const lines = readFileSync(join(import.meta.dirname, 'example.ts'), 'utf8')
    .trimEnd()
    .split('\n')
  assert.ok(lines.length <= MOST_LINES, `${lines.length} lines`)
})

example('leaves out a user without an address, whom no contact can match', async () => {
  const here = simulator([ann, { ...ann, id: 'p2', emails: [] }])
  assert.equal(await usersOf(here.file), ['ann@acme.test'])
  here.end()
})

example('refuses a file that breaks off: it is never one without people', async () => {
  const here = simulator([ann])
  here.breakOff()
  const error = await usersOf(here.file).catch((thrown: unknown) => thrown)
  assert.instance(error, Failure)
  assert.is((error as Failure).code, 9)
  here.end()
})

example.run()
