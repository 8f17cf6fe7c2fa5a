// One cell of the matrix: a fault just before a stage, what came of it, and a plain second run.

import type { LoggedRequest } from '../../../lib/sandbox/log.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import type { Often } from './codes.ts'
import { crowd, PAGE_SIZE, protectedIds } from './crowd.ts'
import type { Door } from './doors.ts'
import { early, guarded } from './harm.ts'
import { BEFORE, PATIENT, type Runs, SCRIPTS, STALLED, settle, well } from './line.ts'
import { differences, everyone } from './state.ts'
import { filesOf, untrue } from './truth.ts'

export interface Cell {
  door: Door
  kind: string
  times: Often
}

export interface Result {
  code: number
  /** What the stage said. */
  line: string
  /** How often the fault was met. */
  played: number
  /**
   * Requests sooner than a Retry-After allowed, where that is the only harm: on a busy machine they were on their way.
   */
  early: number
  harm: string[]
}

export interface GoodDay {
  /** Everyone at its end. */
  end: Map<string, string>
  /** What each stage asked. */
  sent: Record<string, LoggedRequest[]>
}

/** The whole line on a day without a fault. */
export async function goodDay(): Promise<GoodDay> {
  const day: GoodDay = { end: new Map(), sent: {} }
  const work = async (here: Place) => {
    settle(here, PATIENT)
    for (const script of SCRIPTS) {
      const from = here.box.requests.length
      await well(here, [script])
      day.sent[script] = here.box.requests.slice(from)
    }
    day.end = everyone(here)
  }
  await at(crowd(), work, { zendesk: { pageSize: PAGE_SIZE }, salesforce: { pageSize: PAGE_SIZE } })
  return day
}

/** Plays a cell; `run` runs its stage, and sync afterwards. Throws where the second run does not end well. */
export async function played({ door, kind, times }: Cell, { end }: GoodDay, run: Runs): Promise<Result> {
  const { stage, system, fault, doing } = door
  const result: Result = { code: -1, line: '', played: 0, early: 0, harm: [] }
  const work = async (here: Place) => {
    settle(here, lastsLong(kind) ? STALLED : PATIENT)
    await well(here, BEFORE[stage])
    const harmed = guarded(here, end, protectedIds)
    const wrong = filesOf(here, stage)
    const from = here.box.requests.length
    const faults = here.box.faults[system]
    faults.add({ kind, ...fault, count: { once: 1, 'three times': 3, always: 'always' }[times] })

    const { code, line } = await run(here, stage)
    const harm = [...harmed(), ...wrong(code)]
    if (stage === 'sync') harm.push(...untrue(here))
    else if (here.box.requests.slice(from).some(isWrite)) harm.push('a gather wrote')
    const tooSoon = early(here)
    if (tooSoon > 0) harm.push(`${tooSoon} requests sooner than allowed`)
    Object.assign(result, { code, line, harm, played: faults.list()[0]!.played })

    faults.clear()
    settle(here, PATIENT)
    await well(here, SCRIPTS.slice(0, -1))
    await well(here, ['sync'], run)
    const later = [...harmed(), ...untrue(here)]
    const odd = differences(everyone(here), end)
    if (odd.length > 0) later.push(`${odd.join(', ')} not as on a good day`)
    harm.push(...later.filter((one) => !harm.includes(one)).map((one) => `second run: ${one}`))
    result.early = harm.length === 1 ? tooSoon : 0
  }
  // identities come with the list, except where they are what is asked
  await at(crowd(), work, {
    zendesk: { pageSize: PAGE_SIZE, includeOnList: doing !== 'addresses' },
    salesforce: { pageSize: PAGE_SIZE },
  })
  return result
}

const isWrite = ({ method, path }: LoggedRequest) => method !== 'GET' && path.startsWith('/api')

/** Whether the deadline passes. */
const lastsLong = (kind: string) => kind === 'stall' || kind === 'job-stuck'
