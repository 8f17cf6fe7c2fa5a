// What Zendesk lists: users, found in five ways, their identities, organizations and user fields.

import { randomBytes } from 'node:crypto'
import type { Answer, Asked, Routes } from '../http/remote.ts'
import { type Account, ascending, MANY, splitted } from './account.ts'
import { notFound, tooMany } from './answers.ts'
import { count } from './counts.ts'
import { addressesOf, newUser, type User } from './holding.ts'
import { listed } from './pages.ts'
import { shownIdentities } from './records.ts'
import { shownUserField, userFields } from './user-fields.ts'

/** The reading routes of an account. */
export function lists(account: Account): Routes {
  const { holding, known, paging, active, shown, counts, fields, self } = account

  /** Users, and their identities where they were asked for beside them. */
  function withIdentities(answer: Answer, asked: Asked, found: User[]): Answer {
    const wanted = asked.query.get('include')?.split(',').includes('identities')
    if (!wanted) return answer
    const identities = found.flatMap((user) => shownIdentities(user, asked.origin))
    return { ...answer, body: { ...(answer.body as object), identities } }
  }

  function list(asked: Asked): Answer {
    const roles = [...asked.query.getAll('role'), ...asked.query.getAll('role[]')]
    const external = asked.query.get('external_id')?.toLowerCase()
    const found = active().filter(
      ({ role, external_id }) =>
        (roles.length === 0 || roles.includes(role)) &&
        (external === undefined || external_id?.toLowerCase() === external),
    )
    const answer = listed(asked, 'users', found, (user) => shown(user, asked.origin), paging)
    if (!account.includeOnList) return answer
    const page = ((answer.body as { users?: { id: number }[] }).users ?? []).map(({ id }) => known.byId(id)!)
    return withIdentities(answer, asked, page)
  }

  function showMany(asked: Asked): Answer {
    const { query, origin } = asked
    const ids = splitted(query.get('ids') ?? query.get('external_ids'))
    if (ids.length > MANY) return tooMany()
    const find = query.has('ids') ? known.byId : known.byExternalId
    const found = [...new Set(ids.flatMap((id) => find(id) ?? []))].sort(ascending)
    const body = { users: found.map((user) => shown(user, origin)), next_page: null, previous_page: null }
    return withIdentities({ body: { ...body, count: found.length } }, asked, found)
  }

  /** `email:x`, `email:"x"`, `external_id:x` are exact; bare words are found anywhere, and more than was meant. */
  function search(asked: Asked): Answer {
    const query = asked.query.get('query') ?? `external_id:"${asked.query.get('external_id') ?? ''}"`
    const terms = [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)]
    const fits = (user: User) =>
      terms.every(([, field, quoted, bare]) => {
        const text = (quoted ?? bare ?? '').toLowerCase()
        if (field === 'type') return text === 'user'
        if (field === 'email') return addressesOf(user).includes(text)
        if (field === 'external_id') return user.external_id?.toLowerCase() === text
        return [user.name, ...addressesOf(user)].some((value) => value.toLowerCase().includes(text))
      })
    return listed(asked, 'users', active().filter(fits), (user) => shown(user, asked.origin), paging)
  }

  function identities(asked: Asked): Answer {
    const user = known.byId(asked.params['id'])
    if (!user) return notFound()
    return listed(asked, 'identities', shownIdentities(user, asked.origin), (row) => row, paging)
  }

  function organizations(asked: Asked): Answer {
    const rows = [...holding.organizations].sort(ascending)
    return listed(asked, 'organizations', rows, account.organizationView(asked.origin), paging)
  }

  return {
    'GET /api/v2/organizations': organizations,
    'GET /api/v2/organizations/count': () => count(holding.organizations.length, counts),
    'GET /api/v2/users': list,
    'GET /api/v2/users/me': ({ origin }) => me(shown(self, origin)),
    'GET /api/v2/users/count': () => count(active().length, counts),
    'GET /api/v2/users/search': search,
    'GET /api/v2/users/show_many': showMany,
    'GET /api/v2/users/:id': ({ params, origin }) => {
      const user = known.byId(params['id'])
      return user ? { body: { user: shown(user, origin) } } : notFound()
    },
    'GET /api/v2/users/:id/identities': identities,
    'GET /api/v2/user_fields': (asked) =>
      listed(asked, 'user_fields', userFields(fields), (row) => shownUserField(row, asked.origin), paging),
  }
}

/** Who somebody without valid credentials is: users/me is open to anonymous callers, with 200. */
export function anonymous({ shown }: Account, origin: string): Answer {
  const nobody = newUser({ id: 1, name: 'Anonymous user', email: 'invalid@example.com', verified: false })
  const url = `${origin}/api/v2/users/.json`
  return me({ ...shown(nobody, origin), id: null, url, created_at: null, updated_at: null })
}

/** A user as users/me shows it: with a token for forms, in the place recorded. */
function me(user: object): Answer {
  const keys = Object.entries(user).flatMap(([key, value]) => {
    const token = [['authenticity_token', randomBytes(16).toString('hex')]]
    return key === 'verified' ? [[key, value], ...token] : [[key, value]]
  })
  return { body: { user: Object.fromEntries(keys) } }
}
