// How often each user's `updated_at` is written: two changes within a second leave the same time behind.

import type { World } from '../../../lib/sandbox/systems.ts'
import type { User } from '../../../lib/sandbox/zendesk/store.ts'

/** Counts from now on, by id; a creation counts as the first change of the user it makes. */
export function countUpdates({ zendesk }: World): Map<number, number> {
  const counts = new Map<number, number>()
  const { users } = zendesk

  const watch = (user: User) => {
    let now = user.updated_at
    Object.defineProperty(user, 'updated_at', {
      enumerable: true,
      get: () => now,
      set(next: string) {
        now = next
        counts.set(user.id, (counts.get(user.id) ?? 0) + 1)
      },
    })
  }
  for (const user of users) watch(user)
  const push = users.push.bind(users)
  users.push = (...more) => {
    more.forEach(watch)
    return push(...more)
  }
  return counts
}
