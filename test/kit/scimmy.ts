// A SCIM server that is not ours: scimmy behind its routers, on Express 4, because with 5 its paging is without effect.

import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import express, { type Request, type Response } from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

const BASE = '/scim/v2'

export interface Options {
  /** Who is there from the start; an `id` is kept, all others are given. */
  users?: object[]
  groups?: object[]
  /** The bearer token, and the secret for the next ones. */
  token?: string
  /** How many requests a token is good for; always without it. */
  tokenLife?: number
}

export interface Resource {
  id: string
  meta: { created: string; lastModified: string }
  [attribute: string]: unknown
}

/** A request as it came; `path` is what follows the base, and `body` is null where none was sent. */
export interface Asked {
  method: string
  path: string
  query: string
  body: unknown
  status: number
}

export interface Scimmy {
  /** The base of its endpoints: `.../scim/v2`. */
  url: string
  token: string
  /** Where `grant_type=client_credentials`, with `client` and the first token as its secret, gets another token. */
  tokenUrl: string
  /** What is stored, by id. `groups` of a user is not: it is told from the members of the groups. */
  users: Map<string, Resource>
  groups: Map<string, Resource>
  requests: Asked[]
  close(): Promise<void>
}

type Kept = Pick<Scimmy, 'users' | 'groups'>
type Target = Pick<SCIMMY.Types.Resource, 'id' | 'filter'>
type Member = { value?: string }

const { User, Group } = SCIMMY.Resources
const KINDS = [
  { kind: User, name: 'users', view: withGroups },
  { kind: Group, name: 'groups', view: (group: Resource) => group },
] as const

// what is declared is of the whole process, so every request brings the store of its own server as its context
for (const { kind, name, view } of KINDS) {
  const stored = (id: string | undefined, kept: Kept) => {
    const found = kept[name].get(id ?? '')
    if (found) return found
    throw new SCIMMY.Types.Error(404, '', `Resource ${id} not found`)
  }
  SCIMMY.Resources.declare(kind, {
    ...(kind === User && { extensions: [{ schema: SCIMMY.Schemas.EnterpriseUser, required: false }] }),
    egress({ id, filter }: Target, kept: Kept) {
      if (id !== undefined) return view(stored(id, kept), kept)
      const all = [...kept[name].values()].map((one) => view(one, kept))
      return filter ? filter.match(all) : all
    },
    ingress({ id }: Target, sent: object, kept: Kept) {
      const now = new Date().toISOString()
      const old = id === undefined ? null : stored(id, kept)
      const next = { ...plain(sent), id: id ?? randomUUID(), meta: old?.meta ?? { created: now, lastModified: now } }
      if (name === 'users') refuseTaken(next, kept)
      // scimmy takes a new date for a change, and answers 204 only where there is none
      const isSame = isDeepStrictEqual(plain(next), old)
      if (!isSame) kept[name].set(next.id, plain({ ...next, meta: { ...next.meta, lastModified: now } }))
      return view(stored(next.id, kept), kept)
    },
    degress({ id }: Target, kept: Kept) {
      kept[name].delete(stored(id, kept).id)
      for (const group of kept.groups.values()) {
        if (!Array.isArray(group['members'])) continue
        group['members'] = group['members'].filter(({ value }: Member) => value !== id)
      }
    },
  })
}

/**
 * Serves users, with the enterprise extension, and groups. Several can run at once: each has a store of its own. They
 * share what scimmy has of the process, the base of locations too; it holds because no handler here waits.
 */
export async function scimmy(options: Options = {}): Promise<Scimmy> {
  const { users = [], groups = [], token: first = 'scimmy-token', tokenLife = Number.POSITIVE_INFINITY } = options
  const kept: Kept = { users: stocked(users, SCIMMY.Schemas.User), groups: stocked(groups, SCIMMY.Schemas.Group) }
  const requests: Asked[] = []
  let token = first
  let left = tokenLife

  const app = express()
  app.disable('x-powered-by')
  app.use((request, response, next) => {
    const { pathname, search } = new URL(request.originalUrl, origin)
    const { method } = request
    const asked = { method, path: pathname.replace(BASE, ''), query: search.slice(1), body: null, status: 0 }
    requests.push(asked)
    response.once('finish', () => {
      const hasBody = request.headers['content-type'] !== undefined
      Object.assign(asked, { status: response.statusCode, body: hasBody ? request.body : null })
    })
    next()
  })
  app.post('/token', express.urlencoded({ extended: false }), (request: Request, response: Response) => {
    const isKnown = request.headers.authorization === `Basic ${btoa(`client:${first}`)}`
    if (!isKnown) return response.status(401).send({ error: 'invalid_client' })
    if (request.body.grant_type !== 'client_credentials')
      return response.status(400).send({ error: 'unsupported_grant_type' })
    token = randomUUID()
    left = tokenLife
    return response.send({ access_token: token, token_type: 'bearer', expires_in: 1200 })
  })
  app.use(
    BASE,
    new SCIMMYRouters({
      type: 'bearer',
      baseUri: () => origin,
      context: () => kept,
      handler({ headers }) {
        if (headers.authorization !== `Bearer ${token}`) throw new Error('The token is not known')
        if (left-- <= 0) throw new Error('The token has ended')
        return 'client'
      },
    }),
  )

  const server = createServer(app)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}${BASE}`,
    token: first,
    tokenUrl: `${origin}/token`,
    ...kept,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** As it is after the wire: no classes, no keys without a value. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value))

function stocked(some: object[], Shape: new (resource: object, direction: 'in') => object): Map<string, Resource> {
  const now = new Date().toISOString()
  const made = some.map((one) => {
    const { id = randomUUID() } = one as { id?: string }
    return { ...plain(new Shape(one, 'in')), id, meta: { created: now, lastModified: now } }
  })
  return new Map(made.map((one) => [one.id, one]))
}

function withGroups(user: Resource, { groups }: Kept): Resource {
  const its = [...groups.values()]
    .filter(({ members }) => Array.isArray(members) && members.some(({ value }: Member) => value === user.id))
    .map(({ id, displayName }) => ({ value: id, display: displayName, type: 'direct' }))
  return its.length > 0 ? { ...user, groups: its } : user
}

/** Throws where another user has this userName, in whatever case. */
function refuseTaken({ id, userName }: Partial<Resource>, { users }: Kept) {
  const folded = String(userName).toLowerCase()
  for (const other of users.values()) {
    if (other.id === id || String(other['userName']).toLowerCase() !== folded) continue
    throw new SCIMMY.Types.Error(409, 'uniqueness', `The userName ${userName} is taken`)
  }
}
