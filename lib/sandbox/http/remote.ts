// A remote system for the sandbox: its requests, its responses, and the routes between them.

import type { IncomingHttpHeaders } from 'node:http'

export interface RemoteRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The parsed body: JSON or a form; null when there is none. */
  body: unknown
  /** The origin at which the caller reached the server, for absolute URLs in responses. */
  origin: string
  /** The named parts of the route's path. */
  params: Record<string, string>
  /** In bytes: the URI alone, and request line and headers together. */
  size: { uri: number; head: number }
  /** The fault of the job or the export that the request starts, in a word of the system. */
  jobFault?: string
}

/** A string as `body` is sent as it stands, anything else as JSON. */
export interface RemoteResponse {
  status?: number
  headers?: Record<string, string>
  body?: unknown
  /** How the connection breaks while this is sent. */
  breakage?: Breakage
  /** The kind of the fault that had a hand in it. */
  fault?: string
}

/** A remote system. A layer that makes it less friendly wraps a remote and is a remote. */
export type Remote = (request: RemoteRequest) => RemoteResponse | Promise<RemoteResponse>

export type Routes = Record<string, (request: RemoteRequest) => RemoteResponse>

/** Answers by the first of `routes` ('GET /users/:id') that fits; a path may end in `.json` or `/`. */
export function router(routes: Routes): (request: RemoteRequest) => RemoteResponse | undefined {
  const table = Object.entries(routes).map(([route, answer]) => {
    const [method, path = ''] = route.split(' ')
    return { method, path: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+?)')}(?:\\.json)?/?$`), answer }
  })
  return (request) => {
    for (const { method, path, answer } of table) {
      const found = method === request.method ? path.exec(request.path) : null
      if (found) return answer({ ...request, params: { ...found.groups } })
    }
    return undefined
  }
}

/**
 * cut-off: half the body, with the content-length of the whole. cut-short: half the body, with the end of a whole body
 * without a length. cut-chunks: half the body in chunks, without the last chunk. stall: half the body, then nothing.
 * reset: no response.
 */
export type Breakage = 'cut-off' | 'cut-short' | 'cut-chunks' | 'stall' | 'reset'
