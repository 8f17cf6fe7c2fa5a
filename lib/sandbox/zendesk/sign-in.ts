// The credentials: granted tokens, which expire, a fixed token, and an API token with an address.

import type { Clock } from '../clock.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { expiresIn, oauthError, tokenStore, type WithClient } from '../http/tokens.ts'
import { lower } from './people.ts'
import type { User } from './store.ts'

export interface SignInOptions {
  clientId: string
  clientSecret: string
  /** A bearer token that never ends. */
  token: string
  /** The API token that `email/token` signs in with; the address is that of the own user. */
  apiToken: string
  /** The lifetime of granted tokens, in sandbox seconds. Absent: as requested, or 1,800. */
  tokenLife: number
  /** The role of the user that all credentials act as. */
  role: User['role']
}

export const defaultTokens = { token: 'sandbox-token', apiToken: 'sandbox-api-token' }
/** The lifetimes that a client may request, in seconds (Zendesk, Grant-type tokens). */
const TOKEN_LIVES = { least: 300, most: 172_800, usual: 1800 }

/** Grants tokens and checks them; `self` is the user of all credentials. */
export function signIn(options: WithClient<SignInOptions>, self: User, { now, life }: Clock) {
  const { clientId, clientSecret, token = defaultTokens.token, apiToken = defaultTokens.apiToken, tokenLife } = options
  const tokens = tokenStore<{ scopes: readonly string[] | null }>(now, `zendesk ${clientId}`)
  tokens.add(token, { scopes: null })

  function grant({ body }: RemoteRequest): RemoteResponse {
    const { client_id, client_secret, grant_type, scope = 'read write', expires_in } = { ...(body as Form) }
    if (grant_type !== 'client_credentials') {
      return oauthError(400, 'unsupported_grant_type', 'Grant type is not supported')
    }
    if (client_id !== clientId || client_secret !== clientSecret) {
      return oauthError(401, 'invalid_client', 'Client authentication failed')
    }
    const wanted = Number(expires_in)
    const usual = wanted >= TOKEN_LIVES.least && wanted <= TOKEN_LIVES.most ? wanted : TOKEN_LIVES.usual
    const lives = life(tokenLife, usual)
    const access_token = tokens.add(tokens.make(32), { scopes: String(scope).split(' ') }, lives)
    return { body: { access_token, token_type: 'bearer', scope, expires_in: expiresIn(lives) } }
  }

  function isKnown({ headers: { authorization = '' } }: RemoteRequest): boolean {
    const [, kind = '', secret = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? []
    if (lower(kind) === 'bearer') return tokens.factsOf(secret) !== null
    if (lower(kind) !== 'basic') return false
    const [, email = '', key] = /^(.*)\/token:(.*)$/.exec(Buffer.from(secret, 'base64').toString()) ?? []
    return key === apiToken && lower(email) === lower(self.email ?? '')
  }

  /**
   * The scope that a granted token lacks, or null. The general scope or the scope of the resource is enough (Zendesk,
   * OAuth scopes).
   */
  function missingScope({ headers: { authorization = '' }, method, path }: RemoteRequest): 'read' | 'write' | null {
    const own = tokens.factsOf(authorization.replace(/^\w+ +/, ''))?.scopes
    const needed = method === 'GET' ? 'read' : 'write'
    const [, resource = ''] = /^\/api\/v2\/(users|organizations)\b/.exec(path) ?? []
    return !own || own.includes(needed) || own.includes(`${resource}:${needed}`) ? null : needed
  }

  return { grant, isKnown, missingScope }
}

type Form = Record<string, unknown> | null

/**
 * Whether a role may send the request: end users read users/me only, agents delete no users in bulk (Zendesk, Users).
 */
export function mayAsk(role: User['role'], { method, path }: RemoteRequest): boolean {
  if (role === 'end-user') return path.startsWith('/api/v2/users/me')
  return role === 'admin' || !(method === 'DELETE' && path.startsWith('/api/v2/users/destroy_many'))
}
