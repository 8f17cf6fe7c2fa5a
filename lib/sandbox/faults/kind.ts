// What a kind of fault is made of.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { Fault } from './read.ts'

export interface FaultKind {
  /** The requests it can happen to; without it, any. */
  appliesTo?: (request: RemoteRequest) => boolean
  /** Answers in place of the system: what was asked is not done. */
  respond?: (request: RemoteRequest, fault: Fault) => RemoteResponse
  /**
   * Spoils the system's answer: what was asked is done. `earlier` are the rows of the page served before to the list.
   */
  changeResponse?: (answer: RemoteResponse, request: RemoteRequest, earlier: unknown[] | undefined) => RemoteResponse
  /** What becomes of what the request starts, in a word of the system's own. */
  jobFault?: string
  /** What of the request reaches the system. */
  changeRequest?: (request: RemoteRequest) => RemoteRequest
}

export type FaultKinds = Record<string, FaultKind>
