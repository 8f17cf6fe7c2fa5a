// Runs every test file, or those that are named, side by side in some processes; `chaos/` names a folder.

import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const words = process.argv.slice(2)
const folder = join(import.meta.dirname, words.find((word) => word.endsWith('/')) ?? '.')
const named = words.filter((word) => !word.endsWith('/'))
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.test.ts') && (named.length === 0 || named.some((name) => file.includes(name))))
  .sort()
/** Much of a test is waiting for the other side, so two more than there are cores; a test in a folder starts processes itself. */
const waiting = words.some((word) => word.endsWith('/')) ? 0 : 2
const shards = Math.max(1, Math.min(availableParallelism() + waiting, files.length))

interface Tally {
  passed: number
  failed: number
}

/** Runs files in a process of their own and shows what it said. One that ends without its closing line has failed. */
function run(some: string[]): Promise<Tally> {
  const script = join(import.meta.dirname, 'kit', 'shard.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...some.map((file) => join(folder, file))], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.stdout.write(said)
      const [, passed, failed] = [...said.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? []
      const isTold = passed !== undefined && (code === 0) === (failed === '0')
      if (!isTold) process.stdout.write(`\n  NOT PASSED  a process ended with code ${code}: ${some.join(', ')}\n`)
      resolve(isTold ? { passed: Number(passed), failed: Number(failed) } : { passed: 0, failed: 1 })
    })
  })
}

const parts = Array.from({ length: shards }, (_, n) => files.filter((_, index) => index % shards === n))
const tallies = await Promise.all(parts.map(run))
const sum = (what: keyof Tally) => tallies.reduce((all, one) => all + one[what], 0)
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1
