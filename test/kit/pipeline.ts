// The real scripts as real processes, against a sandbox of their own, in a folder of their own.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '../../lib/config/settings.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { type Sandbox, sandbox } from '../../lib/sandbox/sandbox.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import type { SalesforceSettings } from '../../lib/sources/salesforce/settings.ts'
import type { ZendeskSettings } from '../../lib/targets/zendesk/settings.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Starts a script of bin/, from its bundle where one was built from the sources at hand. */
export const START = join('lib', 'cli', 'start.js')

export const STAGES = ['gather-organizations', 'gather-users', 'gather-contacts', 'compare', 'sync']

/** Waits that suit a sandbox on loopback. */
const IMPATIENT = { deadline: 60, tries: 4, firstWait: 0.02 }

export interface Ended {
  code: number | null
  /** What it said: standard output, then standard error. */
  said: string
}

/** The shipped settings: Salesforce to Zendesk. */
export type Shipped = Omit<Settings, 'source' | 'target'> & { source: SalesforceSettings; target: ZendeskSettings }

export interface Place {
  box: Sandbox
  data: string
  config: string
  /** The folder of the artifacts of the one instance. */
  folder: string
  /** What its systems are reached with, by the names of the shipped settings. */
  env: Record<string, string>
  /** The environment of its scripts: this one's, and that of its systems. */
  environment(): NodeJS.ProcessEnv
  run(script: string, flags?: string[], env?: Record<string, string | undefined>): Promise<Ended>
  json(file: string): Snapshot
  text(file: string): string
  /** Writes other settings: the shipped ones, changed by `change`. */
  settings(change: (instance: Shipped) => void): void
  /** From now on this answers in place of the systems, where it gives an answer. */
  interfere(respond: NonNullable<Options['respond']>): void
  end(): Promise<void>
}

export interface Snapshot {
  plan: string
  records: Record<string, unknown>[]
  reasons: Record<string, number>
  count: number
  [field: string]: unknown
}

export async function place(world: unknown, options: Options = {}): Promise<Place> {
  let respond = options.respond
  const box = await sandbox(readWorld(world), { speed: 2_000, ...options, respond: (...asked) => respond?.(...asked) })
  const data = mkdtempSync(join(tmpdir(), 'user-sync-'))
  const config = join(data, 'sync.config.json')
  const shipped = () => {
    const settings = JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8'))
    const { source, target } = settings.instances['us-gov']
    Object.assign(source, { network: { ...IMPATIENT } })
    Object.assign(target, { network: { ...IMPATIENT }, jobDeadline: 60, read: 'full' })
    return settings
  }
  const folder = join(data, 'us-gov')
  writeFileSync(config, JSON.stringify(shipped()))
  const environment = () => ({ ...process.env, USER_SYNC_APPROVE: undefined, ...box.env })
  const run: Place['run'] = (script, flags = [], env = {}) => {
    const args = [START, script, '--data', data, '--config', config, ...flags]
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...environment(), ...env },
    })
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.stderr.on('data', (text) => {
      said += text
    })
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => {
        const foreseen = code === null || codesOf(script).includes(code)
        if (foreseen) resolve({ code, said })
        else reject(new Error(`${script} ended with ${code}, which its codes do not name: ${said}`))
      })
    })
  }
  const text = (file: string) => readFileSync(join(folder, file), 'utf8')
  return {
    box,
    data,
    config,
    folder,
    env: box.env,
    environment,
    run,
    json: (file) => JSON.parse(text(file)),
    text,
    settings(change) {
      const settings = shipped()
      change(settings.instances['us-gov'])
      writeFileSync(config, JSON.stringify(settings))
    },
    interfere(next) {
      respond = next
    },
    async end() {
      await box.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** The codes that a script's file says it can end with. */
function codesOf(script: string): number[] {
  const [, codes = ''] = /\bcodes: \[([\d, ]+)\]/.exec(readFileSync(join(ROOT, 'bin', `${script}.ts`), 'utf8')) ?? []
  return codes.split(',').map(Number)
}

/** Does `work` in a place of its own and clears it away. */
export async function at(world: unknown, work: (place: Place) => Promise<void>, options: Options = {}): Promise<void> {
  const here = await place(world, options)
  try {
    await work(here)
  } finally {
    await here.end()
  }
}
