// Runs the tests side by side in some processes: without words all but those of chaos/ and *.more.test.ts. A word selects
// the files whose path contains it (core/compare), and -t "words" the tests that have each word.

import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { buildBundles } from '../lib/scripts/build.ts'
import { runFiles } from './kit/processes.ts'

const ENDING = '.test.ts'
const CHAOS = 'chaos/'
/** These begin first, so that no process still has one of them when the others are done. */
const LONGEST = ['chaos/matrix', 'chaos/shapes', 'chaos/kills']
/** Thousands of secrets that these make would be looked for in every text of the files after them. */
const LAST = ['errors/mask', 'errors/secrets']
const isLong = (file: string) => file.startsWith(CHAOS)
/** What `npm run test:more` plays beside the properties: odd answers, foreign servers, scripts as processes. */
const isMore = (file: string) => file.endsWith(`.more${ENDING}`)
const began = performance.now()

const { words, name } = readArguments()
const all = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(sep, '/'))
  .filter((file) => file.endsWith(ENDING))
const chosen = words.length === 0 ? all.filter(isPlayed) : words.flatMap(filesOf)
const files = [...new Set(chosen)].sort(byRank)

function byRank(one: string, other: string): number {
  const [first, second] = [rankOf(one), rankOf(other)]
  return first === second ? (one < other ? -1 : 1) : first - second
}

/** Without words: `npm test`, or `npm run test:more` with all runs of every property. */
function isPlayed(file: string): boolean {
  if (isLong(file)) return false
  if (process.env['TEST_MORE'] !== '1') return !isMore(file)
  return isMore(file) || readFileSync(join(import.meta.dirname, file), 'utf8').includes('kit/random.ts')
}

function rankOf(file: string): number {
  if (LAST.some((start) => file.startsWith(start))) return Number.POSITIVE_INFINITY
  const rank = LONGEST.findIndex((start) => file.startsWith(start))
  return rank < 0 ? LONGEST.length : rank
}

/** A word selects the long tests of chaos/ where it begins with chaos/, or where no other path contains it. */
function filesOf(word: string): string[] {
  const found = all.filter((file) => file.includes(word))
  const short = found.filter((file) => !isLong(file))
  return word.startsWith(CHAOS) || short.length === 0 ? found : short
}

/** Ends with one line and code 1 where the command line cannot be read. */
function readArguments(): { words: string[]; name: string } {
  try {
    const options = { name: { type: 'string', short: 't' } } as const
    const { positionals, values } = parseArgs({ allowPositionals: true, options })
    if (values.name?.trim() === '') throw new Error('-t needs words')
    return { words: positionals.map((word) => word.replace(/^(\.\/)?test\//, '')), name: values.name ?? '' }
  } catch (error) {
    process.stderr.write(`test/run.ts: ${(error as Error).message.split('\n')[0]}\n`)
    process.exit(1)
  }
}

// the scripts of the tests are processes; bundled they start four times faster
await buildBundles()

/** Most tests wait for the other side, so one more than there are cores; a test of chaos/ starts processes itself. */
const waiting = files.some(isLong) ? 0 : 1
const processes = Math.min(availableParallelism() + waiting, files.length)
const { passed, failed, skipped } = await runFiles(files, { processes, name })
if (passed + failed === 0 && skipped.length === 0)
  process.stdout.write(`no test has ${[...words, name].filter(Boolean).join(', ')} in its path or name\n`)
for (const why of new Set(skipped)) {
  const count = skipped.filter((one) => one === why).length
  process.stdout.write(`SKIPPED ${count} ${count === 1 ? 'test' : 'tests'}: ${why}\n`)
}
const seconds = ((performance.now() - began) / 1000).toFixed(1)
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped (${seconds} s)\n`)
process.exitCode = failed === 0 && passed + skipped.length > 0 ? 0 : 1
