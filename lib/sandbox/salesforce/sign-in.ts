// Salesforce's token endpoint, three flows of it, and the sessions it opens.

import type { Clock } from '../clock.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { oauthError, tokenStore, type WithClient } from '../http/tokens.ts'
import { assertionProblem } from './jwt.ts'
import { newRecordId } from './record-id.ts'

export interface SessionOptions {
  clientId: string
  clientSecret: string
  /** The integration's user. */
  username: string
  password: string
  /** The key that verifies assertions: PEM. */
  publicKey: string
  /** How long a session lives, in sandbox seconds. Not given: 7,200, and no moment for real. */
  sessionLife: number
}

export const defaultUser = { username: 'sync@acme.test', password: 'sandbox-password' }
const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const HOUR = 3600

/** Grants access tokens, and checks whether their session is open. */
export function sessions(options: WithClient<SessionOptions>, { now, life }: Clock) {
  const {
    clientId,
    clientSecret,
    publicKey,
    username = defaultUser.username,
    password = defaultUser.password,
  } = options
  const tokens = tokenStore<{ username: string }>(now, `salesforce ${clientId}`)

  function grant({ body, origin }: RemoteRequest): RemoteResponse {
    const form = { ...(body as Record<string, string> | null) }
    const problem = grantProblem(form, origin)
    if (problem) return problem
    const org = newRecordId('00D', 1)
    // The usual length, 112: request sizes are counted with it.
    const access_token = `${org.slice(0, 15)}!${Buffer.from(tokens.make(72), 'hex').toString('base64url')}`
    tokens.add(access_token, { username }, life(options.sessionLife, 2 * HOUR))
    const id = `${origin}/id/${org}/${newRecordId('005', 1)}`
    const issued_at = String(Date.now())
    const signature = Buffer.from(tokens.make(32), 'hex').toString('base64')
    return { body: { access_token, instance_url: origin, id, token_type: 'Bearer', issued_at, signature } }
  }

  function grantProblem(form: Record<string, string>, origin: string): RemoteResponse | null {
    const { grant_type, client_id, client_secret } = form
    if (grant_type === JWT) {
      const audiences = [origin, 'https://login.salesforce.com']
      const why = assertionProblem(form['assertion'] ?? '', { clientId, username, audiences, publicKey })
      return why === null ? null : oauthError(400, 'invalid_grant', why)
    }
    if (grant_type !== 'client_credentials' && grant_type !== 'password') {
      return oauthError(400, 'unsupported_grant_type', 'grant type not supported')
    }
    if (client_id !== clientId) return oauthError(400, 'invalid_client_id', 'client identifier invalid')
    if (client_secret !== clientSecret) return oauthError(401, 'invalid_client', 'invalid client credentials')
    if (grant_type === 'password' && (form['username'] !== username || form['password'] !== password)) {
      return oauthError(400, 'invalid_grant', 'authentication failure')
    }
    return null
  }

  function isKnown({ headers }: RemoteRequest): boolean {
    const [, token = ''] = /^(?:Bearer|OAuth) (\S+)$/i.exec(headers.authorization ?? '') ?? []
    return tokens.factsOf(token) !== null
  }

  return { grant, isKnown }
}
