// Users written by the hundred: each request makes a job, whose entries succeed and fail one by one.

import type { Answer, Asked, Routes } from '../http/remote.ts'
import { type Account, MANY, splitted } from './account.ts'
import { badRequest, forbidden, notFound, tooMany, tooManyJobs, tooManyNew } from './answers.ts'
import { describe, type Patch } from './changes.ts'
import type { User } from './holding.ts'
import type { Jobs } from './jobs.ts'
import { warning } from './warnings.ts'

type Body = { user?: Patch; users?: Patch[] } | null
type Entry = (index: number) => object

const updating = { type: 'Bulk Update User', doing: 'Updating user' }
// destroy_many was recorded under the name of updates; creations are named by analogy with organizations.
const deleting = { type: 'Bulk Update User', doing: 'Deleting user' }
const creating = { type: 'Bulk Create User', doing: 'Creating User' }

/** The routes of an account that make jobs, and tell of them. */
export function bulk({ known, write, fields, fails, mayChange, bulkImports }: Account, queue: Jobs): Routes {
  function job(what: typeof updating, entries: Entry[], { origin, fate }: Asked, more = {}): Answer {
    if (entries.length === 0) return badRequest()
    const made = queue.queue({ ...what, entries, fate })
    const answer = made ? { body: { job_status: queue.shown(made, origin) } } : tooManyJobs(queue.inFlight())
    return { ...answer, headers: { ...more, 'zendesk-ratelimit-inflight-jobs': queue.header() } }
  }

  /** Why a user that an entry names is not touched. */
  function trouble(found: User | undefined): string | null {
    if (!found?.active) return 'User not found'
    if (!mayChange(found)) return 'Access denied'
    return fails(found.id) ? 'Database collision' : null
  }

  function updateMany(asked: Asked): Answer {
    const { body, query } = asked
    const { user, users } = { ...(body as Body) }
    const key = query.has('external_ids') ? 'external_id' : 'id'
    const named = splitted(query.get('ids') ?? query.get('external_ids')).map((id) => ({ ...user, [key]: id }))
    const patches = user ? named : users
    if (!Array.isArray(patches) || Boolean(user) !== named.length > 0) return badRequest()
    if (patches.length > MANY) return tooMany()

    const entries = patches.map(({ id, ...patch }) => (index: number) => {
      const found = id === undefined ? known.byExternalId(patch['external_id']) : known.byId(id)
      const details = trouble(found) ?? describe(write.update(found!, patch))
      if (details) return { index, error: 'UserUpdateError', id: found?.id ?? id ?? null, details }
      return { id: found!.id, action: 'update', status: 'Updated', success: true }
    })
    const warned = user
      ? warning('update_many', 'user', [user], fields)
      : warning('update_many', 'users', patches, fields)
    return job(updating, entries, asked, warned)
  }

  function destroyMany(asked: Asked): Answer {
    const { query } = asked
    const find = query.has('ids') ? known.byId : known.byExternalId
    const ids = splitted(query.get('ids') ?? query.get('external_ids'))
    if (ids.length > MANY) return tooMany()
    const entries = ids.map((id) => (index: number) => {
      const found = find(id)
      const details = trouble(found)
      if (details) return { index, error: 'UserDestroyError', id: found?.id ?? id, details }
      write.remove(found!)
      return { id: found!.id, action: 'delete', status: 'Deleted', success: true }
    })
    return job(deleting, entries, asked)
  }

  /** A failed entry's `id` is its place among the others, and no user's (reported twice). */
  const failed = (index: number, error: string, details: string) => ({
    id: index,
    error,
    details: `Name: ${details}`,
    status: 'Failed',
  })

  function create(patch: Patch, index: number, told: (user: User) => object): object {
    const made = write.create(patch)
    return 'details' in made
      ? failed(index, 'UserCreateError', describe(made.details) ?? '')
      : { id: made.user.id, status: 'Created', ...told(made.user) }
  }

  function createOrUpdate(patch: Patch, index: number): object {
    const { email, external_id } = patch
    const found = known.byAddress(String(email ?? '')) ?? known.byExternalId(external_id ?? '')
    if (!found) return create(patch, index, (user) => ({ email: user.email }))
    const details = trouble(found) ?? describe(write.update(found, patch))
    return details ? failed(index, 'UserUpdateError', details) : { id: found.id, status: 'Updated', email: found.email }
  }

  const creation = (action: (patch: Patch, index: number) => object) => (asked: Asked) => {
    if (!bulkImports) return forbidden()
    const { users } = { ...(asked.body as Body) }
    if (!Array.isArray(users)) return badRequest()
    if (users.length > MANY) return tooManyNew()
    return job(
      creating,
      users.map((patch) => (index: number) => action(patch, index)),
      asked,
    )
  }

  return {
    'PUT /api/v2/users/update_many': updateMany,
    'DELETE /api/v2/users/destroy_many': destroyMany,
    'POST /api/v2/users/create_many': creation((patch, index) => create(patch, index, () => ({}))),
    'POST /api/v2/users/create_or_update_many': creation(createOrUpdate),
    'GET /api/v2/job_statuses/show_many': ({ query, origin }) => {
      const found = splitted(query.get('ids')).flatMap((id) => queue.find(id) ?? [])
      return { body: { job_statuses: found.map((one) => queue.shown(one, origin)) } }
    },
    'GET /api/v2/job_statuses/:id': ({ params, origin }) => {
      const found = queue.find(params['id'] ?? '')
      return found ? { body: { job_status: queue.shown(found, origin) } } : notFound()
    },
  }
}
