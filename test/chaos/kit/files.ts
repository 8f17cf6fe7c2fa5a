// Marked points in the folder: a sync is killed at one of the calls that change its files.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import type { Place } from '../../kit/pipeline.ts'
import { type Victim, victim } from './victim.ts'

/** As JavaScript, so that its process needs no loader and runs the bundles. */
const SOURCE = readFileSync(join(import.meta.dirname, 'die.ts'), 'utf8')
const DIE = `data:text/javascript;base64,${Buffer.from(transformSync(SOURCE, { loader: 'ts' }).code).toString('base64')}`

export interface FileMark {
  call: string
  nth: number
  /** Half of what it writes is written. */
  torn: boolean
}

/** How often which call was made. */
export type Calls = [call: string, count: number][]

const log = ({ data }: Place) => join(data, 'calls.json')

/** A sync, or another script, that is not killed and tells its calls. */
export const told = (here: Place, script = 'sync'): Victim =>
  victim(here, { CHAOS_FOLDER: here.folder, CHAOS_LOG: log(here) }, { first: [DIE], script })

export const callsOf = (here: Place): Calls => JSON.parse(readFileSync(log(here), 'utf8'))

/**
 * The first of each call, and the last receipts. The three receipt artifacts are written alike, so that of one will do.
 */
export const fileMarks = (calls: Calls): FileMark[] =>
  calls
    .filter(([call]) => !/ (updated|deleted)\.json\.part$/.test(call) || call.startsWith('rename'))
    .flatMap(([call, count]) => {
      const whole = [...new Set(/receipt of/.test(call) ? [1, count] : [1])].map((nth) => ({ call, nth, torn: false }))
      return /^write/.test(call) ? [...whole, { call, nth: 1, torn: true }] : whole
    })

/** Lets a sync, or another script, run until it makes the call. */
export const killedAtCall = (here: Place, { call, nth, torn }: FileMark, script = 'sync'): Victim =>
  victim(
    here,
    { CHAOS_FOLDER: here.folder, CHAOS_AT: `${call}#${nth}`, ...(torn && { CHAOS_TORN: '1' }) },
    { first: [DIE], script },
  )
