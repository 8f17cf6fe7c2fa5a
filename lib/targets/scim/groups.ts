// The memberships in managed groups: single members are added and removed, and a group is never replaced.

import type { ScimService } from '../../scim/service.ts'
import type { changeSender, Refusal } from './change.ts'
import { memberOperations, patchBody } from './patch.ts'
import type { ScimSettings } from './settings.ts'

/** A user with its managed groups before and after the change. */
interface GroupMove {
  id: string
  from: readonly string[]
  to: readonly string[]
}

/** Changes memberships with one PATCH per group. Returns the refusals by user id. */
export function memberships({ at }: ScimService, { ask }: ReturnType<typeof changeSender>, { dialect }: ScimSettings) {
  async function change(moves: readonly GroupMove[]): Promise<Map<string, Refusal>> {
    const refused = new Map<string, Refusal>()
    for (const group of new Set(moves.flatMap(({ from, to }) => [...from, ...to]))) {
      const added = moves.filter(({ from, to }) => to.includes(group) && !from.includes(group))
      const taken = moves.filter(({ from, to }) => from.includes(group) && !to.includes(group))
      if (added.length + taken.length === 0) continue
      const send = (more: readonly GroupMove[], less: readonly GroupMove[]) =>
        ask('PATCH', at('Groups', group), {
          json: patchBody(memberOperations(more.map(userIdOf), less.map(userIdOf), dialect)),
          user: {},
        })
      if ((await send(added, taken)) === null) continue
      // one refused member must not block the others
      for (const one of added) noteRefusal(refused, one, await send([one], []))
      for (const one of taken) noteRefusal(refused, one, await send([], [one]))
    }
    return refused
  }

  return { change }
}

const userIdOf = ({ id }: GroupMove) => id

function noteRefusal(refused: Map<string, Refusal>, { id }: GroupMove, error: Refusal | null): void {
  if (error) refused.set(id, error)
}
