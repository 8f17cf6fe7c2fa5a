// Search across types: organizations by their fields. Terms of one field are alternatives (Zendesk, Search reference).

import type { Answer, Asked, Routes } from '../http/remote.ts'
import { type Account, ascending } from './account.ts'
import type { Organization } from './holding.ts'
import { listed } from './pages.ts'

/** The search route of an account. Only `type:organization` is known to the simulator. */
export function searches({ holding, paging, organizationView }: Account): Routes {
  function search(asked: Asked): Answer {
    const terms = [...(asked.query.get('query') ?? '').matchAll(/(\w+):(?:"([^"]*)"|(\S+))/g)]
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
    const rows = [...holding.organizations].sort(ascending).filter(fits)
    const view = organizationView(asked.origin)
    const show = (row: Organization) => ({ ...view(row), result_type: 'organization' })
    return listed(asked, 'results', rows, show, paging)
  }
  return { 'GET /api/v2/search': search }
}
