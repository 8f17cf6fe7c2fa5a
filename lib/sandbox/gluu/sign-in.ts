// The credentials of a Gluu server: tokens of its OpenID provider, by the mode of protection (oxTrust, service/auth).

import { createVerify } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { basicHeader, expiresIn, oauthError, tokenStore } from '../http/tokens.ts'
import { apiDisabled, invalidToken, noHeader, plainText } from './answers.ts'
import { DEFAULT_CLIENT, type GluuOptions, gluuScope, tokenPathOf } from './options.ts'

/** Seconds that a token lives, as documented. */
const GLUU_TOKEN_SECONDS = 300

const UMA_TICKET = 'urn:ietf:params:oauth:grant-type:uma-ticket'
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Grants tokens, publishes the endpoints, and refuses requests without access. */
export function signIn(options: Partial<GluuOptions>, { now, after }: Clock) {
  const {
    clientId = DEFAULT_CLIENT.id,
    clientKey,
    clientSecret = DEFAULT_CLIENT.secret,
    tokenLife,
    mode = 'oauth',
  } = options
  const basic = basicHeader(clientId, clientSecret)
  const known = new Set([gluuScope(options, 'users'), gluuScope(options, 'groups')])
  // The life of a token is the sandbox's time: it has to do with no stamp of the world.
  const tokens = tokenStore<{ scopes: ReadonlySet<string>; isRpt: boolean }>(now, `gluu ${clientId}`)

  /** Tickets that were handed out and not taken back yet; each is good once (UMA 2.0 Grant, 3.3.1). */
  const tickets = new Set<string>()

  function grant({ body, headers, origin }: RemoteRequest): RemoteResponse {
    const form = { ...(body as Record<string, string> | null) }
    const isClient = headers.authorization === basic || isAsserted(form, `${origin}${tokenPathOf(options)}`)
    if (!isClient) return oauthError(401, 'invalid_client', 'Client authentication failed')
    if (form['grant_type'] === UMA_TICKET) return grantForTicket(form['ticket'] ?? '')
    if (form['grant_type'] !== 'client_credentials')
      return oauthError(400, 'unsupported_grant_type', 'Unsupported grant type')
    // A scope that the client does not have is left out silently.
    return grantToken((form['scope'] ?? '').split(' ').filter((one) => known.has(one)))
  }

  function grantToken(scopes: string[], more: object | null = null): RemoteResponse {
    const lives = tokenLife === undefined ? GLUU_TOKEN_SECONDS * 1000 : after(tokenLife)
    const access_token = tokens.add(tokens.make(16), { scopes: new Set(scopes), isRpt: more !== null }, lives)
    return { body: { access_token, token_type: 'bearer', expires_in: expiresIn(lives), ...more } }
  }

  function grantForTicket(ticket: string): RemoteResponse {
    if (!tickets.delete(ticket)) return oauthError(400, 'invalid_grant', 'The ticket is not known')
    return grantToken([...known], { token_type: 'Bearer', pct: tokens.make(8), upgraded: false })
  }

  /** Whether a form carries an assertion of the client for this endpoint, signed with its key. */
  function isAsserted({ client_assertion = '', client_assertion_type }: Record<string, string>, endpoint: string) {
    if (clientKey === undefined || client_assertion_type !== ASSERTION_TYPE) return false
    const [head = '', claims = '', signature = ''] = client_assertion.split('.')
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as Record<string, unknown>
    const isSigned = createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(clientKey, signature, 'base64url')
    const isFor = said['iss'] === clientId && said['sub'] === clientId && said['aud'] === endpoint
    return isSigned && isFor && Number(said['exp']) * 1000 > Date.now()
  }

  function refuse({ headers, origin }: RemoteRequest, scope: string): RemoteResponse | null {
    if (mode === 'disabled') return apiDisabled()
    if (mode === 'none') return plainText(401, 'SCIM API not protected')
    if (mode === 'bypass') return null
    const { authorization } = headers
    if (mode === 'uma') {
      const rpt = tokens.factsOf(String(authorization).replace(/^Bearer\s+/i, ''))
      if (rpt?.isRpt) return null
      const ticket = tokens.make(8)
      if (!authorization) tickets.add(ticket)
      const challenge = `UMA realm="Authentication Required", as_uri="${origin}", ticket="${ticket}"`
      return authorization
        ? plainText(401, 'Invalid GAT/RPT token')
        : plainText(401, '', { 'www-authenticate': challenge })
    }
    if (!authorization) return noHeader()
    const token = tokens.factsOf(authorization.replace(/^Bearer\s+/i, ''))
    if (mode === 'test') return token === null ? plainText(403, 'Invalid token') : null
    return token?.scopes.has(scope) ? null : invalidToken()
  }

  const configuration = ({ origin }: RemoteRequest): RemoteResponse => ({
    body: {
      issuer: origin,
      token_endpoint: `${origin}${tokenPathOf(options)}`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      scopes_supported: [...known],
    },
  })

  const umaConfiguration = ({ origin }: RemoteRequest): RemoteResponse => ({
    body: { issuer: origin, token_endpoint: `${origin}${tokenPathOf(options)}`, grant_types_supported: [UMA_TICKET] },
  })

  return { grant, refuse, configuration, umaConfiguration }
}
