// The options of a sandbox: of each system, and of all systems together.

import type { Fault } from './faults/read.ts'
import type { RemoteRequest, RemoteResponse } from './http/remote.ts'
import type { SystemName, SystemOptions } from './systems.ts'

export interface Options extends SystemOptions {
  /** The factor of all times in the sandbox (50). Headers that a client obeys are in real seconds. */
  speed?: number
  /** The time in milliseconds; a test may have its own. */
  clock?: () => number
  /** The date in milliseconds since 1970, for the stamps of records; a test may have its own. */
  date?: () => number
  /** The ports to listen on, by system; a port in use is replaced by a free one. Default: free ones. */
  ports?: { [system in SystemName]?: number }
  /** The faults from the start, by system. */
  faults?: { [system in SystemName]?: Fault[] }
  /** Called before the system; a returned response replaces the response of the system. */
  respond?: (
    system: SystemName,
    request: RemoteRequest,
  ) => RemoteResponse | undefined | Promise<RemoteResponse | undefined>
}
