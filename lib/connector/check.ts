// A check of doctor in a target or a source; the first is the sign-in.

import { exit, Failure } from '../errors/failure.ts'
import { type MaskOptions, maskLine } from '../errors/mask.ts'
import type { Answer } from '../http/outcome.ts'

/** The separator of lines in a result: further lines are indented. */
export const NEXT_LINE = '\n      '

export interface HealthCheck {
  name: string
  /** Returns the result, or throws the problem with the next step. Changes nothing. */
  run(): Promise<string>
}

/** A result line by line, without control characters and addresses. */
export const maskLines = (text: string, options?: MaskOptions): string =>
  text
    .split(NEXT_LINE)
    .map((line) => maskLine(line, options))
    .join(NEXT_LINE)

/** Seconds. Snapshots and tokens have times of both clocks. */
const SKEW = 60

/** The difference between the clocks of this machine and the remote. Throws exit 7 if it is too large. */
export function clockOf({ headers }: Answer): string {
  const remote = Date.parse(String(headers['date']))
  if (Number.isNaN(remote)) return 'the remote sends no time'
  const seconds = Math.round((Date.now() - remote) / 1000)
  const said = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} the remote`
  if (Math.abs(seconds) <= SKEW) return said
  throw new Failure(exit.input, `this machine's clock is ${said}. Set it: tokens and snapshots are dated by it`)
}
