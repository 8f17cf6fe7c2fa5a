// 2,000 creations and 20,000 updates in Zendesk: this sync, and the method of the one that it replaces, in the same
// world: npm run bench -- sync [CREATIONS] [UPDATES]

import { setTimeout as sleep } from 'node:timers/promises'
import { batches } from '../../lib/http/concurrency.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared } from '../kit/stages.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const [CREATIONS = 2_000, UPDATES = 20_000] = process.argv.slice(2).map(Number)
/** Milliseconds of each answer. */
const LATENCY = 150
/** Requests a minute (Zendesk, Rate limits: Enterprise), and seconds of a job of a hundred (recorded: 10 to 15). */
const options = { speed: 1, zendesk: { rate: 700, jobSeconds: 10, bulkImports: true } }

const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)
const fresh = range(100_000, CREATIONS)
const known = range(0, UPDATES)

const world = () =>
  worldOf({
    equal: 0,
    contacts: [...known, ...fresh].map((n) => contactOf(n)),
    users: known.map((n) => userOf(n, { name: 'Old Name' })),
  })

interface Measured {
  what: string
  seconds: number
  requests: number
  /** 429 of the account, and of the limit of jobs. */
  refused: string
  done: string
}

async function measured(what: string, target: object, work: (here: Place) => Promise<string>): Promise<Measured> {
  const found: Measured[] = []
  await at(
    world(),
    async (here) => {
      here.settings(({ limits, target: zendesk }) => {
        for (const limit of [limits.create, limits.update]) Object.assign(limit, { count: 1_000_000, share: 1 })
        Object.assign(zendesk, { jobDeadline: 600, network: { deadline: 60 }, ...target })
      })
      await compared(here)
      here.box.requests.length = 0
      here.interfere(() => sleep(LATENCY, undefined))
      const started = performance.now()
      const done = await work(here)
      const seconds = (performance.now() - started) / 1000
      const { tooManyJobs, tooManyRequests } = here.box.stats.zendesk
      const refused = `${tooManyRequests} x 429, ${tooManyJobs} x TooManyJobs`
      found.push({ what, seconds, requests: here.box.requests.length, refused, done })
    },
    options,
  )
  return found[0]!
}

const ours = (what: string, target: object) =>
  measured(what, target, async (here) => {
    const { code, said } = await here.run('sync', ['--approve', approvalOf(here)])
    const line = said.trim().split('\n').at(-1) ?? ''
    if (code !== 0) throw new Error(said)
    return line.replace(/^sync us-gov: /, '')
  })

const approvalOf = (here: Place) => {
  const { plan } = here.json('create.json')
  const kinds = ['create', 'update'].filter((kind) => here.json(`${kind}.json`).count > 0)
  return `${plan.slice(0, 12)}:${kinds.map((kind) => `${kind}=${here.json(`${kind}.json`).count}`).join(',')}`
}

/** As the original is described: creations one by one, then jobs of a hundred, 30 s after every twenty; none is read. */
const theirs = (what: string) =>
  measured(what, {}, async ({ box, env }) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${env['ZENDESK_TOKEN']}` }
    const send = async (method: string, path: string, body: object): Promise<void> => {
      const answer = await fetch(`${box.zendesk.url}${path}`, { method, headers, body: JSON.stringify(body) })
      await answer.arrayBuffer()
      if (answer.status !== 429) return
      await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1000)
      await send(method, path, body)
    }
    for (const n of fresh) {
      const user = { name: `Person ${n}`, email: `person${n}@acme.test`, external_id: userOf(n).external_id }
      await send('POST', '/api/v2/users', { user })
    }
    let jobs = 0
    for (const batch of batches(known, 100)) {
      const users = batch.map((n) => ({ id: 5000 + n, name: `Person ${n}` }))
      await send('PUT', '/api/v2/users/update_many', { users })
      if (++jobs % 20 === 0) await sleep(30_000)
    }
    return 'no result is read'
  })

const show = ({ what, seconds, requests, refused, done }: Measured) =>
  process.stdout.write(
    `${what.padEnd(42)}${seconds.toFixed(1).padStart(7)} s  ${requests} requests, ${refused}; ${done}\n`,
  )

/** All run side by side, each against a simulator of its own: they wait more than they compute. */
const rows = [
  theirs('original: one by one, 30 s after 20 jobs'),
  ...(CREATIONS > 0 ? [ours('this sync, "create": "one"', { create: 'one' })] : []),
  ...(CREATIONS > 0 ? [ours('this sync, "one", "rateShare": 1', { create: 'one', rateShare: 1 })] : []),
  ours('this sync, "create": "many"', { create: 'many' }),
  ours('this sync, "many", "rateShare": 1', { create: 'many', rateShare: 1 }),
].map(async (row) => {
  show(await row)
  return row
})
const [original, ...others] = await Promise.all(rows)
for (const { what, seconds } of others)
  process.stdout.write(`${what}: ${(original!.seconds / seconds).toFixed(2)} times as fast\n`)
