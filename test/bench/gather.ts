// CPU, memory and time of gather-contacts and gather-users, each in a process of its own, beside a bare loop that reads
// the same pages: npm run bench -- gather [RECORDS [MOST_RECORDS]]. It measures the bundles, as a job runs them.

import { join } from 'node:path'
import { buildBundles } from '../../lib/scripts/build.ts'
import { type GatherPlace, type GatherWorld, withServer } from './gather-place.ts'
import { argumentsOf, machine, measure, tableOf, type Usage } from './measure.ts'

const [records = '100000', large = '1000000'] = process.argv.slice(2)
const RECORDS = Number(records)
const LARGE = Number(large)
const CONTACTS_PER_ACCOUNT = 50
/** Records of a run whose CPU is that of the start; it is taken off the others. */
const FEW = 100

type StageName = 'gather-contacts' | 'gather-users'

function runStage(name: StageName, { args, env }: GatherPlace, flags: string[] = []): Promise<Usage> {
  const variables = Object.entries(env).map(([variable, value]) => `${variable}=${value}`)
  return measure('env', [...variables, process.execPath, ...flags, ...argumentsOf(name), ...args])
}

const runBare = (what: 'contacts' | 'users', { url, queries }: GatherPlace): Promise<Usage> =>
  measure(process.execPath, ['--import', 'tsx', join('test', 'bench', 'gather-bare.ts'), what, url, queries])

const contactsWorld = (contacts: number): GatherWorld => ({
  accounts: Math.ceil(contacts / CONTACTS_PER_ACCOUNT),
  contactsPerAccount: CONTACTS_PER_ACCOUNT,
  chunk: 400,
  users: 0,
  latency: 0,
})
/** 40 chunks of two pages each, of a remote that answers after 150 ms. */
const CHUNKS: GatherWorld = { accounts: 4000, contactsPerAccount: 40, chunk: 100, users: 0, latency: 150 }
const usersWorld = (users: number): GatherWorld => ({ ...contactsWorld(FEW), users })

const requestsOf = async ({ url }: GatherPlace) =>
  ((await (await fetch(`${url}/requests`)).json()) as { requests: number }).requests

interface Run {
  used: Usage
  start: Usage
  /** The run whose time is compared with. */
  bare?: Usage
  requests?: number
}

const HEAD = ['what', 'records', 'CPU a record', 'wall', 'most memory', 'wall : that of the bare loop', 'requests']
const rows: string[][] = []

function addRow(what: string, n: number, { used, start, bare, requests }: Run): void {
  const perRecord = ((used.cpu - start.cpu) / n) * 1e6
  rows.push([
    what,
    n.toLocaleString('en'),
    `${perRecord.toFixed(1)} µs`,
    `${used.wall.toFixed(1)} s`,
    `${used.memory.toFixed(0)} MB`,
    bare ? (used.wall / bare.wall).toFixed(2) : '',
    requests === undefined ? '' : requests.toLocaleString('en'),
  ])
}

await buildBundles()
const bareStart = await withServer(contactsWorld(FEW), (place) => runBare('contacts', place))
const start = await withServer(contactsWorld(FEW), (place) => runStage('gather-contacts', place))
await withServer(contactsWorld(RECORDS), async (place) => {
  const bare = await runBare('contacts', place)
  addRow('gather-contacts', RECORDS, { used: await runStage('gather-contacts', place), start, bare })
  addRow('bare loop', RECORDS, { used: bare, start: bareStart })
})
await withServer(contactsWorld(3 * RECORDS), async (place) => {
  const used = await runStage('gather-contacts', place, ['--max-old-space-size=64'])
  addRow('gather-contacts, heap of 64 MB', 3 * RECORDS, { used, start })
})
await withServer(CHUNKS, async (place) => {
  const used = await runStage('gather-contacts', place)
  const requests = await requestsOf(place)
  const contacts = CHUNKS.accounts * CHUNKS.contactsPerAccount
  const bare = await runBare('contacts', place)
  addRow('gather-contacts, 40 chunks, 150 ms', contacts, { used, start, bare, requests })
  addRow('one chunk after the other', contacts, { used: bare, start: bareStart })
})
const usersStart = await withServer(usersWorld(FEW), (place) => runStage('gather-users', place))
await withServer(usersWorld(RECORDS), async (place) => {
  const used = await runStage('gather-users', place)
  const requests = await requestsOf(place)
  const bare = await runBare('users', place)
  addRow('gather-users', RECORDS, { used, start: usersStart, bare, requests })
  addRow('bare loop', RECORDS, { used: bare, start: bareStart })
})
if (LARGE > 0)
  await withServer(contactsWorld(LARGE), async (place) =>
    addRow('gather-contacts', LARGE, { used: await runStage('gather-contacts', place), start }),
  )
process.stdout.write(`${tableOf(HEAD, rows)}\n\nBundles of npm run build; ${machine()}\n`)
