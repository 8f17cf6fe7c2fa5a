// The credentials: granted tokens, which expire, and a fixed bearer token.

import type { Clock } from '../clock.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { basicHeader, expiresIn, oauthError, tokenStore, type WithClient } from '../http/tokens.ts'
import type { ScimOptions } from './options.ts'

/** Seconds, in the reply that Bizagi documents ("Getting started with user sync using REST"). */
const SCIM_TOKEN_SECONDS = 1200

/** Grants tokens to the client, which signs in by Basic, and checks them. */
export function signIn(options: WithClient<ScimOptions, 'token'>, { now, after }: Clock) {
  const { clientId, clientSecret, token, tokenLife, dialect, scopes } = options
  const tokens = tokenStore<{ isReader: boolean }>(now, `scim ${clientId}`)
  tokens.add(token, { isReader: false })
  const known = scopes ? [scopes.read, scopes.write] : ['api']
  const client = basicHeader(clientId, clientSecret)

  function grant({ body, headers }: RemoteRequest): RemoteResponse {
    const { grant_type, scope } = { ...(body as Record<string, string> | null) }
    if (headers.authorization !== client) return oauthError(401, 'invalid_client')
    if (grant_type !== 'client_credentials') return oauthError(400, 'unsupported_grant_type')
    // A scope may be left out (RFC 6749, 4.4.2); Bizagi documents no request without.
    const isLeftOut = scope === undefined && dialect !== 'bizagi'
    if (!isLeftOut && !known.includes(scope!)) return oauthError(400, 'invalid_scope')
    const lives = tokenLife === undefined ? SCIM_TOKEN_SECONDS * 1000 : after(tokenLife)
    const isReader = scope !== undefined && scope === scopes?.read
    const access_token = tokens.add(tokens.make(20), { isReader }, lives)
    const said = {
      token_type: 'bearer',
      expires_in: expiresIn(lives),
      scope: scopes ? scope : 'api usersync openid',
      http_status_code: 200,
    }
    return { body: { access_token, ...said } }
  }

  const tokenOf = ({ headers }: RemoteRequest) => /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  const isKnown = (request: RemoteRequest): boolean => tokens.factsOf(tokenOf(request)) !== null
  const isForbidden = (request: RemoteRequest): boolean =>
    request.method !== 'GET' && tokens.factsOf(tokenOf(request))?.isReader === true

  return { grant, isKnown, isForbidden }
}
