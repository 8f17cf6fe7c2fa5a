// Bulk writes of users: each request makes a job, whose entries succeed or fail separately.

import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import { listItems, MOST_PER_REQUEST, type ZendeskAccount } from './account.ts'
import { badRequest, forbidden, recordNotFound, tooManyCreations, tooManyJobs, tooManyValues } from './answers.ts'
import { describe, type Patch } from './changes.ts'
import type { JobQueue, Task } from './jobs.ts'
import type { User } from './store.ts'
import { warningHeader } from './warnings.ts'

type BulkBody = { user?: Patch; users?: Patch[] } | null

const updating = { type: 'Bulk Update User', doing: 'Updating user' }
// destroy_many was recorded under the name of updates; creations are named by analogy with organizations.
const deleting = { type: 'Bulk Update User', doing: 'Deleting user' }
const creating = { type: 'Bulk Create User', doing: 'Creating User' }

/** The routes that make jobs, and that show them. */
export function bulkRoutes(
  { known, write, fields, fails, mayChange, bulkImports }: ZendeskAccount,
  queue: JobQueue,
): Routes {
  function job(
    { origin, jobFault }: RemoteRequest,
    task: Pick<Task, 'type' | 'doing' | 'entries'>,
    headers = {},
  ): RemoteResponse {
    const { entries } = task
    if (entries.length === 0) return badRequest()
    const created = queue.enqueue({ ...task, jobFault })
    const answer = created ? { body: { job_status: queue.statusOf(created, origin) } } : tooManyJobs(queue.inFlight())
    return { ...answer, headers: { ...headers, 'zendesk-ratelimit-inflight-jobs': queue.inFlightHeader() } }
  }

  /** Why a user that an entry names is not touched. */
  function entryProblem(found: User | undefined): string | null {
    if (!found?.active) return 'User not found'
    if (!mayChange(found)) return 'Access denied'
    return fails(found.id) ? 'Database collision' : null
  }

  function updateMany(request: RemoteRequest): RemoteResponse {
    const { body, query } = request
    const { user, users } = { ...(body as BulkBody) }
    const key = query.has('external_ids') ? 'external_id' : 'id'
    const named = listItems(query.get('ids') ?? query.get('external_ids')).map((id) => ({ ...user, [key]: id }))
    const patches = user ? named : users
    if (!Array.isArray(patches) || Boolean(user) !== named.length > 0) return badRequest()
    if (patches.length > MOST_PER_REQUEST) return tooManyValues()

    const entries = patches.map(({ id, ...patch }) => (index: number) => {
      const found = id === undefined ? known.byExternalId(patch['external_id']) : known.byId(id)
      const details = entryProblem(found) ?? describe(write.update(found!, patch))
      if (details) return { index, error: 'UserUpdateError', id: found?.id ?? id ?? null, details }
      return { id: found!.id, action: 'update', status: 'Updated', success: true }
    })
    const warned = user ? { name: 'user' as const, patches: [user] } : { name: 'users' as const, patches }
    const headers = warningHeader({ action: 'update_many', ...warned, fields })
    return job(request, { ...updating, entries }, headers)
  }

  function destroyMany(request: RemoteRequest): RemoteResponse {
    const { query } = request
    const find = query.has('ids') ? known.byId : known.byExternalId
    const ids = listItems(query.get('ids') ?? query.get('external_ids'))
    if (ids.length > MOST_PER_REQUEST) return tooManyValues()
    const entries = ids.map((id) => (index: number) => {
      const found = find(id)
      const details = entryProblem(found)
      if (details) return { index, error: 'UserDestroyError', id: found?.id ?? id, details }
      write.remove(found!)
      return { id: found!.id, action: 'delete', status: 'Deleted', success: true }
    })
    return job(request, { ...deleting, entries })
  }

  /** A failed entry's `id` is its place among the others, and no user's (reported twice). */
  const failedEntry = (index: number, error: string, details: string) => ({
    id: index,
    error,
    details: `Name: ${details}`,
    status: 'Failed',
  })

  function create(patch: Patch, index: number, detailsOf: (user: User) => object): object {
    const created = write.create(patch)
    return 'details' in created
      ? failedEntry(index, 'UserCreateError', describe(created.details) ?? '')
      : { id: created.user.id, status: 'Created', ...detailsOf(created.user) }
  }

  function createOrUpdate(patch: Patch, index: number): object {
    const { email, external_id } = patch
    const found = known.byAddress(String(email ?? '')) ?? known.byExternalId(external_id ?? '')
    if (!found) return create(patch, index, (user) => ({ email: user.email }))
    const details = entryProblem(found) ?? describe(write.update(found, patch))
    return details
      ? failedEntry(index, 'UserUpdateError', details)
      : { id: found.id, status: 'Updated', email: found.email }
  }

  const creation = (action: (patch: Patch, index: number) => object) => (request: RemoteRequest) => {
    if (!bulkImports) return forbidden()
    const { users } = { ...(request.body as BulkBody) }
    if (!Array.isArray(users)) return badRequest()
    if (users.length > MOST_PER_REQUEST) return tooManyCreations()
    const entries = users.map((patch) => (index: number) => action(patch, index))
    return job(request, { ...creating, entries })
  }

  return {
    'PUT /api/v2/users/update_many': updateMany,
    'DELETE /api/v2/users/destroy_many': destroyMany,
    'POST /api/v2/users/create_many': creation((patch, index) => create(patch, index, () => ({}))),
    'POST /api/v2/users/create_or_update_many': creation(createOrUpdate),
    'GET /api/v2/job_statuses/show_many': ({ query, origin }) => {
      const found = listItems(query.get('ids')).flatMap((id) => queue.find(id) ?? [])
      return { body: { job_statuses: found.map((one) => queue.statusOf(one, origin)) } }
    },
    'GET /api/v2/job_statuses/:id': ({ params, origin }) => {
      const found = queue.find(params['id'] ?? '')
      return found ? { body: { job_status: queue.statusOf(found, origin) } } : recordNotFound()
    },
  }
}
