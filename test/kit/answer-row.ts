// A row of the table of answers: an answer to a stage, and the reaction of the stage.

import type { Options } from '../../lib/sandbox/options.ts'

/** The reaction of a stage to an answer. */
export type Does =
  | 'asks again'
  | 'waits as told, asks again'
  | 'signs in anew, asks again'
  | 'reads back, goes on'
  | 'writes receipts, goes on'
  | 'gives up'
  | 'stops at once'

export interface AnswerRow {
  stage: 'gather-organizations' | 'gather-users' | 'gather-contacts' | 'sync'
  path: string
  kind: string
  count: number | 'always'
  does: Does
  code: number
  /** Words of the stage or of its receipts. */
  says?: RegExp
  options?: Options
}
