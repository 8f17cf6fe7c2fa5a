// The sign-in to Zendesk: an OAuth client, a bearer token, or an API token until Zendesk ends those.

import { httpClient } from '../../http/client.ts'
import type { Pace } from '../../http/pace.ts'
import { type Authorization, REFUSALS, type Token, tokenAuthorization, tokenOfAnswer } from '../../http/token.ts'
import type { TargetContext } from '../target.ts'
import type { ZendeskSettings } from './settings.ts'

/** User fields and job statuses have no scope of their own, so `read` (Zendesk, OAuth scopes). */
const READ = 'users:read organizations:read read'
const WRITE = 'users:read users:write organizations:read read'

/** The scope of a token: only sync asks for write access. */
const scopeFor = ({ write }: Pick<TargetContext, 'write'>) => (write ? WRITE : READ)

/** Makes the Authorization header. Throws exit 8 for a refused client, and exit 9 for an answer without token. */
export function signIn(settings: ZendeskSettings, paced: Pace, context: Pick<TargetContext, 'write'>): Authorization {
  const { token, email, apiToken } = settings
  if (token !== undefined) return async () => `Bearer ${token}`
  if (email !== undefined) {
    const basic = Buffer.from(`${email}/token:${apiToken}`).toString('base64')
    return async () => `Basic ${basic}`
  }
  return tokenAuthorization(() => clientCredentials(settings, paced, scopeFor(context)))
}

/** The granted scope of a sign-in for reading; null for a user or a token without a stated scope. */
export async function grantedScope(settings: ZendeskSettings, paced: Pace): Promise<string | null> {
  if (settings.clientId === undefined) return null
  return (await clientCredentials(settings, paced, READ)).scope
}

/** Tokens live 30 minutes by default and have no refresh (Zendesk, Grant-type tokens). */
async function clientCredentials(
  { url, clientId, clientSecret, network }: ZendeskSettings,
  paced: Pace,
  scope: string,
): Promise<Token & { scope: string | null }> {
  const call = httpClient({ name: 'Zendesk', url, network, pace: paced })
  const json = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope }
  const answer = await call('POST', '/oauth/tokens', { json, allow: REFUSALS })
  return tokenOfAnswer('Zendesk', answer, 'ZENDESK_CLIENT_ID, its secret and that the client is confidential')
}
