// A token that expires: fetched at the first request, renewed before its end, and renewed once if the remote refuses
// it.

import { exit, Failure } from '../errors/failure.ts'
import { registerSecret } from '../errors/secrets.ts'
import { type Answer, quoteRemote } from './outcome.ts'

export interface Token {
  /** The Authorization header. */
  header: string
  /** Seconds until it expires; null if the remote does not send them. */
  life: number | null
}

/** Returns the Authorization header; never the `refused` one, which the remote no longer accepts. */
export type Authorization = (refused: string | null) => Promise<string>

/** A token is renewed when less than this share of its life is left, or less than a minute. */
const LAST_PART = 0.2
const LAST_SECONDS = 60

interface Held {
  header: string
  /** The time of its renewal, by the clock of `performance.now()`. */
  until: number
}

/** Keeps the token of `fetch` and renews it. After an error of `fetch` the next request fetches again. */
export function tokenAuthorization(fetch: () => Promise<Token>): Authorization {
  let held: Promise<Held> | null = null

  const renew = (): Promise<Held> => {
    const asked = performance.now()
    const next = fetch().then(({ header, life }) => {
      const spare = life === null ? 0 : Math.min(LAST_SECONDS, life * LAST_PART)
      return { header, until: life === null ? Number.POSITIVE_INFINITY : asked + (life - spare) * 1000 }
    })
    held = next
    next.catch(() => {
      if (held === next) held = null
    })
    return next
  }

  return async (refused) => {
    const current = held ?? renew()
    const { header, until } = await current
    if (header !== refused && performance.now() < until) return header
    // Another request may have renewed it meanwhile.
    return (await (held === current || held === null ? renew() : held)).header
  }
}

/** A client's id and secret in a Basic header. Neither is form-encoded first, as RFC 6749, 2.3.1 has it. */
export const basicHeader = (id: string | undefined, secret: string | undefined) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

/** The statuses with which a token endpoint refuses a client (RFC 6749, 5.2). */
export const REFUSALS = [400, 401, 403]

/**
 * The token in the answer of a token endpoint, registered as a secret, with its scope. Throws exit 8 if the endpoint
 * refused the client, exit 9 if the answer has no token. `settings` are named in the message.
 */
export function tokenOfAnswer(
  name: string,
  { status, body }: Answer,
  settings: string,
): Token & { scope: string | null } {
  const { access_token, error, expires_in, scope } = (body ?? {}) as Record<string, unknown>
  if (typeof access_token === 'string') registerSecret(access_token)
  if (status >= 400) {
    const said = [status, typeof error === 'string' && quoteRemote(error)].filter(Boolean).join(' ')
    throw new Failure(exit.refused, `${name}: sign-in refused (${said}). Check ${settings}`)
  }
  if (typeof access_token !== 'string' || access_token === '') {
    throw new Failure(exit.remote, `${name}: sign-in: the answer has no access_token that is a text. Check ${settings}`)
  }
  const life = Number(expires_in) > 0 ? Number(expires_in) : null
  return { header: `Bearer ${access_token}`, life, scope: typeof scope === 'string' ? scope : null }
}
