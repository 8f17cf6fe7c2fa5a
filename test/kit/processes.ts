// Processes that run test files, one file after another: each gets its next file when it is done with the last one.

import { spawn } from 'node:child_process'
import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

export interface Tally {
  passed: number
  failed: number
  /** Why each skipped test was skipped. */
  skipped: string[]
}

/** A line of its own begins with this where a file is done; its tally follows, as JSON. */
export const DONE = '\n\u0001done '
/** Files of a test need not outlive a power cut: in memory, flushing them takes no time. A container's is too small. */
const MEMORY = '/dev/shm'
const ENOUGH = 2 ** 30
const hasMemory = existsSync(MEMORY) && statfsSync(MEMORY).bavail * statfsSync(MEMORY).bsize > ENOUGH
const SCRIPT = join(import.meta.dirname, 'shard.ts')

interface How {
  processes: number
  /** The words of -t. */
  name: string
}

/** Runs the files, shows what each one prints once it is done, and returns the sum of their tallies. */
export async function runFiles(files: readonly string[], { processes, name }: How): Promise<Tally> {
  const sum: Tally = { passed: 0, failed: 0, skipped: [] }
  const left = [...files]
  const add = ({ passed, failed, skipped }: Tally) => {
    sum.passed += passed
    sum.failed += failed
    sum.skipped.push(...skipped)
  }
  const work = async () => {
    while (left.length > 0) await runProcess(() => left.shift(), name, add) // another one where one has ended
  }
  await Promise.all(Array.from({ length: processes }, work))
  return sum
}

/** A process that ends before its file is done has failed; the files that are left get another process. */
function runProcess(next: () => string | undefined, name: string, add: (tally: Tally) => void): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
    env: { ...process.env, ...(hasMemory && { TMPDIR: MEMORY }), USER_SYNC_TEST_NAME: name },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => undefined) // a process that ended is told below
  let file: string | undefined
  let output = ''
  const goOn = () => {
    file = next()
    if (file === undefined) child.stdin.end()
    else child.stdin.write(`${file}\n`)
  }
  const read = (text: string) => {
    output += text
    const start = output.indexOf(DONE)
    const end = start < 0 ? -1 : output.indexOf('\n', start + DONE.length)
    if (end < 0) return
    process.stdout.write(output.slice(0, start))
    add(JSON.parse(output.slice(start + DONE.length, end)))
    output = output.slice(end + 1)
    goOn()
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read)
  goOn()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.stdout.write(output)
      if (file !== undefined || code !== 0) {
        process.stdout.write(`\n  NOT PASSED  a process ended with code ${code}: ${file ?? 'after its last file'}\n`)
        add({ passed: 0, failed: 1, skipped: [] })
      }
      resolve()
    })
  })
}
