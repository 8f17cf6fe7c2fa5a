// The log of the sandbox: each request and the end of its response.

import type { RemoteRequest, RemoteResponse } from './http/remote.ts'
import type { SystemName } from './systems.ts'

export interface LoggedRequest {
  system: SystemName
  method: string
  path: string
  query: Record<string, string>
  body: unknown
  /** 0: there was no answer, the connection was reset. */
  status: number
  /** The kind of the fault that was played on it. */
  fault?: string
}

/** A request and its answer, for the log. */
export function logEntry(
  system: SystemName,
  { method, path, query, body }: RemoteRequest,
  answer: RemoteResponse,
): LoggedRequest {
  const { status = 200, breakage, fault } = answer
  const sent = breakage === 'reset' ? 0 : status
  const entry = { system, method, path, query: Object.fromEntries(query), body, status: sent }
  return fault ? { ...entry, fault } : entry
}
