// Search across types: organizations by their fields. Terms of one field are alternatives (Zendesk, Search reference).

import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import { ascending, type ZendeskAccount } from './account.ts'
import { listPage } from './pages.ts'
import type { Organization } from './store.ts'

/** The search route of an account. Only `type:organization` is known to the simulator. */
export function searchRoutes({ store, paging, organizationView }: ZendeskAccount): Routes {
  function search(request: RemoteRequest): RemoteResponse {
    const terms = [...(request.query.get('query') ?? '').matchAll(/(\w+):(?:"([^"]*)"|(\S+))/g)]
    const wanted = new Map<string, string[]>()
    for (const [, field = '', quoted, bare] of terms) {
      wanted.set(field, [...(wanted.get(field) ?? []), (quoted ?? bare ?? '').toLowerCase()])
    }
    if (!wanted.get('type')?.includes('organization')) {
      return { status: 422, body: { error: 'invalid', description: 'the simulator searches organizations only' } }
    }
    wanted.delete('type')
    const fits = (one: Organization) =>
      [...wanted].every(([field, values]) =>
        values.includes(String(field === 'name' ? one.name : (one.organization_fields[field] ?? '')).toLowerCase()),
      )
    const rows = [...store.organizations].sort(ascending).filter(fits)
    const view = organizationView(request.origin)
    const show = (row: Organization) => ({ ...view(row), result_type: 'organization' })
    return listPage(request, { name: 'results', rows, show, paging })
  }
  return { 'GET /api/v2/search': search }
}
