// Random worlds under random faults: what the systems never see, whatever comes, and the right end once it is over.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import * as assert from 'uvu/assert'
import type { Fault } from '../../lib/sandbox/faults/read.ts'
import type { LoggedRequest } from '../../lib/sandbox/log.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { type Chance, chance } from './kit/chance.ts'
import { kindsOf } from './kit/doors.ts'
import { early, guarded } from './kit/harm.ts'
import { inProcess, PATIENT, SCRIPTS, settle, wellApproved } from './kit/line.ts'
import { SEED } from './kit/seed.ts'
import { runsOf } from './kit/size.ts'
import { differences, everyone } from './kit/state.ts'
import { untrue } from './kit/truth.ts'
import { randomWorld } from './kit/worlds.ts'

const RUNS = runsOf({ usual: 30, long: 300 })
const SIDE_BY_SIDE = 6
const LINES = 3
/** Small, so that each list has several pages. */
const OPTIONS = { zendesk: { pageSize: 10, includeOnList: true }, salesforce: { pageSize: 10 } }

/** Milliseconds: who begins anew obeys what the run before was told, which nobody told it. */
const RETRY_AFTER = 1_100
const TELLS_WHEN = /^(edge-)?too-many-requests$|^unavailable$/

const schedules = suite('random faults')

const fault = (kinds: string[], random: Chance): Fault => ({
  kind: random.of(kinds),
  skip: random.below(12),
  every: 1 + random.below(4),
  count: random.below(8) === 0 ? 'always' : 1 + random.below(4),
})

/** A kind that lasts as long as the deadline is left to the matrix: here every fault may come at once. */
const quick = (kinds: object) =>
  Object.keys(kinds).filter((kind) => !/^(stall|cut-off|cut-chunks|job-stuck)$/.test(kind))

/**
 * Creations that were sent again without a look whether the first was carried out. Who answers 429 or 401 says that it
 * was not.
 */
function blind(requests: readonly LoggedRequest[]): string[] {
  const open = new Set<string>()
  const found: string[] = []
  for (const { body, method, path, query, status } of requests) {
    if (method === 'GET' && path.endsWith('/users/show_many'))
      for (const id of (query['external_ids'] ?? '').split(',')) open.delete(id)
    if (method !== 'POST' || path !== '/api/v2/users') continue
    const { external_id: id } = (body as { user: { external_id: string } }).user
    if (open.has(id)) found.push(`${id} was sent again blindly`)
    if (status !== 429 && status !== 401) open.add(id)
  }
  return found
}

/** The line as a schedule runs it: a stage that fails ends it. Gives the last stage and its code. */
async function line(here: Place): Promise<{ script: string; code: number }> {
  for (const script of SCRIPTS) {
    const { code, line: said } = await inProcess(here, script)
    assert.is.not(code, 1, said)
    if (code !== 0 || script === 'sync') return { script, code }
  }
  throw new Error('the line has no sync')
}

interface Sums {
  good: number
  refused: number
  played: number
}

async function schedule(n: number, sums: Sums): Promise<void> {
  const random = chance(`schedule ${n}`)
  const { world, protectedIds } = randomWorld(random)
  let end = new Map<string, string>()
  await at(
    structuredClone(world),
    async (here) => {
      settle(here, PATIENT)
      await wellApproved(here)
      end = everyone(here)
    },
    OPTIONS,
  )
  const times = 1 + random.below(6)
  const faults = Array.from({ length: times }, () => {
    const system = random.of(['zendesk', 'zendesk', 'salesforce'] as const)
    return { system, one: fault(quick(kindsOf[system]), random) }
  })
  await at(
    structuredClone(world),
    async (here) => {
      settle(here, PATIENT)
      const harmed = guarded(here, end, protectedIds)
      const harm = () => [...harmed(), ...blind(here.box.requests)]
      // a sync that ended before its sign-in left the receipts of another plan
      const lies = () =>
        existsSync(join(here.folder, 'deleted.json')) &&
        here.json('deleted.json').plan === here.json('delete.json').plan
          ? untrue(here)
          : []
      for (const { system, one } of faults) here.box.faults[system].add(one)
      const told = JSON.stringify(faults)
      for (let i = 0; i < LINES; i++) {
        const { script, code } = await line(here)
        if (code === 0) sums.good++
        else sums.refused++
        if (code === 9 && faults.some(({ one }) => TELLS_WHEN.test(one.kind))) await sleep(RETRY_AFTER)
        const wrong = [...harm(), ...(script === 'sync' ? lies() : [])]
        assert.equal(wrong, [], `CHAOS_SEED=${SEED}, schedule ${n}, line ${i}, ${script} ${code}: ${told}`)
      }
      sums.played += Object.values(here.box.faults)
        .flatMap((all) => all.list())
        .filter(({ played }) => played > 0).length
      for (const all of Object.values(here.box.faults)) all.clear()
      await wellApproved(here)
      const wrong = [...harm(), ...lies(), ...differences(everyone(here), end)]
      if (early(here) > 0) wrong.push(`${early(here)} requests sooner than allowed`)
      assert.equal(wrong, [], `CHAOS_SEED=${SEED}, schedule ${n}: ${told}`)
    },
    OPTIONS,
  )
}

schedules(
  `${RUNS} worlds, each under its own faults: nobody is harmed, and the end is that of a good day`,
  async () => {
    const limit = pLimit(SIDE_BY_SIDE)
    const sums: Sums = { good: 0, refused: 0, played: 0 }
    const all = Array.from({ length: RUNS }, (_, n) => limit(() => schedule(n, sums)))
    const failed = (await Promise.allSettled(all)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    process.stdout.write(
      `  ${RUNS} worlds, ${sums.played} faults met, lines: ${sums.good} to the end, ${sums.refused} refused, harm ${failed.length}\n`,
    )
    assert.equal(
      failed.map(({ message }) => message),
      [],
      failed.map(({ details, message }) => `${message}${details ?? ''}`).join('\n'),
    )
    assert.ok(sums.played > RUNS && sums.refused > 0 && sums.good > 0)
  },
)

schedules.run()
