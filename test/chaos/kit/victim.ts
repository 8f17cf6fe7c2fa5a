// A real sync as a process of its own, to be killed.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Place, START } from '../../kit/pipeline.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

export interface Over {
  code: number | null
  signal: NodeJS.Signals | null
  said: string
}

export interface Victim {
  /** How it ended, however it did. */
  over: Promise<Over>
  /** kill -9, unless it is over. */
  kill(): Promise<Over>
}

/** Starts the sync of a place, or another script; `first` are modules that it loads before anything of its own. */
export function victim(
  { config, data, environment }: Place,
  env: Record<string, string> = {},
  { first = [], script = 'sync' }: { first?: string[]; script?: string } = {},
): Victim {
  const modules = first.flatMap((name) => ['--import', name])
  const child = spawn(process.execPath, [...modules, START, script, '--data', data, '--config', config], {
    cwd: ROOT,
    env: { ...environment(), USER_SYNC_APPROVE: '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const over = new Promise<Over>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal, said }))
  })
  return {
    over,
    kill() {
      child.kill('SIGKILL')
      return over
    },
  }
}
