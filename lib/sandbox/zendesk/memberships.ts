// Organization memberships: of all users, of one user, and the default (Zendesk, Organization memberships).

import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import type { ZendeskAccount } from './account.ts'
import { forbidden, recordNotFound } from './answers.ts'
import { listPage } from './pages.ts'
import { membershipRecord } from './records.ts'
import type { User } from './store.ts'

/** The routes of an account about memberships. */
export function membershipRoutes({ known, mayChange, store, paging, write }: ZendeskAccount): Routes {
  /** The id of a membership follows from its position: no request removes a membership before others. */
  const memberships = () =>
    store.organization_memberships.map((membership, n) => ({ ...membership, id: 7_000_000_000_000 + n * 128 }))
  const membershipsOf = (user: User) => memberships().filter(({ user_id }) => user_id === user.id)

  const page = (request: RemoteRequest, rows: ReturnType<typeof memberships>): RemoteResponse =>
    listPage(request, {
      name: 'organization_memberships',
      rows,
      show: (row) => membershipRecord(row, request.origin),
      paging,
    })

  function list(request: RemoteRequest): RemoteResponse {
    const user = known.byId(request.params['id'])
    return user ? page(request, membershipsOf(user)) : recordNotFound()
  }

  const makeDefault = (find: (user: User, id: string) => number | null) => (request: RemoteRequest) => {
    const user = known.byId(request.params['id'])
    if (!user?.active) return recordNotFound()
    if (!mayChange(user)) return forbidden()
    const organization = find(user, request.params['other'] ?? '')
    if (organization === null || !write.makeDefault(user, organization)) return recordNotFound()
    return {
      body: { organization_memberships: membershipsOf(user).map((row) => membershipRecord(row, request.origin)) },
    }
  }

  return {
    'GET /api/v2/organization_memberships': (request) => page(request, memberships()),
    'GET /api/v2/users/:id/organization_memberships': list,
    'PUT /api/v2/users/:id/organizations/:other/make_default': makeDefault((_, id) => Number(id)),
    'PUT /api/v2/users/:id/organization_memberships/:other/make_default': makeDefault(
      (user, id) => membershipsOf(user).find((one) => String(one.id) === id)?.organization_id ?? null,
    ),
  }
}
