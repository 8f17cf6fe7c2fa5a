// The managed groups of SCIM users: put in and taken out by name, never cleared and filled again.

import type { Service } from '../../scim/service.ts'
import { memberOperations, patch } from './patch.ts'
import type { Refused, sender } from './send.ts'
import type { ScimSettings } from './settings.ts'

/** A user whose managed groups change, from those to these. */
export interface Move {
  id: string
  from: readonly string[]
  to: readonly string[]
}

/** Changes memberships: one PATCH a group for all of some users. Gives what was refused, by the id of the user. */
export function memberships({ at }: Service, { ask }: ReturnType<typeof sender>, { dialect }: ScimSettings) {
  async function change(moves: readonly Move[]): Promise<Map<string, Refused>> {
    const refused = new Map<string, Refused>()
    for (const group of new Set(moves.flatMap(({ from, to }) => [...from, ...to]))) {
      const added = moves.filter(({ from, to }) => to.includes(group) && !from.includes(group))
      const taken = moves.filter(({ from, to }) => from.includes(group) && !to.includes(group))
      if (added.length + taken.length === 0) continue
      const body = patch(memberOperations(added.map(idOf), taken.map(idOf), dialect))
      const error = await ask('PATCH', at('Groups', group), body, {})
      if (error) for (const { id } of [...added, ...taken]) refused.set(id, error)
    }
    return refused
  }

  return { change }
}

const idOf = ({ id }: Move) => id
