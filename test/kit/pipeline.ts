// The real scripts as real processes, against a sandbox of their own, in a folder of their own.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Options, type Sandbox, sandbox } from '../../lib/sandbox/server.ts'
import { readWorld } from '../../lib/sandbox/world.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export const GATHERS = ['gather-organizations', 'gather-users', 'gather-contacts']
export const STAGES = [...GATHERS, 'compare', 'sync']

export interface Ended {
  code: number | null
  /** What it said: standard output, then standard error. */
  said: string
}

export interface Place {
  box: Sandbox
  data: string
  config: string
  /** The folder of the artifacts of the one instance. */
  folder: string
  env: Record<string, string>
  run(script: string, flags?: string[], env?: Record<string, string | undefined>): Promise<Ended>
  /** Runs scripts one after the other; throws with what was said where one does not end with 0. */
  all(...scripts: string[]): Promise<void>
  json(file: string): Snapshot
  text(file: string): string
  /** Writes other settings: the shipped ones, changed by `change`. */
  settings(change: (instance: Record<string, never>) => void): void
  end(): Promise<void>
}

export interface Snapshot {
  plan: string
  records: Record<string, unknown>[]
  rows: Record<string, number>
  count: number
  [field: string]: unknown
}

export async function place(world: unknown, options: Options = {}): Promise<Place> {
  const box = await sandbox(readWorld(world), { speed: 2_000, ...options })
  const data = mkdtempSync(join(tmpdir(), 'user-sync-'))
  const config = join(data, 'sync.config.json')
  const shipped = () => JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8'))
  const folder = join(data, 'us-gov')
  writeFileSync(config, JSON.stringify(shipped()))
  const { USER_SYNC_APPROVE: _, ...inherited } = process.env

  const run: Place['run'] = (script, flags = [], env = {}) => {
    const args = ['--import', 'tsx', join('bin', `${script}.ts`), '--data', data, '--config', config, ...flags]
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...inherited, ...box.env, ...env } })
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.stderr.on('data', (text) => {
      said += text
    })
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, said }))
    })
  }
  const text = (file: string) => readFileSync(join(folder, file), 'utf8')
  return {
    box,
    data,
    config,
    folder,
    env: box.env,
    run,
    async all(...scripts) {
      for (const script of scripts) {
        const { code, said } = await run(script)
        if (code !== 0) throw new Error(`${script} ended with ${code}: ${said}`)
      }
    },
    json: (file) => JSON.parse(text(file)),
    text,
    settings(change) {
      const settings = shipped()
      change(settings.instances['us-gov'])
      writeFileSync(config, JSON.stringify(settings))
    },
    async end() {
      await box.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
