// The address of one user: its id, or its sign-in name as in Bizagi (Bizagi, getting and updating users).

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

/** Addresses the users of one service. `auto`: by id, then by sign-in name if the service does not know the id. */
export function addressing(service: ScimService, address: Address) {
  /** The sign-in names of users whom the service does not know by id. */
  const names = new Map<string, string>()

  /** One user, or null if the service knows neither the id nor the sign-in name. */
  async function get(id: string, name: string | null): Promise<Resource | null> {
    const found = await service.get('Users', part(id))
    if (found !== null || address !== 'auto' || name === null || name === part(id)) return found
    const named = await service.get('Users', name)
    if (named === null || !isSameUser(named, { id, name })) return null
    names.set(id, signInName(named) ?? name)
    return named
  }

  /** The part of a path for a user. */
  const part = (id: string): string => names.get(id) ?? id

  /** Whether a change of the sign-in name changes how a user is addressed. */
  const isByName = (id: string, resource: Resource): boolean =>
    address === 'userName' || names.has(id) || readOwnId(resource) === null

  return { get, part, isByName }
}

/** Whether a user found by name is the same: another user may have the name by now. */
function isSameUser(user: Resource, { id, name }: { id: string; name: string }): boolean {
  const shown = readOwnId(user)
  if (isUnreadable(shown)) return false
  return shown === null ? toKey(signInName(user) ?? '') === toKey(name) : shown === id
}

function signInName(user: Resource): string | null {
  const name = readText(field(user, 'userName'), 'userName')
  return isUnreadable(name) ? null : name
}
