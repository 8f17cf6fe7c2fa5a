// The processes that run test files: what uvu would let pass is a failure.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as assert from 'uvu/assert'
import { DONE } from './kit/processes.ts'
import { suite } from './kit/suite.ts'

const SUITE = join(import.meta.dirname, 'kit', 'suite.ts')
const runner = suite('runner')

/** Runs files with these texts in one process; gives its exit code, and the tally of each file that it got to. */
function ran(...texts: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-runner-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const files = texts.map((text, n) => {
      const file = join(folder, `${n}.test.ts`)
      writeFileSync(file, `import { suite } from ${JSON.stringify(SUITE)}\nconst one = suite('one')\n${text}\n`)
      return relative(import.meta.dirname, file)
    })
    const script = join(import.meta.dirname, 'kit', 'shard.ts')
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', script], {
      input: `${files.join('\n')}\n`,
      encoding: 'utf8',
      env: { ...process.env, USER_SYNC_TEST_NAME: '' },
    })
    const tallies = stdout
      .split(DONE)
      .slice(1)
      .map((text) => JSON.parse(text.split('\n')[0]!))
    return { status, counts: tallies.map(({ failed, passed }) => [passed, failed]), said: stdout }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

runner('files are run one after another, and each has its own tally', () => {
  const good = "one('is right', () => undefined)\none.run()"
  const bad = "one('is wrong', () => { throw new Error('wrong') })\none('is right', () => undefined)\none.run()"
  const { counts, said, status } = ran(good, bad, good)
  assert.is(status, 0)
  assert.is(JSON.stringify(counts), '[[1,0],[1,1],[1,0]]', said)
  assert.match(said, /FAIL {2}one {2}"is wrong"/)
})

for (const [what, text, told] of [
  ['has no test', 'one.run()', 'no suite has a test'],
  ['forgot to run its suite', "one('never runs', () => undefined)", 'no suite was run'],
  ['cannot be loaded', "throw new Error('no load')", 'not loaded: Error: no load'],
  ['skips a test', "one('a', () => undefined)\none.skip('b', () => undefined)\none.run()", '1 not run'],
  ['runs one test only', "one('a', () => undefined)\none.only('b', () => undefined)\none.run()", '1 not run'],
  [
    'has a hook that throws',
    "one.before(() => { throw new Error('hook') })\none('a', () => undefined)\none.run()",
    'before its tests: Error: hook',
  ],
  ['sets the exit code', "one('a', () => { process.exitCode = 3 })\none.run()", 'it set the exit code 3'],
] as const)
  runner(`a file that ${what} has failed`, () => {
    const { counts, said } = ran(text)
    assert.ok(counts[0]![1] > 0, said)
    assert.match(said, told)
  })

for (const [what, text] of [
  ['a test that ends the process', "one('a', () => process.exit(0))\none.run()"],
  [
    'an error that nobody catches',
    "one('a', () => new Promise(() => setTimeout(() => { throw new Error('x') })))\none.run()",
  ],
] as const)
  runner(`${what} leaves the file without a tally, and the code is 1`, () => {
    const { counts, said, status } = ran(text, "one('b', () => undefined)\none.run()")
    assert.equal([status, counts], [1, []], said)
  })

runner.run()
