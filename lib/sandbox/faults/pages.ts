// Faults of pages: the rows of another page, a link that leads back, missing rows. Each response stays well-formed.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { JsonObject } from '../parts/json.ts'
import type { FaultKinds } from './kind.ts'

/** How a system pages its lists. */
export interface PageFormat {
  /** The paths of lists. */
  path: RegExp
  /** The parameters that name a page of a list. */
  parameters: readonly string[]
  /** The fields with rows, each with the field that counts the rows of a page. Absent: the first array has the rows. */
  rows?: Readonly<Record<string, string>>
  /** Whether a page after the first is requested; absent: a list has one page. */
  isLater?(request: RemoteRequest): boolean
  /** The key that all pages of a list share; absent or null: the path and the other parameters. */
  key?(request: RemoteRequest, body: JsonObject): string | null
  /** The body with a next page that is the requested page; absent: a body names no next page. */
  turnBack?(body: JsonObject, request: RemoteRequest): JsonObject
}

/** Whether a page of a list is requested. */
export const isPage = ({ path }: PageFormat, request: RemoteRequest): boolean =>
  request.method === 'GET' && path.test(request.path)

/** Whether a page after the first is requested. */
export const isLaterPage = (format: PageFormat, request: RemoteRequest): boolean =>
  isPage(format, request) && format.isLater?.(request) === true

/** The path and the query of a request. */
export const requestedPath = ({ path, query }: RemoteRequest): string => (query.size > 0 ? `${path}?${query}` : path)

/** The first array of a body that can hold rows, with its name. */
function rowsIn({ rows }: PageFormat, body: unknown): [name: string, rows: unknown[]] | null {
  for (const [name, value] of Object.entries({ ...(body as JsonObject) }))
    if ((rows === undefined || name in rows) && Array.isArray(value)) return [name, value]
  return null
}

function changeRows(
  format: PageFormat,
  response: RemoteResponse,
  change: (rows: unknown[]) => unknown[],
): RemoteResponse {
  const [name, rows] = rowsIn(format, response.body) ?? []
  return name === undefined || rows === undefined
    ? response
    : { ...response, body: { ...(response.body as JsonObject), [name]: change(rows) } }
}

/** The response without one of its rows, and with the right count of the page: only a total can reveal it. */
export function dropRow(format: PageFormat, response: RemoteResponse): RemoteResponse {
  const [name = '', rows = []] = rowsIn(format, response.body) ?? []
  const counter = format.rows?.[name]
  const { body, ...rest } = changeRows(format, response, () => rows.toSpliced(Math.floor(rows.length / 2), 1))
  if (counter === undefined) return { ...rest, body }
  return { ...rest, body: { ...(body as JsonObject), [counter]: Math.max(rows.length - 1, 0) } }
}

/** The kinds of faults that pages of this format can have. */
export function pageKinds(format: PageFormat): FaultKinds {
  const { turnBack } = format
  const appliesTo = (request: RemoteRequest) => isPage(format, request)
  return {
    ...(format.isLater && {
      'repeated-page': {
        appliesTo: (request) => isLaterPage(format, request),
        changeResponse: (response, _, earlier) => changeRows(format, response, (rows) => earlier ?? rows),
      },
    }),
    ...(turnBack && {
      'same-cursor': {
        appliesTo,
        changeResponse: (response, request) =>
          rowsIn(format, response.body) === null
            ? response
            : { ...response, body: turnBack(response.body as JsonObject, request) },
      },
    }),
    'missing-rows': {
      appliesTo,
      changeResponse: (response) => changeRows(format, response, (rows) => rows.slice(0, Math.floor(rows.length / 2))),
    },
  }
}

/** Records the rows of the last page of every list. */
export function pageHistory(format: PageFormat) {
  const served = new Map<string, unknown[]>()
  return {
    /** The rows of the page that was served before, or undefined. */
    earlier: (request: RemoteRequest) => served.get(listKey(format, request, {})),
    record(request: RemoteRequest, { body }: RemoteResponse) {
      const [, rows] = isPage(format, request) ? (rowsIn(format, body) ?? []) : []
      if (rows) served.set(listKey(format, request, body as JsonObject), rows)
    },
  }
}

function listKey({ key, parameters }: PageFormat, request: RemoteRequest, body: JsonObject): string {
  const others = [...request.query].filter(([name]) => !parameters.includes(name))
  return key?.(request, body) ?? `${request.path}?${new URLSearchParams(others)}`
}
