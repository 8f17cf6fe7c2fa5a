// Who may ask a Gluu server: tokens of its OpenID provider, by the ways of protection (oxTrust, service/auth).

import { createVerify } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Answer, Asked } from '../http/remote.ts'
import { basicOf, expiresIn, tokenStore } from '../http/tokens.ts'
import { disabled, invalidToken, noHeader, plain } from './answers.ts'
import { client, type GluuOptions, scopeOf, tokenPathOf } from './options.ts'

/** Seconds that a token lives, as documented. */
const USUAL = 300

const UMA_TICKET = 'urn:ietf:params:oauth:grant-type:uma-ticket'
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Grants tokens, says where they are granted, and refuses whoever may not ask. */
export function signIn(options: Partial<GluuOptions>, { now, after }: Clock) {
  const { clientId = client.id, clientKey, clientSecret = client.secret, tokenLife, mode = 'oauth' } = options
  const basic = basicOf(clientId, clientSecret)
  const known = new Set([scopeOf(options, 'users'), scopeOf(options, 'groups')])
  // The life of a token is the sandbox's time: it has to do with no stamp of the world.
  const tokens = tokenStore<{ scopes: ReadonlySet<string>; isRpt: boolean }>(now, `gluu ${clientId}`)

  /** Tickets that were handed out and not taken back yet; each is good once (UMA 2.0 Grant, 3.3.1). */
  const tickets = new Set<string>()

  function grant({ body, headers, origin }: Asked): Answer {
    const form = { ...(body as Record<string, string> | null) }
    const isClient = headers.authorization === basic || isAsserted(form, `${origin}${tokenPathOf(options)}`)
    if (!isClient) return refusal(401, 'invalid_client', 'Client authentication failed')
    if (form['grant_type'] === UMA_TICKET) return forTicket(form['ticket'] ?? '')
    if (form['grant_type'] !== 'client_credentials')
      return refusal(400, 'unsupported_grant_type', 'Unsupported grant type')
    // A scope that the client does not have is left out, and nothing says so.
    return token((form['scope'] ?? '').split(' ').filter((one) => known.has(one)))
  }

  function token(scopes: string[], more: object | null = null): Answer {
    const lives = tokenLife === undefined ? USUAL * 1000 : after(tokenLife)
    const access_token = tokens.add(tokens.make(16), { scopes: new Set(scopes), isRpt: more !== null }, lives)
    return { body: { access_token, token_type: 'bearer', expires_in: expiresIn(lives), ...more } }
  }

  function forTicket(ticket: string): Answer {
    if (!tickets.delete(ticket)) return refusal(400, 'invalid_grant', 'The ticket is not known')
    return token([...known], { token_type: 'Bearer', pct: tokens.make(8), upgraded: false })
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

  function refuse({ headers, origin }: Asked, scope: string): Answer | null {
    if (mode === 'disabled') return disabled()
    if (mode === 'none') return plain(401, 'SCIM API not protected')
    if (mode === 'bypass') return null
    const { authorization } = headers
    if (mode === 'uma') {
      const rpt = tokens.factsOf(String(authorization).replace(/^Bearer\s+/i, ''))
      if (rpt?.isRpt) return null
      const ticket = tokens.make(8)
      if (!authorization) tickets.add(ticket)
      const asked = `UMA realm="Authentication Required", as_uri="${origin}", ticket="${ticket}"`
      return authorization ? plain(401, 'Invalid GAT/RPT token') : plain(401, '', { 'www-authenticate': asked })
    }
    if (!authorization) return noHeader()
    const token = tokens.factsOf(authorization.replace(/^Bearer\s+/i, ''))
    if (mode === 'test') return token === null ? plain(403, 'Invalid token') : null
    return token?.scopes.has(scope) ? null : invalidToken()
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

  const umaConfiguration = ({ origin }: Asked): Answer => ({
    body: { issuer: origin, token_endpoint: `${origin}${tokenPathOf(options)}`, grant_types_supported: [UMA_TICKET] },
  })

  return { grant, refuse, configuration, umaConfiguration }
}

const refusal = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
})
