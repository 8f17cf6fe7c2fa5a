// Lists of Zendesk: users by five kinds of requests, identities, organizations and user fields.

import { randomBytes } from 'node:crypto'
import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import { ascending, listItems, MOST_PER_REQUEST, type ZendeskAccount } from './account.ts'
import { recordNotFound, tooManyValues } from './answers.ts'
import { count } from './counts.ts'
import { listPage } from './pages.ts'
import { identityRecords } from './records.ts'
import { addressesOf, newUser, type User } from './store.ts'
import { userFieldRecord, userFields } from './user-fields.ts'

/** The reading routes of an account. */
export function listRoutes(account: ZendeskAccount): Routes {
  const { store, known, paging, active, userView, counts, fields, self } = account

  /** Users, with their identities if the request includes them. */
  function withIdentities(answer: RemoteResponse, request: RemoteRequest, found: User[]): RemoteResponse {
    const wanted = request.query.get('include')?.split(',').includes('identities')
    if (!wanted) return answer
    const identities = found.flatMap((user) => identityRecords(user, request.origin))
    return { ...answer, body: { ...(answer.body as object), identities } }
  }

  function list(request: RemoteRequest): RemoteResponse {
    const roles = [...request.query.getAll('role'), ...request.query.getAll('role[]')]
    const external = request.query.get('external_id')?.toLowerCase()
    const found = active().filter(
      ({ role, external_id }) =>
        (roles.length === 0 || roles.includes(role)) &&
        (external === undefined || external_id?.toLowerCase() === external),
    )
    const answer = listPage(request, {
      name: 'users',
      rows: found,
      show: (user) => userView(user, request.origin),
      paging,
    })
    if (!account.includeOnList) return answer
    const page = ((answer.body as { users?: { id: number }[] }).users ?? []).map(({ id }) => known.byId(id)!)
    return withIdentities(answer, request, page)
  }

  function showMany(request: RemoteRequest): RemoteResponse {
    const { query, origin } = request
    const ids = listItems(query.get('ids') ?? query.get('external_ids'))
    if (ids.length > MOST_PER_REQUEST) return tooManyValues()
    const find = query.has('ids') ? known.byId : known.byExternalId
    const found = [...new Set(ids.flatMap((id) => find(id) ?? []))].sort(ascending)
    const body = { users: found.map((user) => userView(user, origin)), next_page: null, previous_page: null }
    return withIdentities({ body: { ...body, count: found.length } }, request, found)
  }

  /** `email:x`, `email:"x"`, `external_id:x` are exact; bare words are found anywhere, and more than was meant. */
  function search(request: RemoteRequest): RemoteResponse {
    const query = request.query.get('query') ?? `external_id:"${request.query.get('external_id') ?? ''}"`
    const terms = [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)]
    const fits = (user: User) =>
      terms.every(([, field, quoted, bare]) => {
        const text = (quoted ?? bare ?? '').toLowerCase()
        if (field === 'type') return text === 'user'
        if (field === 'email') return addressesOf(user).includes(text)
        if (field === 'external_id') return user.external_id?.toLowerCase() === text
        return [user.name, ...addressesOf(user)].some((value) => value.toLowerCase().includes(text))
      })
    return listPage(request, {
      name: 'users',
      rows: active().filter(fits),
      show: (user) => userView(user, request.origin),
      paging,
    })
  }

  function identities(request: RemoteRequest): RemoteResponse {
    const user = known.byId(request.params['id'])
    if (!user) return recordNotFound()
    return listPage(request, {
      name: 'identities',
      rows: identityRecords(user, request.origin),
      show: (row) => row,
      paging,
    })
  }

  function organizations(request: RemoteRequest): RemoteResponse {
    const rows = [...store.organizations].sort(ascending)
    return listPage(request, { name: 'organizations', rows, show: account.organizationView(request.origin), paging })
  }

  return {
    'GET /api/v2/organizations': organizations,
    'GET /api/v2/organizations/count': () => count(store.organizations.length, counts),
    'GET /api/v2/users': list,
    'GET /api/v2/users/me': ({ origin }) => meResponse(userView(self, origin)),
    'GET /api/v2/users/count': () => count(active().length, counts),
    'GET /api/v2/users/search': search,
    'GET /api/v2/users/show_many': showMany,
    'GET /api/v2/users/:id': ({ params, origin }) => {
      const user = known.byId(params['id'])
      return user ? { body: { user: userView(user, origin) } } : recordNotFound()
    },
    'GET /api/v2/users/:id/identities': identities,
    'GET /api/v2/user_fields': (request) =>
      listPage(request, {
        name: 'user_fields',
        rows: userFields(fields),
        show: (row) => userFieldRecord(row, request.origin),
        paging,
      }),
  }
}

/** The user of a request without valid credentials: users/me answers anonymous callers with 200. */
export function anonymousUser({ userView }: ZendeskAccount, origin: string): RemoteResponse {
  const nobody = newUser({ id: 1, name: 'Anonymous user', email: 'invalid@example.com', verified: false })
  const url = `${origin}/api/v2/users/.json`
  return meResponse({ ...userView(nobody, origin), id: null, url, created_at: null, updated_at: null })
}

/** A user as users/me shows it: with a token for forms, in the place recorded. */
function meResponse(user: object): RemoteResponse {
  const keys = Object.entries(user).flatMap(([key, value]) => {
    const token = [['authenticity_token', randomBytes(16).toString('hex')]]
    return key === 'verified' ? [[key, value], ...token] : [[key, value]]
  })
  return { body: { user: Object.fromEntries(keys) } }
}
