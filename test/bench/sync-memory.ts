// The most memory of sync with many updates, against a Zendesk that answers at once:
// npm run bench -- sync-memory [UPDATES...]

import { buildBundles } from '../../lib/scripts/build.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared } from '../kit/stages.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'
import { argumentsOf, machine, measure, tableOf } from './measure.ts'

const asked = process.argv.slice(2).map(Number)
const sizes = asked.length > 0 ? asked : [20_000, 200_000]

/** Every user has another name than their contact. */
function world(updates: number) {
  const numbers = Array.from({ length: updates }, (_, n) => n)
  const users = numbers.map((n) => userOf(n, { name: 'Old Name' }))
  return worldOf({ equal: 0, contacts: numbers.map((n) => contactOf(n)), users })
}

async function rowFor(here: Place, updates: number): Promise<string[]> {
  here.settings(({ limits, target }) => {
    Object.assign(limits.update, { count: updates, share: 1 })
    target.rateShare = 1
  })
  await compared(here)
  const { plan } = here.json('update.json')
  const flags = ['--data', here.data, '--config', here.config, '--approve', `${plan.slice(0, 12)}:update=${updates}`]
  const variables = Object.entries(here.env).map(([name, value]) => `${name}=${value}`)
  const { cpu, memory, wall } = await measure('env', [...variables, 'node', ...argumentsOf('sync'), ...flags])
  return [updates.toLocaleString('en'), cpu.toFixed(1), wall.toFixed(1), memory.toFixed(0)]
}

await buildBundles()
const rows: string[][] = []
for (const updates of sizes)
  await at(world(updates), async (here) => void rows.push(await rowFor(here, updates)), {
    speed: 1000,
    zendesk: { rate: 100_000 },
  })
process.stdout.write(`${tableOf(['updates', 'CPU s', 'wall s', 'MB'], rows)}\n\n${machine()}\n`)
