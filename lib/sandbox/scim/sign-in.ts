// Who may ask: tokens of client_credentials, which end, and a bearer token that does not.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Answer, Asked } from '../http/remote.ts'
import type { ScimOptions } from './options.ts'

/** Seconds, in the reply that Bizagi documents ("Getting started with user sync using REST"). */
const USUAL = 1200

type Needed = Pick<ScimOptions, 'clientId' | 'clientSecret' | 'token'> & Partial<ScimOptions>

/** Grants tokens to the client that signs in by Basic, and knows those whose time has not run out. */
export function signIn(options: Needed, { now, after }: Clock) {
  const { clientId, clientSecret, token, tokenLife, dialect, scopes } = options
  const ends = new Map([[token, Number.POSITIVE_INFINITY]])
  const readers = new Set<string>()
  const known = scopes ? [scopes.read, scopes.write] : ['api']
  const client = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

  function grant({ body, headers }: Asked): Answer {
    const { grant_type, scope } = { ...(body as Record<string, string> | null) }
    if (headers.authorization !== client) return refusal(401, 'invalid_client')
    if (grant_type !== 'client_credentials') return refusal(400, 'unsupported_grant_type')
    // A scope may be left out (RFC 6749, 4.4.2); Bizagi documents no request without.
    const isLeftOut = scope === undefined && dialect !== 'bizagi'
    if (!isLeftOut && !known.includes(scope!)) return refusal(400, 'invalid_scope')
    const lives = tokenLife === undefined ? USUAL * 1000 : after(tokenLife)
    const access_token = randomBytes(20).toString('hex')
    ends.set(access_token, now() + lives)
    if (scope !== undefined && scope === scopes?.read) readers.add(access_token)
    // Whole seconds as they pass for the client, whatever the speed.
    const expires_in = Math.max(1, Math.floor(lives / 1000))
    const said = {
      token_type: 'bearer',
      expires_in,
      scope: scopes ? scope : 'api usersync openid',
      http_status_code: 200,
    }
    return { body: { access_token, ...said } }
  }

  const tokenOf = ({ headers }: Asked) => /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  const isKnown = (asked: Asked): boolean => (ends.get(tokenOf(asked)) ?? 0) > now()
  const mayNot = (asked: Asked): boolean => asked.method !== 'GET' && readers.has(tokenOf(asked))

  return { grant, isKnown, mayNot }
}

const refusal = (status: number, error: string): Answer => ({ status, body: { error } })
