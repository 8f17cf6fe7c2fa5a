// How one user is addressed: by id, or by sign-in name as Bizagi documents it (Bizagi, getting and updating users).

import { toKey } from '../../artifacts/key.ts'
import { isUnreadable, readText } from '../../connector/read-value.ts'
import { field, type Resource } from '../../scim/path.ts'
import { readOwnId } from '../../scim/people.ts'
import type { ScimService } from '../../scim/service.ts'
import type { Dialect } from './dialect.ts'

type Address = 'auto' | 'id' | 'userName'

export type Addressing = ReturnType<typeof addressing>

export const addressOf = (settings: { address?: Address | undefined }, dialect: Dialect): Address =>
  settings.address ?? dialect.address

/** Addresses the users of one service; `auto`: by id, and by sign-in name for whom the service does not know by id. */
export function addressing(service: ScimService, address: Address) {
  /** The sign-in names of users whom a request by id does not reach. */
  const names = new Map<string, string>()

  /** One user of the pipeline; null where neither the id nor the sign-in name reaches it. */
  async function get(id: string, name: string | null): Promise<Resource | null> {
    const found = await service.get('Users', part(id))
    if (found !== null || address !== 'auto' || name === null || name === part(id)) return found
    const named = await service.get('Users', name)
    if (named === null || !isSameUser(named, { id, name })) return null
    names.set(id, signInName(named) ?? name)
    return named
  }

  /** What stands in the path for a user. */
  const part = (id: string): string => names.get(id) ?? id

  /** Whether a change of the sign-in name changes how a user is addressed. */
  const isByName = (id: string, resource: Resource): boolean =>
    address === 'userName' || names.has(id) || readOwnId(resource) === null

  return { get, part, isByName }
}

/** A name that somebody else has by now leads to another user: an id that is shown has to be the one. */
function isSameUser(user: Resource, { id, name }: { id: string; name: string }): boolean {
  const shown = readOwnId(user)
  if (isUnreadable(shown)) return false
  return shown === null ? toKey(signInName(user) ?? '') === toKey(name) : shown === id
}

function signInName(user: Resource): string | null {
  const name = readText(field(user, 'userName'), 'userName')
  return isUnreadable(name) ? null : name
}
