// What can be set about the sandbox: of each system its own options, and what all of them share.

import type { Fault } from './faults/read.ts'
import type { RemoteRequest, RemoteResponse } from './http/remote.ts'
import type { SystemName, SystemOptions } from './systems.ts'

export interface Options extends SystemOptions {
  /** One factor for every time the sandbox takes (50). Headers that a client obeys are in real seconds all the same. */
  speed?: number
  /** What the time is, in milliseconds; a test may have its own. */
  clock?: () => number
  /** What goes wrong from the start. */
  faults?: { [system in SystemName]?: Fault[] }
  /** Asked before the system; what it returns is the answer. */
  respond?: (
    system: SystemName,
    request: RemoteRequest,
  ) => RemoteResponse | undefined | Promise<RemoteResponse | undefined>
}
