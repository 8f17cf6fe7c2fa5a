// Users written one at a time.

import type { Clock } from '../clock.ts'
import type { Answer, Asked, Routes } from '../http/remote.ts'
import type { Account } from './account.ts'
import { forbidden, invalid, notFound, tooManyUpdates } from './answers.ts'
import type { Patch } from './changes.ts'
import { userUpdates } from './limits.ts'
import { warning } from './warnings.ts'

/** The writing routes of an account that take one user. */
export function single({ self, known, write, shown, fields, mayChange }: Account, clock: Clock): Routes {
  const limit = userUpdates(clock)
  const patchOf = ({ body }: Asked): Patch => ({ ...(body as { user?: Patch } | null)?.user })

  function create(asked: Asked): Answer {
    const patch = patchOf(asked)
    const headers = warning('create', 'user', [patch], fields)
    const made = write.create(patch)
    if ('details' in made) return { ...invalid(made.details), headers }
    const user = shown(made.user, asked.origin)
    return { status: 201, headers: { ...headers, location: user.url }, body: { user } }
  }

  function update(asked: Asked): Answer {
    const user = known.byId(asked.params['id'])
    if (!user?.active) return notFound()
    if (!mayChange(user)) return forbidden()
    const { headers, wait } = limit(user.id)
    if (wait !== null) {
      const refused = tooManyUpdates(wait)
      return { ...refused, headers: { ...headers, ...refused.headers } }
    }
    const patch = patchOf(asked)
    const all = { ...headers, ...warning('update', 'user', [patch], fields) }
    const details = write.update(user, patch)
    return details ? { ...invalid(details), headers: all } : { headers: all, body: { user: shown(user, asked.origin) } }
  }

  function remove({ params, origin }: Asked): Answer {
    const user = known.byId(params['id'])
    if (!user?.active) return notFound()
    if (!mayChange(user) || user === self) return forbidden()
    write.remove(user)
    return { body: { user: shown(user, origin) } }
  }

  return { 'POST /api/v2/users': create, 'PUT /api/v2/users/:id': update, 'DELETE /api/v2/users/:id': remove }
}
