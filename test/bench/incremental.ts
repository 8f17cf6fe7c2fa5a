// gather-users of Zendesk: a read of all users, and a read of changes after it, with 1 in 100 users changed:
// npm run bench -- incremental [USERS] [LATENCY_MS]

import { buildBundles } from '../../lib/scripts/build.ts'
import { type GatherPlace, withServer } from './gather-place.ts'
import { argumentsOf, machine, measure, tableOf } from './measure.ts'

const [USERS = 200_000, LATENCY = 150] = process.argv.slice(2).map(Number)
const CHANGED = Math.ceil(USERS / 100)

async function requestsOf({ url }: GatherPlace): Promise<number> {
  return ((await (await fetch(`${url}/requests`)).json()) as { requests: number }).requests
}

await buildBundles()
const rows: string[][] = []
await withServer(
  { accounts: 1, contactsPerAccount: 1, chunk: 1, users: USERS, latency: LATENCY, changed: CHANGED },
  async (place) => {
    const variables = Object.entries(place.env).map(([name, value]) => `${name}=${value}`)
    let full = { requests: 0, wall: 0 }
    for (const what of ['all users', 'changes']) {
      const before = await requestsOf(place)
      const used = await measure('env', [...variables, process.execPath, ...argumentsOf('gather-users'), ...place.args])
      const requests = (await requestsOf(place)) - before
      if (what === 'all users') full = { requests, wall: used.wall }
      const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)}%`
      rows.push([
        what,
        requests.toLocaleString('en'),
        share(requests, full.requests),
        `${used.wall.toFixed(1)} s`,
        share(used.wall, full.wall),
        `${used.cpu.toFixed(1)} s`,
        `${used.memory.toFixed(0)} MB`,
      ])
    }
  },
)
const head = ['read', 'requests', 'of all', 'wall', 'of all', 'CPU', 'most memory']
process.stdout.write(`${tableOf(head, rows)}\n\n${machine()}\n`)
