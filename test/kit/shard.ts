// Runs the test files whose paths from test/ are the lines of its input. No failure is hidden: uvu alone exits 0 when no
// test ran, when test.run() was forgotten and when a hook throws. Each file ends with a line that has its tally.

import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { DONE, type Tally } from './processes.ts'
import { skipped } from './samples.ts'

type Outcome = [errors: string, passed: number, skipped: number, total: number]
type Group = [file: string, ...runs: (() => Promise<Outcome>)[]]

/** What uvu keeps between its modules: it is frozen at 0.5.6, and pinned. */
const uvu = globalThis as unknown as { UVU_DEFER: number; UVU_INDEX: number; UVU_QUEUE: Group[] }

/** With -t, files without a selected test are left out. */
const isNamed = Boolean(process.env['USER_SYNC_TEST_NAME'])
const tally: Tally = { passed: 0, failed: 0, skipped: [] }

const fault = (why: string) => {
  tally.failed++
  process.stdout.write(`\n  NOT PASSED  ${why}\n`)
}

let isOver = false
process.on('uncaughtException', (error) => {
  fault(`uncaught: ${error.stack}`)
  process.exit(1)
})
process.on('exit', (code) => {
  if (!isOver) process.stdout.write('\n  NOT PASSED  the run ended before its last test\n')
  if (!isOver && code === 0) process.exitCode = 1
})

uvu.UVU_DEFER = 1
await import('uvu')
const { count } = await import('./suite.ts') // loads uvu, which reads UVU_DEFER

for await (const file of createInterface({ input: process.stdin })) {
  await runFile(file)
  tally.skipped = skipped.splice(0)
  process.stdout.write(`${DONE}${JSON.stringify(tally)}\n`)
  Object.assign(tally, { passed: 0, failed: 0, skipped: [] })
}
isOver = true

/** Loads a file and runs its suites, one after the other. */
async function runFile(file: string): Promise<void> {
  const group: Group = [file]
  uvu.UVU_QUEUE.length = 0
  uvu.UVU_INDEX = 0
  uvu.UVU_QUEUE.push(group)
  Object.assign(count, { added: 0, selected: 0 })
  process.exitCode = 0
  try {
    await import(pathToFileURL(join(import.meta.dirname, '..', file)).href)
  } catch (error) {
    fault(`${file}: not loaded: ${error instanceof Error ? error.stack : error}`)
    return
  }
  const hasNone = count.added === 0 && skipped.length === 0
  if (isNamed && count.selected === 0) skipped.length = 0
  else if (group.length === 1) fault(`${file}: no suite was run (test.run() missing?)`)
  else if (hasNone) fault(`${file}: no suite has a test`)
  else await runSuites(group)
  if (process.exitCode) fault(`${file}: it set the exit code ${process.exitCode}`)
  process.exitCode = 0
}

/** A suite whose hook throws has fewer passes than tests; one that is skipped in part is a failure too. */
async function runSuites([file, ...runs]: Group): Promise<void> {
  process.stdout.write(`${file}\n`)
  for (const run of runs) {
    const [errors, good, left, total] = await run()
    tally.passed += good
    tally.failed += total - good
    if (errors.length > 0) process.stdout.write(`\n${errors}\n`)
    if (left > 0) fault(`${file}: ${left} not run (skip or only left in)`)
  }
}
