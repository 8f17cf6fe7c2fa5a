// The claims of contacts on users, and how each user was found; pairs joined by key alone need none.

import type { Line } from '../artifacts/record-line.ts'
import type { User } from '../artifacts/records.ts'

/** How a contact found a user. */
export type FoundBy = 'key' | 'externalId' | 'address' | 'spelling'

export const idOfUser = (user: Line<User>) => user.field('id')!

/** A map with several values per key. */
export class MultiMap<T> {
  readonly #found = new Map<string, T[]>()

  add(text: string, one: T): void {
    const found = this.#found.get(text)
    if (found) found.push(one)
    else this.#found.set(text, [one])
  }

  get isEmpty(): boolean {
    return this.#found.size === 0
  }

  of(text: string): readonly T[] {
    return this.#found.get(text) ?? []
  }
}

/** The claims by contact and by user. It stays small, because users found by their key alone are not in it. */
export class Claims {
  readonly #byKey = new Map<string, { user: Line<User>; by: FoundBy }[]>()
  readonly #byUser = new Map<string, Set<string>>()
  readonly #respelled = new Set<string>()

  add(key: string, user: Line<User>, by: FoundBy): void {
    const claimants = this.#byUser.get(idOfUser(user)) ?? new Set()
    if (claimants.has(key)) return
    if (by === 'spelling') this.#respelled.add(idOfUser(user))
    this.#byUser.set(idOfUser(user), claimants.add(key))
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), { user, by }])
  }

  get none(): boolean {
    return this.#byUser.size === 0
  }

  by(key: string) {
    return this.#byKey.get(key) ?? []
  }

  of(user: Line<User>): Set<string> | undefined {
    return this.#byUser.get(idOfUser(user))
  }

  isRespelled(user: Line<User>): boolean {
    return this.#respelled.has(idOfUser(user))
  }
}
