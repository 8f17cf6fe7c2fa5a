// The managed groups of SCIM users: put in and taken out by name, never cleared and filled again.

import type { Service } from '../../scim/service.ts'
import type { Refused, sender } from './change.ts'
import { memberOperations, patch } from './patch.ts'
import type { ScimSettings } from './settings.ts'

/** A user whose managed groups change, from those to these. */
interface Move {
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
      const send = (more: readonly Move[], less: readonly Move[]) =>
        ask('PATCH', at('Groups', group), patch(memberOperations(more.map(idOf), less.map(idOf), dialect)), {})
      if ((await send(added, taken)) === null) continue
      // one that is refused must not keep the others out, or in
      for (const one of added) keep(refused, one, await send([one], []))
      for (const one of taken) keep(refused, one, await send([], [one]))
    }
    return refused
  }

  return { change }
}

const idOf = ({ id }: Move) => id

function keep(refused: Map<string, Refused>, { id }: Move, error: Refused | null): void {
  if (error) refused.set(id, error)
}
