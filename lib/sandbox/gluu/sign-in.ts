// Who may ask a Gluu server: tokens of its OpenID provider, by the ways of protection (oxTrust, service/auth).

import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Answer, Asked } from '../http/remote.ts'
import { disabled, invalidToken, noHeader, plain } from './answers.ts'
import { client, type GluuOptions, scopeOf, tokenPathOf } from './options.ts'

/** Seconds that a token lives, as documented. */
const USUAL = 300

/** Grants tokens, says where they are granted, and refuses whoever may not ask. */
export function signIn(options: Partial<GluuOptions>, { now, after }: Clock) {
  const { clientId = client.id, clientSecret = client.secret, tokenLife, mode = 'oauth' } = options
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const known = new Set([scopeOf(options, 'users'), scopeOf(options, 'groups')])
  // The life of a token is the sandbox's time: it has to do with no stamp of the world.
  const tokens = new Map<string, { ends: number; scopes: Set<string> }>()

  function grant({ body, headers }: Asked): Answer {
    const { grant_type, scope = '' } = { ...(body as Record<string, string> | null) }
    if (headers.authorization !== basic) return refusal(401, 'invalid_client', 'Client authentication failed')
    if (grant_type !== 'client_credentials') return refusal(400, 'unsupported_grant_type', 'Unsupported grant type')
    const lives = tokenLife === undefined ? USUAL * 1000 : after(tokenLife)
    const access_token = randomBytes(16).toString('hex')
    // A scope that the client does not have is left out, and nothing says so.
    const scopes = new Set(scope.split(' ').filter((one) => known.has(one)))
    tokens.set(access_token, { ends: now() + lives, scopes })
    return { body: { access_token, token_type: 'bearer', expires_in: Math.max(1, Math.floor(lives / 1000)) } }
  }

  function refuse({ headers, origin }: Asked, scope: string): Answer | null {
    if (mode === 'disabled') return disabled()
    if (mode === 'none') return plain(401, 'SCIM API not protected')
    if (mode === 'bypass') return null
    const { authorization } = headers
    if (mode === 'uma') {
      const ticket = randomBytes(8).toString('hex')
      const asked = `UMA realm="Authentication Required", as_uri="${origin}", ticket="${ticket}"`
      return authorization ? plain(401, 'Invalid GAT/RPT token') : plain(401, '', { 'www-authenticate': asked })
    }
    if (!authorization) return noHeader()
    const token = tokens.get(authorization.replace(/^Bearer\s+/i, ''))
    const isActive = token !== undefined && token.ends > now()
    if (mode === 'test') return isActive ? null : plain(403, 'Invalid token')
    return isActive && token.scopes.has(scope) ? null : invalidToken()
  }

  const configuration = ({ origin }: Asked): Answer => ({
    body: {
      issuer: origin,
      token_endpoint: `${origin}${tokenPathOf(options)}`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      scopes_supported: [...known],
    },
  })

  return { grant, refuse, configuration }
}

const refusal = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
})
