// One thing that doctor looks at, in a target or a source; the first is the sign-in.

import { exit, Failure } from '../errors/failure.ts'
import { type MaskOptions, maskLine } from '../errors/mask.ts'
import type { Answer } from '../http/outcome.ts'

/** Between the lines of what was found: the next one is indented, so that it is none of its own. */
export const NEXT_LINE = '\n      '

export interface HealthCheck {
  name: string
  /** What was found; throws what is wrong, with the next step. Changes nothing. */
  run(): Promise<string>
}

/** What was found, line by line, without control characters and addresses. */
export const maskLines = (text: string, options?: MaskOptions): string =>
  text
    .split(NEXT_LINE)
    .map((line) => maskLine(line, options))
    .join(NEXT_LINE)

/** Seconds. Snapshots and tokens carry times of both clocks. */
const SKEW = 60

/** How far this machine's clock is from the remote's. Throws exit 7 where it is too far. */
export function clockOf({ headers }: Answer): string {
  const remote = Date.parse(String(headers['date']))
  if (Number.isNaN(remote)) return 'it tells no time'
  const seconds = Math.round((Date.now() - remote) / 1000)
  const said = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} the remote`
  if (Math.abs(seconds) <= SKEW) return said
  throw new Failure(exit.input, `this machine's clock is ${said}. Set it: tokens and snapshots are dated by it`)
}
