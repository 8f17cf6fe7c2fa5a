// A large feed, from its file to contacts.json and received.json, in a process of its own.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../kit/suite.ts'

const large = suite('feed: large')

large('200,000 people are gathered in less than 300 MB, the tools included', () => {
  const bench = join(import.meta.dirname, '..', 'bench', 'stages.ts')
  const said = execFileSync(process.execPath, ['--import', 'tsx', bench], { encoding: 'utf8' })
  const [, mb] = /gather-contacts +exit 0, (\d+) MB/.exec(said) ?? []
  assert.ok(Number(mb) < 300, said)
})

large.run()
