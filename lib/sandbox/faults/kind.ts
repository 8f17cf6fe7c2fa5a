// What a kind of fault is made of.

import type { Answer, Asked } from '../http/remote.ts'
import type { Fault } from './read.ts'

export interface Kind {
  /** The requests it can happen to; without it, any. */
  fits?: (asked: Asked) => boolean
  /** Answers in place of the system: what was asked is not done. */
  instead?: (asked: Asked, fault: Fault) => Answer
  /**
   * Spoils the system's answer: what was asked is done. `earlier` are the rows of the page served before to the list.
   */
  spoil?: (answer: Answer, asked: Asked, earlier: unknown[] | undefined) => Answer
  /** What becomes of what the request starts, in a word of the system's own. */
  fate?: string
  /** What of the request reaches the system. */
  heard?: (asked: Asked) => Asked
}

export type Kinds = Record<string, Kind>
