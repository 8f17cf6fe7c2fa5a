// Tokens that a system has granted, and those of them whose time has not run out.

import { randomBytes } from 'node:crypto'

/** Keeps tokens with what is known of each, by a clock in milliseconds. */
export function tokenStore<T>(now: () => number) {
  const granted = new Map<string, { ends: number; facts: T }>()
  return {
    /** `lives` is in milliseconds; without it the token does not end. */
    add(token: string, facts: T, lives = Number.POSITIVE_INFINITY): string {
      granted.set(token, { ends: now() + lives, facts })
      return token
    },
    /** What is known of a token that has not ended; null of any other. */
    factsOf(token: string): T | null {
      const known = granted.get(token)
      return known !== undefined && known.ends > now() ? known.facts : null
    },
  }
}

export const newToken = (bytes: number): string => randomBytes(bytes).toString('hex')

/** Whole seconds as they pass for the client, whatever the speed. */
export const expiresIn = (lives: number): number => Math.max(1, Math.floor(lives / 1000))

/** The client in a Basic header, as its id and secret are written. */
export const basicOf = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
