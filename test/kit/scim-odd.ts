// Odd answers of SCIM services: what a user or a group is changed to on the wire.

import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import type { Place } from './pipeline.ts'

type Body = Record<string, unknown>
type Side = 'scim' | 'directory' | 'gluu'

/** What a resource is answered as; undefined: as it is. */
export type Change = (resource: Body) => unknown

/** A key twice, which no object can have: `twice('a', 1, 2)` in an object is `"a":1,"a":2` on the wire. */
export const twice = (key: string, first: unknown, second: unknown) => ({ $twice: [key, first, second] })

const TWICE = /"\$twice":\[("(?:[^"\\]|\\.)*"),("(?:[^"\\]|\\.)*"|[^",[\]{}]+),("(?:[^"\\]|\\.)*"|[^",[\]{}]+)\]/g
const textOf = (body: unknown) => JSON.stringify(body).replace(TWICE, '$1:$2,$1:$3')

/** From now on resources of one side are answered as `change` makes them, in lists and alone. */
export function oddly(here: Place, side: Side, type: 'Users' | 'Groups' | 'UpdatedUsers', change: Change): void {
  here.interfere(async (system, asked) => {
    const isMeant = system === side && asked.method === 'GET' && asked.path.includes(`/${type}`)
    if (!isMeant || asked.headers['x-plain']) return undefined
    const { body, status } = await plainly(here, side, asked)
    const odd = (one: Body) => change(one) ?? one
    const name = type === 'UpdatedUsers' ? 'results' : 'Resources'
    const rows = body[name] as Body[] | undefined
    const isList = body['totalResults'] !== undefined
    const changed = rows ? { ...body, [name]: rows.map(odd) } : isList || status !== 200 ? body : odd(body)
    return { status, headers: { 'content-type': 'application/scim+json' }, body: textOf(changed) }
  })
}

/** What the simulator itself answers. */
async function plainly({ box }: Place, side: Side, { path, query, headers }: RemoteRequest) {
  const url = new URL(path, box[side].url)
  url.search = String(query)
  const plain = { authorization: String(headers.authorization), 'x-plain': '1' }
  const response = await fetch(url, { headers: plain })
  return { status: response.status, body: (await response.json()) as Body }
}
