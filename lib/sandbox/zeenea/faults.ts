// What goes wrong with Zeenea.

import { commonKinds } from '../faults/common.ts'
import type { Kind, Kinds } from '../faults/kind.ts'
import type { Answer, Asked } from '../http/remote.ts'
import { invalidBearer, problem, unauthorized } from './answers.ts'
import type { ExportFate } from './exports.ts'

type Body = Record<string, unknown>
type NamedSet = { id: string; name: string }

const isGraphql = ({ path }: Asked) => path.startsWith('/public-api/')
const isScim = ({ path }: Asked) => path.startsWith('/api/scim/')
const isFile = ({ path }: Asked) => path.startsWith('/exports/')
const asks = (field: string) => (asked: Asked) =>
  isGraphql(asked) && String((asked.body as Body | null)?.['query']).includes(field)

/** A whole export goes wrong, not one look at it. */
const ends = (fate: ExportFate): Kind => ({
  fits: asks('createAllUsersExport'),
  fate,
})

/** The answered permission sets, `change` made to the first that is no Super Admin's. */
const sets = (change: (set: NamedSet) => NamedSet[]): Kind => ({
  fits: asks('listPermissionSets'),
  spoil(answer) {
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
function cut(answer: Answer): Answer {
  const text = String(answer.body)
  const from = Math.max(Math.floor(text.length / 2), text.indexOf('\r\n') + 60)
  return { ...answer, body: text.slice(0, text.lastIndexOf('","', from) + 3) }
}

/** Every second row is missing: nothing in the file tells. */
function shortened(answer: Answer): Answer {
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

export const zeeneaKinds: Kinds = {
  ...common,
  unauthorized: {
    fits: (asked) => isGraphql(asked) || isScim(asked),
    instead: (asked) => (isScim(asked) ? invalidBearer() : unauthorized()),
  },
  // No page tells of limits; whatever stands before the service may have some.
  'too-many': {
    fits: (asked) => isGraphql(asked) || isScim(asked),
    instead: (_, { retryAfter = 1 }) => {
      const answer = problem(429, 'Too Many Requests', 'Too many requests')
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } }
    },
  },
  'graphql-error': {
    fits: isGraphql,
    instead: () => {
      const error = { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
      return { body: { errors: [error], data: null } }
    },
  },
  'export-error': ends('error'),
  'export-stuck': ends('stuck'),
  'export-no-url': ends('no-url'),
  'export-cut': { fits: isFile, spoil: cut },
  'export-short': { fits: isFile, spoil: shortened },
  'set-gone': sets(() => []),
  'set-doubled': sets((set) => [set, { ...set, id: `${set.id.slice(0, -4)}d0b1` }]),
  'set-renamed': sets((set) => [{ ...set, name: `${set.name} (old)` }]),
}
