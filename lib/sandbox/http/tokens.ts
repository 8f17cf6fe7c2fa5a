// Tokens that a system granted, and their lifetimes.

import { createHash } from 'node:crypto'
import type { RemoteResponse } from './remote.ts'

/**
 * Stores tokens with their facts, by a clock in milliseconds. A client gets the same tokens in every run, so that a
 * run can be repeated. Another client gets other tokens.
 */
export function tokenStore<T>(now: () => number, client: string) {
  let count = 0
  const granted = new Map<string, { ends: number; facts: T }>()
  return {
    /** A new token, or another value for a single use: `bytes` bytes in hex. */
    make: (bytes: number): string =>
      createHash('shake256', { outputLength: bytes }).update(`${client} ${count++}`).digest('hex'),
    /** `lives` is in milliseconds; without it the token does not end. */
    add(token: string, facts: T, lives = Number.POSITIVE_INFINITY): string {
      granted.set(token, { ends: now() + lives, facts })
      return token
    },
    /** The facts of a valid token, or null. */
    factsOf(token: string): T | null {
      const known = granted.get(token)
      return known !== undefined && known.ends > now() ? known.facts : null
    },
  }
}

/** The options of a system with a client: all may be left out, but for the client and the named options. */
export type WithClient<
  Options extends { clientId: string; clientSecret: string },
  Name extends keyof Options = never,
> = Partial<Options> & Pick<Options, 'clientId' | 'clientSecret' | Name>

/** An error of a token endpoint (RFC 6749, 5.2). */
export const oauthError = (status: number, error: string, error_description?: string): RemoteResponse => ({
  status,
  body: error_description === undefined ? { error } : { error, error_description },
})

/** Whole seconds as they pass for the client, whatever the speed. */
export const expiresIn = (lives: number): number => Math.max(1, Math.floor(lives / 1000))

/** The client in a Basic header, as its id and secret are written. */
export const basicHeader = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
