// Writes of single users.

import type { Clock } from '../clock.ts'
import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import type { ZendeskAccount } from './account.ts'
import { forbidden, recordInvalid, recordNotFound, tooManyUpdates } from './answers.ts'
import type { Patch } from './changes.ts'
import { userUpdateLimit } from './limits.ts'
import { warningHeader } from './warnings.ts'

/** The routes that write a single user. */
export function singleRoutes(
  { self, known, write, userView, fields, mayChange }: ZendeskAccount,
  clock: Clock,
): Routes {
  const limit = userUpdateLimit(clock)
  const patchOf = ({ body }: RemoteRequest): Patch => ({ ...(body as { user?: Patch } | null)?.user })

  function create(request: RemoteRequest): RemoteResponse {
    const patch = patchOf(request)
    const headers = warningHeader({ action: 'create', name: 'user', patches: [patch], fields })
    const created = write.create(patch)
    if ('details' in created) return { ...recordInvalid(created.details), headers }
    const user = userView(created.user, request.origin)
    return { status: 201, headers: { ...headers, location: user.url }, body: { user } }
  }

  function update(request: RemoteRequest): RemoteResponse {
    const user = known.byId(request.params['id'])
    if (!user?.active) return recordNotFound()
    if (!mayChange(user)) return forbidden()
    const { headers, wait } = limit(user.id)
    if (wait !== null) {
      const refused = tooManyUpdates(wait)
      return { ...refused, headers: { ...headers, ...refused.headers } }
    }
    const patch = patchOf(request)
    const all = { ...headers, ...warningHeader({ action: 'update', name: 'user', patches: [patch], fields }) }
    const details = write.update(user, patch)
    return details
      ? { ...recordInvalid(details), headers: all }
      : { headers: all, body: { user: userView(user, request.origin) } }
  }

  function remove({ params, origin }: RemoteRequest): RemoteResponse {
    const user = known.byId(params['id'])
    if (!user?.active) return recordNotFound()
    if (!mayChange(user) || user === self) return forbidden()
    write.remove(user)
    return { body: { user: userView(user, origin) } }
  }

  return { 'POST /api/v2/users': create, 'PUT /api/v2/users/:id': update, 'DELETE /api/v2/users/:id': remove }
}
