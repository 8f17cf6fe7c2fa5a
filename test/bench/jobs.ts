// 2,000 users updated through jobs of 10 s: this sync, and the way of the one it replaces, side by side: npm run bench.

import { setTimeout as sleep } from 'node:timers/promises'
import { batches } from '../../lib/http/concurrency.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, synced } from '../kit/stages.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const PEOPLE = 2_000
const people = Array.from({ length: PEOPLE }, (_, n) => n)
const world = () =>
  worldOf({
    equal: 0,
    contacts: people.map((n) => contactOf(n)),
    users: people.map((n) => userOf(n, { name: 'Old Name' })),
  })
const options = { speed: 1, jobSeconds: 10 }

async function timed(
  work: (here: Place) => Promise<void>,
): Promise<{ seconds: number; requests: number; right: number }> {
  let result = { seconds: 0, requests: 0, right: 0 }
  await at(
    world(),
    async (here) => {
      here.settings(({ limits }) => Object.assign(limits, { update: { count: PEOPLE, share: 1 } }))
      await compared(here)
      here.box.requests.length = 0
      const started = performance.now()
      await work(here)
      const seconds = (performance.now() - started) / 1000
      // the simulator works when it is asked: what is done by now, is done
      const headers = { authorization: `Bearer ${here.env['ZENDESK_TOKEN']}` }
      await fetch(`${here.box.zendesk.url}/api/v2/users/me`, { headers })
      const right = here.box.world.zendesk.users.filter(({ name }) => name.startsWith('Person')).length
      result = { seconds, requests: here.box.requests.length, right }
    },
    options,
  )
  return result
}

/** As the original is described: batches of a hundred, 30 s after every twenty jobs, no result read. */
async function sleeping({ box, env }: Place): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${env['ZENDESK_TOKEN']}` }
  let jobs = 0
  for (const batch of batches(people, 100)) {
    const users = batch.map((n) => ({ id: 5000 + n, name: `Person ${n}` }))
    const url = `${box.zendesk.url}/api/v2/users/update_many`
    await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ users }) })
    if (++jobs % 20 === 0) await sleep(30_000)
  }
}

const [ours, theirs] = await Promise.all([
  timed(async (here) => {
    const { code, line } = await synced(here)
    if (code !== 0) throw new Error(line)
  }),
  timed(sleeping),
])
const least = 2 + 20 * 3 + 1 + 1 // token, who am I; read, job and read a batch; the fields of the mark; one poll
const row = (what: string, { seconds, requests, right }: typeof ours, known: string) =>
  `${what.padEnd(30)}${seconds.toFixed(1).padStart(6)} s ${String(requests).padStart(5)} requests ${right} of ${PEOPLE} done, ${known}\n`
process.stdout.write(row('this sync', ours, `each read back; least possible: ${least} requests`))
process.stdout.write(row('30 s of sleep after 20 jobs', theirs, 'not known to it'))
