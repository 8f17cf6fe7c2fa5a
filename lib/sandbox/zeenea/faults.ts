// What goes wrong with Zeenea.

import { commonKinds } from '../faults/common.ts'
import type { FaultKind, FaultKinds } from '../faults/kind.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { invalidBearer, invalidKey, problem } from './answers.ts'
import type { ExportFault } from './exports.ts'

type Body = Record<string, unknown>
type NamedSet = { id: string; name: string }

const isGraphql = ({ path }: RemoteRequest) => path.startsWith('/public-api/')
const isScim = ({ path }: RemoteRequest) => path.startsWith('/api/scim/')
const isFile = ({ path }: RemoteRequest) => path.startsWith('/exports/')
const asksFor = (field: string) => (request: RemoteRequest) =>
  isGraphql(request) && String((request.body as Body | null)?.['query']).includes(field)

/** A whole export goes wrong, not one look at it. */
const exportKind = (jobFault: ExportFault): FaultKind => ({
  appliesTo: asksFor('createAllUsersExport'),
  jobFault,
})

/** The answered permission sets, `change` made to the first that is no Super Admin's. */
const setKind = (change: (set: NamedSet) => NamedSet[]): FaultKind => ({
  appliesTo: asksFor('listPermissionSets'),
  changeResponse(answer) {
    const { data } = { ...(answer.body as { data?: Record<string, NamedSet[]> } | undefined) }
    if (!data) return answer
    const changed = Object.entries(data).map(([name, list]) => {
      if (!Array.isArray(list)) return [name, list]
      const chosen = list.find((set) => set.name !== 'Super Admin')
      return [name, list.flatMap((set) => (set === chosen ? change(set) : [set]))]
    })
    return { ...answer, body: { data: Object.fromEntries(changed) } }
  },
})

/** Inside of a field, past the names, in the middle where there are many rows. */
function cutFile(answer: RemoteResponse): RemoteResponse {
  const text = String(answer.body)
  const from = Math.max(Math.floor(text.length / 2), text.indexOf('\r\n') + 60)
  return { ...answer, body: text.slice(0, text.lastIndexOf('","', from) + 3) }
}

/** Every second row is missing: nothing in the file tells. */
function dropRows(answer: RemoteResponse): RemoteResponse {
  // No row begins without a quote, and no generated name has one after a line end.
  const [names, ...rows] = String(answer.body).split(/\r\n(?="|$)/)
  return { ...answer, body: [names, ...rows.filter((row, n) => row === '' || n % 2 === 0)].join('\r\n') }
}

// There is no cursor that could lead back, and no page but the first.
const {
  'same-cursor': _,
  'repeated-page': __,
  ...common
} = commonKinds({
  error: problem(500, 'Internal Server Error', 'An unexpected error occurred').body,
  unavailable: problem(503, 'Service Unavailable', 'The service is unavailable').body,
  login: '/login',
})

export const zeeneaFaults: FaultKinds = {
  ...common,
  unauthorized: {
    appliesTo: (request) => isGraphql(request) || isScim(request),
    respond: (request) => (isScim(request) ? invalidBearer() : invalidKey()),
  },
  // No page tells of limits; whatever stands before the service may have some.
  'too-many': {
    appliesTo: (request) => isGraphql(request) || isScim(request),
    respond: (_, { retryAfter = 1 }) => {
      const answer = problem(429, 'Too Many Requests', 'Too many requests')
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } }
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
