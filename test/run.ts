// Runs the tests side by side in some processes: all but those of chaos/, those whose path holds a given word (core/compare),
// or with -t "words" those whose name holds the words.

import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, sep } from 'node:path'
import { parseArgs } from 'node:util'

interface Tally {
  passed: number
  failed: number
}

const { positionals: words, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string', short: 't', default: '' } },
})
const ENDING = '.test.ts'
const CHAOS = 'chaos/'
/** Tests of processes take long: they run where a word asks for them. */
const isLongAsked = words.some((word) => word.startsWith(CHAOS))

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(sep, '/'))
  .filter((file) => file.endsWith(ENDING) && (isLongAsked || !file.startsWith(CHAOS)))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort()
/** Most tests wait for the other side, so two more than there are cores; a test of chaos/ starts processes itself. */
const waiting = isLongAsked ? 0 : 2
const shards = Math.max(1, Math.min(availableParallelism() + waiting, files.length))

/** Runs files in a process of their own and shows its output. A process without its closing line has failed. */
function runFiles(some: string[]): Promise<Tally> {
  const script = join(import.meta.dirname, 'kit', 'shard.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...some], {
    env: { ...process.env, USER_SYNC_TEST_NAME: values.name },
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
      process.stdout.write(output)
      const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? []
      const isTallied = passed !== undefined && (code === 0) === (failed === '0')
      if (!isTallied) process.stdout.write(`\n  NOT PASSED  a process ended with code ${code}: ${some.join(', ')}\n`)
      resolve(isTallied ? { passed: Number(passed), failed: Number(failed) } : { passed: 0, failed: 1 })
    })
  })
}

const parts = Array.from({ length: shards }, (_, n) => files.filter((_, index) => index % shards === n))
const tallies = files.length === 0 ? [] : await Promise.all(parts.map(runFiles))
const sum = (count: keyof Tally) => tallies.reduce((all, one) => all + one[count], 0)
if (sum('passed') + sum('failed') === 0)
  process.stdout.write(`no test has ${[...words, values.name].filter(Boolean).join(', ')} in its path or name\n`)
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1
