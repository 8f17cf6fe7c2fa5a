// CPU, memory and time of gather-contacts and gather-users, each in a process of its own, beside a bare loop that reads
// the same pages: npm run bench -- gather [RECORDS]. Build first, as a job does: npm run build

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type GatherPlace, type GatherWorld, ROOT, withServer } from './gather-place.ts'

const [records = '100000', large = '1000000'] = process.argv.slice(2)
const RECORDS = Number(records)
const LARGE = Number(large)
const CONTACTS_PER_ACCOUNT = 50
/** Records of a run whose CPU is that of the start; it is taken off the others. */
const FEW = 100

interface Used {
  cpu: number
  seconds: number
  megabytes: number
}

const SCRIPT = `process.on('exit',()=>process.stderr.write('USED '+JSON.stringify(process.resourceUsage())))`
const TELLING = `data:text/javascript,${SCRIPT}`

/** Runs a process to its end. */
async function measure(args: string[], { input = '', env = {} }): Promise<Used> {
  const started = performance.now()
  const options = { cwd: ROOT, env: { ...process.env, ...env } }
  const child = spawn(process.execPath, ['--import', TELLING, ...args], options)
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  child.stdout.resume()
  child.stdin.end(input)
  const code = await new Promise((resolve) => child.once('close', resolve))
  const [, json] = /USED (.*)/.exec(said) ?? []
  if (code !== 0 || json === undefined) throw new Error(`${args.join(' ')} ended with ${code}: ${said}`)
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(json)
  const seconds = (performance.now() - started) / 1000
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, seconds, megabytes: (maxRSS * 1024) / 1e6 }
}

const runStage = (name: string, { args, env }: GatherPlace, flags: string[] = []) =>
  measure([...flags, join('lib', 'cli', 'start.js'), name, ...args], { env })

const runBare = (what: 'contacts' | 'users', { url, queries }: GatherPlace) =>
  measure(['--import', 'tsx', join('test', 'bench', 'gather-bare.ts'), what, url], { input: JSON.stringify(queries) })

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

function print(what: string, n: number, { used, start, bare, requests }: Row): void {
  const perRecord = ((used.cpu - start.cpu) / n) * 1e6
  const ratio = bare ? `${(used.seconds / bare.seconds).toFixed(2)} times` : ''
  const cells = [
    what,
    n.toLocaleString('en'),
    `${perRecord.toFixed(1)} µs`,
    `${used.seconds.toFixed(1)} s`,
    `${used.megabytes.toFixed(0)} MB`,
    ratio,
    requests ?? '',
  ]
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}

interface Row {
  used: Used
  start: Used
  /** The time that `used` is compared with. */
  bare?: Used
  requests?: number
}

process.stdout.write(`| what | records | CPU a record | wall | most memory | wall of the bare loop | requests |\n`)
process.stdout.write(`| --- | --- | --- | --- | --- | --- | --- |\n`)

const bareStart = await withServer(contactsWorld(FEW), (place) => runBare('contacts', place))
const start = await withServer(contactsWorld(FEW), (place) => runStage('gather-contacts', place))
await withServer(contactsWorld(RECORDS), async (place) => {
  const bare = await runBare('contacts', place)
  print('gather-contacts', RECORDS, { used: await runStage('gather-contacts', place), start, bare })
  print('bare loop', RECORDS, { used: bare, start: bareStart })
})
await withServer(contactsWorld(3 * RECORDS), async (place) => {
  const used = await runStage('gather-contacts', place, ['--max-old-space-size=64'])
  print('gather-contacts, heap of 64 MB', 3 * RECORDS, { used, start })
})
await withServer(CHUNKS, async (place) => {
  const used = await runStage('gather-contacts', place)
  const requests = await requestsOf(place)
  const contacts = CHUNKS.accounts * CHUNKS.contactsPerAccount
  const bare = await runBare('contacts', place)
  print('gather-contacts, 40 chunks, 150 ms', contacts, { used, start, bare, requests })
  print('one chunk after the other', contacts, { used: bare, start: bareStart })
})
const usersStart = await withServer(usersWorld(FEW), (place) => runStage('gather-users', place))
await withServer(usersWorld(RECORDS), async (place) => {
  const used = await runStage('gather-users', place)
  const requests = await requestsOf(place)
  const bare = await runBare('users', place)
  print('gather-users', RECORDS, { used, start: usersStart, bare, requests })
  print('bare loop', RECORDS, { used: bare, start: bareStart })
})
if (LARGE > 0)
  await withServer(contactsWorld(LARGE), async (place) =>
    print('gather-contacts', LARGE, { used: await runStage('gather-contacts', place), start }),
  )
