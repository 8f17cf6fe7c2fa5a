// The faults of Zeenea.

import { commonKinds } from '../faults/common.ts'
import type { FaultKind, FaultKinds } from '../faults/kind.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import type { JsonObject } from '../parts/json.ts'
import { invalidBearer, invalidKey, problem } from './answers.ts'
import type { ExportFault } from './exports.ts'
import { zeeneaPages } from './page-format.ts'
import { SUPER_ADMIN } from './store.ts'

type NamedSet = { id: string; name: string }

const isGraphql = ({ path }: RemoteRequest) => path.startsWith('/public-api/')
const isScim = ({ path }: RemoteRequest) => path.startsWith('/api/scim/')
const isFile = ({ path }: RemoteRequest) => path.startsWith('/exports/')
const asksFor = (field: string) => (request: RemoteRequest) =>
  isGraphql(request) && String((request.body as JsonObject | null)?.['query']).includes(field)

/** A fault of a whole export, not of a single poll. */
const exportKind = (jobFault: ExportFault): FaultKind => ({ appliesTo: asksFor('createAllUsersExport'), jobFault })

/** A fault of the listed permission sets: `change` replaces the first set that is not Super Admin. */
const setKind = (change: (set: NamedSet) => NamedSet[]): FaultKind => ({
  appliesTo: asksFor('listPermissionSets'),
  changeResponse(response) {
    const { data } = { ...(response.body as { data?: Record<string, NamedSet[]> } | undefined) }
    if (!data) return response
    const changed = Object.entries(data).map(([name, list]) => {
      if (!Array.isArray(list)) return [name, list]
      const chosen = list.find((set) => set.name !== SUPER_ADMIN)
      return [name, list.flatMap((set) => (set === chosen ? change(set) : [set]))]
    })
    return { ...response, body: { data: Object.fromEntries(changed) } }
  },
})

/** Cuts the file inside a field after the header; with many rows, in the middle of the file. */
function cutFile(response: RemoteResponse): RemoteResponse {
  const text = String(response.body)
  const from = Math.max(Math.floor(text.length / 2), text.indexOf('\r\n') + 60)
  return { ...response, body: text.slice(0, text.lastIndexOf('","', from) + 3) }
}

/** Leaves out every second row; the file does not reveal it. */
function dropRows(response: RemoteResponse): RemoteResponse {
  // Every row begins with a quote, and no generated name has a quote after a line end.
  const [names, ...rows] = String(response.body).split(/\r\n(?="|$)/)
  return { ...response, body: [names, ...rows.filter((row, n) => row === '' || n % 2 === 0)].join('\r\n') }
}

export const zeeneaFaults: FaultKinds = {
  ...commonKinds({
    error: problem(500, 'Internal Server Error', 'An unexpected error occurred').body,
    unavailable: problem(503, 'Service Unavailable', 'The service is unavailable').body,
    login: '/login',
    pages: zeeneaPages,
  }),
  unauthorized: {
    appliesTo: (request) => isGraphql(request) || isScim(request),
    respond: (request) => (isScim(request) ? invalidBearer() : invalidKey()),
  },
  // No page of Zeenea documents limits; a proxy before the service may have some.
  'too-many': {
    appliesTo: (request) => isGraphql(request) || isScim(request),
    respond: (_, { retryAfter = 1 }) => {
      const response = problem(429, 'Too Many Requests', 'Too many requests')
      return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfter) } }
    },
  },
  'graphql-error': {
    appliesTo: isGraphql,
    respond: () => {
      const error = { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
      return { body: { errors: [error], data: null } }
    },
  },
  'export-error': exportKind('error'),
  'export-stuck': exportKind('stuck'),
  'export-no-url': exportKind('no-url'),
  'export-cut': { appliesTo: isFile, changeResponse: cutFile },
  'export-short': { appliesTo: isFile, changeResponse: dropRows },
  'set-gone': setKind(() => []),
  'set-doubled': setKind((set) => [set, { ...set, id: `${set.id.slice(0, -4)}d0b1` }]),
  'set-renamed': setKind((set) => [{ ...set, name: `${set.name} (old)` }]),
}
