// The time and the memory of whole processes, as the operating system counts them.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

export interface Usage {
  /** Seconds. */
  wall: number
  cpu: number
  /** Megabytes at most. */
  memory: number
}

/** Runs a command to its end, and returns its usage. Throws where its exit code is not 0. */
export async function measure(command: string, args: readonly string[]): Promise<Usage> {
  const child = spawn('python3', ['-c', WATCH, command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => {
    said += piece
  })
  await new Promise((resolve) => child.once('close', resolve))
  const found = /^USAGE ([\d.]+) ([\d.]+) (\d+) (-?\d+)$/m.exec(said)
  if (found?.[4] !== '0')
    throw new Error(`${command} ${args.join(' ')} ended with an error: ${said.replace(/^USAGE .*\n/m, '')}`)
  return { wall: Number(found[1]), cpu: Number(found[2]), memory: (Number(found[3]) * 1024) / 1e6 }
}

/** Waits for one command in Python, which has `wait4`: a process of Node cannot ask for the usage of another one. */
const WATCH = `
import os, sys, time
start = time.monotonic()
pid = os.fork()
if pid == 0:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
print("USAGE", time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, status, file=sys.stderr)
`

/** The arguments of node for a script, as package.json has them. */
export function argumentsOf(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
  return scripts[script].split(' ').slice(1)
}

/** The median of each figure. */
export const medianOf = (runs: readonly Usage[]): Usage => ({
  wall: median(runs.map(({ wall }) => wall)),
  cpu: median(runs.map(({ cpu }) => cpu)),
  memory: median(runs.map(({ memory }) => memory)),
})

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1]!
}

/** The exponent of growth: 1 where twice as many people take twice as long. */
export function exponentOf(points: readonly { size: number; value: number }[]): number {
  const [first, last] = [points[0]!, points.at(-1)!]
  return Math.log(last.value / first.value) / Math.log(last.size / first.size)
}

/** The machine and the day, for the line under a table. */
export function machine(): string {
  const day = new Date().toISOString().slice(0, 10)
  const memory = Math.round(totalmem() / 1e9)
  return `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memory} GB, Node ${process.version}, ${day}`
}

/** A table in Markdown. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
