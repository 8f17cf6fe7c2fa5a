// Runs test files, by their path from test/, in this process and cannot hide a failure. uvu alone exits 0 when no test
// ran, when test.run() was forgotten and when a hook throws. The closing line and the exit code come from an own tally.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { skipped } from './samples.ts'

type Outcome = [errors: string, passed: number, skipped: number, total: number]
type Group = [file: string, ...runs: (() => Promise<Outcome>)[]]

/** What uvu keeps between its modules: it is frozen at 0.5.6, and pinned. */
const uvu = globalThis as unknown as { UVU_DEFER: number; UVU_INDEX: number; UVU_QUEUE: Group[] }

const files = process.argv.slice(2)
/** With -t, files without a selected test are left out. */
const isNamed = Boolean(process.env['USER_SYNC_TEST_NAME'])

let passed = 0
let failed = 0
let finished = false
const fault = (why: string) => {
  failed++
  process.stdout.write(`\n  NOT PASSED  ${why}\n`)
}

process.on('uncaughtException', (error) => {
  fault(`uncaught: ${error.stack}`)
  process.exit(1)
})

uvu.UVU_DEFER = 1
const { exec } = (await import('uvu')) as unknown as { exec: () => Promise<void> }
const { count } = await import('./suite.ts') // loads uvu, which reads UVU_DEFER

process.on('exit', (code) => {
  if (!finished) fault('the run ended before its last test')
  if ((code !== 0 || process.exitCode) && failed === 0) fault(`the process ended with code ${code || process.exitCode}`)
  if (passed === 0 && failed === 0 && !isNamed && skipped.length === 0) fault('no test ran')
  for (const what of skipped) process.stdout.write(`SKIPPED ${what}\n`)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
})

for (const file of files) {
  const group: Group = [file]
  uvu.UVU_INDEX = uvu.UVU_QUEUE.length
  uvu.UVU_QUEUE.push(group)
  const skippedBefore = skipped.length
  Object.assign(count, { added: 0, selected: 0 })
  try {
    await import(pathToFileURL(join(import.meta.dirname, '..', file)).href)
  } catch (error) {
    fault(`${file}: not loaded: ${error instanceof Error ? error.stack : error}`)
    group.length = 1
    continue
  }
  if (isNamed && count.selected === 0) {
    uvu.UVU_QUEUE.pop()
    skipped.length = skippedBefore
    continue
  }
  if (group.length === 1) fault(`${file}: no suite was run (test.run() missing?)`)
  else if (!isNamed && count.added === 0 && skipped.length === skippedBefore) fault(`${file}: no suite has a test`)
  for (let at = 1; at < group.length; at++) group[at] = tallied(group[at] as () => Promise<Outcome>, file)
}
await exec()
finished = true

/** A suite whose hook throws gives fewer passes than tests; one that is skipped in part is a failure too. */
function tallied(run: () => Promise<Outcome>, file: string) {
  return async (): Promise<Outcome> => {
    const outcome = await run()
    const [, good, skipped, total] = outcome
    passed += good
    failed += total - good
    if (skipped > 0) fault(`${file}: ${skipped} not run (skip or only left in)`)
    return outcome
  }
}
