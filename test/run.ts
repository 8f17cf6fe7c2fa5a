// Runs the tests side by side in some processes. Without words these are all tests but those of chaos/; a word selects
// the files whose path contains it (core/compare), and -t "words" the tests whose suite and title contain each word.

import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'

interface Tally {
  passed: number
  failed: number
}

const ENDING = '.test.ts'
const CHAOS = 'chaos/'
const isLong = (file: string) => file.startsWith(CHAOS)

const { words, name } = readArguments()
const all = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(sep, '/'))
  .filter((file) => file.endsWith(ENDING))
const files = [...new Set(words.length === 0 ? all.filter((file) => !isLong(file)) : words.flatMap(filesOf))].sort()

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

/** Most tests wait for the other side, so two more than there are cores; a test of chaos/ starts processes itself. */
const waiting = files.some(isLong) ? 0 : 2
/** Files of one process: few, so that no process still has many when the others are done. */
const size = files.some(isLong) ? 4 : 24
const limit = pLimit(Math.max(1, availableParallelism() + waiting))

/** Runs files in a process of their own and shows its output. A process without its closing line has failed. */
function runFiles(some: string[]): Promise<Tally> {
  const script = join(import.meta.dirname, 'kit', 'shard.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...some], {
    env: { ...process.env, USER_SYNC_TEST_NAME: name },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? []
      const isTallied = passed !== undefined && (code === 0) === (failed === '0')
      // no test of these files has the words of -t
      const isEmpty = isTallied && passed === '0' && failed === '0' && !output.includes('SKIPPED')
      if (!isEmpty) process.stdout.write(output)
      if (!isTallied) process.stdout.write(`\n  NOT PASSED  a process ended with code ${code}: ${some.join(', ')}\n`)
      resolve(isTallied ? { passed: Number(passed), failed: Number(failed) } : { passed: 0, failed: 1 })
    })
  })
}

const count = Math.ceil(files.length / size)
/** Neighbors are alike, so each process gets files from all folders. */
const parts = Array.from({ length: count }, (_, n) => files.filter((_, index) => index % count === n))
const tallies = await Promise.all(parts.map((part) => limit(() => runFiles(part))))
const sum = (count: keyof Tally) => tallies.reduce((all, one) => all + one[count], 0)
if (sum('passed') + sum('failed') === 0)
  process.stdout.write(`no test has ${[...words, name].filter(Boolean).join(', ')} in its path or name\n`)
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1
