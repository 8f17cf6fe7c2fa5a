// Who claims whom, and how: what match remembers of the people who are not simply joined by key.

import type { Line } from '../artifacts/record-line.ts'
import type { User } from '../artifacts/records.ts'

/** How a contact found a user. */
export type FoundBy = 'key' | 'externalId' | 'address' | 'spelling'

export const idOfUser = (user: Line<User>) => user.field('id')!

/** What is found under a text. */
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

/** Who claims whom: small, because it holds only users who were found by more than their key. */
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
