// A place for the bench of gathers: a server in a process of its own, settings for it, and the accounts of its org.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groups, organizations } from '../../lib/artifacts/files.ts'
import { finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { newRecordId } from '../../lib/sandbox/salesforce/record-id.ts'

export const ROOT = join(import.meta.dirname, '..', '..')
const INSTANCE = 'us-gov'

export interface GatherWorld {
  accounts: number
  contactsPerAccount: number
  /** Accounts of one query. */
  chunk: number
  users: number
  /** Milliseconds before each answer. */
  latency: number
  /** Users in the incremental export. Default: none. */
  changed?: number
}

export interface GatherPlace {
  url: string
  /** The arguments of a stage, and its environment. */
  args: string[]
  env: Record<string, string>
  /** The file with the paths of the first page of every chunk. */
  queries: string
}

/** Does `work` in such a place, and ends its server. */
export async function withServer<T>(world: GatherWorld, work: (place: GatherPlace) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-bench-'))
  const numbers = [world.contactsPerAccount, world.users, world.latency, world.changed ?? 0].map(String)
  const args = ['--import', 'tsx', join('test', 'bench', 'gather-server.ts'), ...numbers]
  const server = spawn(process.execPath, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const url = await new Promise<string>((resolve) => {
      server.stdout.once('data', (text) => resolve(String(text).trim()))
    })
    const accounts = Array.from({ length: world.accounts }, (_, n) => newRecordId('001', n))
    writeOrganizations(join(folder, INSTANCE), url, accounts)
    return await work({
      url,
      args: ['--data', folder, '--config', writeSettings(folder, world)],
      env: environmentOf(url),
      queries: writeQueries(folder, queriesOf(accounts, world.chunk)),
    })
  } finally {
    server.stdin.end()
    rmSync(folder, { recursive: true })
  }
}

/** The shipped settings, with this number of accounts a query. */
function writeSettings(folder: string, { chunk }: GatherWorld): string {
  const settings = JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8'))
  settings.instances[INSTANCE].source.chunk = chunk
  const file = join(folder, 'sync.config.json')
  writeFileSync(file, JSON.stringify(settings))
  return file
}

function writeQueries(folder: string, queries: readonly string[]): string {
  const file = join(folder, 'queries.json')
  writeFileSync(file, JSON.stringify(queries))
  return file
}

function writeOrganizations(folder: string, from: string, accounts: readonly string[]): void {
  const settings = '0'.repeat(64)
  const head = { instance: INSTANCE, gathered: new Date().toISOString(), from, person: null, settings }
  const file = newArtifact(organizations)
  for (const [n, key] of accounts.entries()) file.add({ id: String(900 + n), key, name: `Account ${n}` })
  publish(folder, finish(file, head), finish(newArtifact(groups), head))
}

const environmentOf = (url: string) => ({
  SALESFORCE_LOGIN_URL: url,
  SALESFORCE_CLIENT_ID: 'bench-client',
  SALESFORCE_CLIENT_SECRET: 'bench-secret',
  ZENDESK_URL: url,
  ZENDESK_CLIENT_ID: 'bench-client',
  ZENDESK_CLIENT_SECRET: 'bench-secret',
})

function queriesOf(accounts: readonly string[], chunk: number): string[] {
  const chunks = Math.ceil(accounts.length / chunk)
  return Array.from({ length: chunks }, (_, n) => {
    const ids = accounts.slice(n * chunk, (n + 1) * chunk).map((id) => `'${id}'`)
    return `/services/data/v62.0/query?q=${encodeURIComponent(`Account.Account_ID_18__c IN (${ids.join(',')})`)}`
  })
}
