// Organization memberships: listed for a user, and one of them made the default (Zendesk, Organization memberships).

import type { Answer, Asked, Routes } from '../http/remote.ts'
import type { Account } from './account.ts'
import { forbidden, notFound } from './answers.ts'
import type { User } from './holding.ts'
import { listed } from './pages.ts'
import { shownMembership } from './records.ts'

/** The routes of an account about memberships of single users. */
export function memberships({ known, mayChange, holding, paging, write }: Account): Routes {
  /** Memberships have ids by their place: none is ever taken out of the middle while somebody reads. */
  const of = (user: User) =>
    holding.organization_memberships
      .map((membership, n) => ({ ...membership, id: 7_000_000_000_000 + n * 128 }))
      .filter(({ user_id }) => user_id === user.id)

  function list(asked: Asked): Answer {
    const user = known.byId(asked.params['id'])
    if (!user) return notFound()
    return listed(asked, 'organization_memberships', of(user), (row) => shownMembership(row, asked.origin), paging)
  }

  const makeDefault = (find: (user: User, id: string) => number | null) => (asked: Asked) => {
    const user = known.byId(asked.params['id'])
    if (!user?.active) return notFound()
    if (!mayChange(user)) return forbidden()
    const organization = find(user, asked.params['other'] ?? '')
    if (organization === null || !write.makeDefault(user, organization)) return notFound()
    return { body: { organization_memberships: of(user).map((row) => shownMembership(row, asked.origin)) } }
  }

  return {
    'GET /api/v2/users/:id/organization_memberships': list,
    'PUT /api/v2/users/:id/organizations/:other/make_default': makeDefault((_, id) => Number(id)),
    'PUT /api/v2/users/:id/organization_memberships/:other/make_default': makeDefault(
      (user, id) => of(user).find((one) => String(one.id) === id)?.organization_id ?? null,
    ),
  }
}
