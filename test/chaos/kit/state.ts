// What Zendesk holds of everyone, to be compared with what it held before and with what a run that nothing disturbed
// made.

import type { Place } from '../../kit/pipeline.ts'

/** Everyone by address, without what two right runs differ in: times, and the ids of the new. */
export function everyone({ box }: Place): Map<string, string> {
  const { users, organization_memberships } = box.world.zendesk
  return new Map(
    users.map((user) => {
      const { id, created_at: _, updated_at: __, ...face } = user
      const homes = organization_memberships.filter(({ user_id }) => user_id === id)
      const ids = homes.map(({ organization_id }) => organization_id).sort()
      return [user.email ?? String(id), JSON.stringify({ ...face, homes: ids })]
    }),
  )
}

/** Whom two states do not agree about. */
export function differences(one: Map<string, string>, other: Map<string, string>): string[] {
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => one.get(name) !== other.get(name))
}

/** These users as they stand, times and all. */
export const exactly = ({ box }: Place, ids: readonly number[]): string =>
  JSON.stringify(box.world.zendesk.users.filter(({ id }) => ids.includes(id)))

/** The ids of those who carry the mark of a removal. */
export const marked = ({ box }: Place): number[] =>
  box.world.zendesk.users.filter(({ user_fields }) => user_fields['not_in_sfdc'] === true).map(({ id }) => id)
