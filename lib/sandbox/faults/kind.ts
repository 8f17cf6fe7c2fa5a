// The parts of a kind of fault.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { Fault } from './read.ts'

export interface FaultKind {
  /** The requests that the fault can hit; absent: all. */
  appliesTo?: (request: RemoteRequest) => boolean
  /** Responds instead of the system, which does nothing. */
  respond?: (request: RemoteRequest, fault: Fault) => RemoteResponse
  /** Changes the response of the system, which did its work. `earlier`: the rows of the list's page before. */
  changeResponse?: (response: RemoteResponse, request: RemoteRequest, earlier: unknown[] | undefined) => RemoteResponse
  /** The fault of the job or the export that the request starts, in a word of the system. */
  jobFault?: string
  /** The request as it reaches the system. */
  changeRequest?: (request: RemoteRequest) => RemoteRequest
}

export type FaultKinds = Record<string, FaultKind>
