// The ways to sign in to Zendesk: an OAuth client whose token ends, a bearer token, or an API token while there are any.

import { exit, Failure } from '../../exit.ts'
import { http } from '../../http.ts'
import type { Pace } from '../../pace.ts'
import { type Authorization, renewed, type Token } from '../../token.ts'
import type { ZendeskSettings } from './settings.ts'

const SCOPE = 'users:read users:write organizations:read read'

/** Gives the Authorization header. Throws exit 8 where the client is refused, exit 9 where the answer is no token. */
export function signIn(settings: ZendeskSettings, paced: Pace): Authorization {
  const { token, email, apiToken } = settings
  if (token !== undefined) return async () => `Bearer ${token}`
  if (email !== undefined) {
    const basic = Buffer.from(`${email}/token:${apiToken}`).toString('base64')
    return async () => `Basic ${basic}`
  }
  return renewed(() => clientCredentials(settings, paced))
}

/** What a sign-in is granted; null where it is a user's, or a token's that does not say. */
export async function scopeOf(settings: ZendeskSettings, paced: Pace): Promise<string | null> {
  if (settings.clientId === undefined) return null
  return (await clientCredentials(settings, paced)).scope
}

/** Tokens live 30 minutes by default and cannot be refreshed, only asked for again (Zendesk, Grant-type tokens). */
async function clientCredentials(
  { url, clientId, clientSecret, network }: ZendeskSettings,
  paced: Pace,
): Promise<Token & { scope: string | null }> {
  const call = http({ name: 'Zendesk', url, network, pace: paced })
  const json = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: SCOPE }
  const { status, body } = await call('POST', '/oauth/tokens', { json, allow: [400, 401, 403] })
  const { access_token, error, expires_in, scope } = (body ?? {}) as Record<string, unknown>
  if (status >= 400) {
    const said = [status, error].filter(Boolean).join(' ')
    throw new Failure(
      exit.refused,
      `Zendesk: sign-in refused (${said}). Check ZENDESK_CLIENT_ID, its secret and that the client is confidential`,
    )
  }
  if (typeof access_token !== 'string' || access_token === '') {
    throw new Failure(exit.remote, 'Zendesk: sign-in: the answer has no access_token. Check ZENDESK_URL')
  }
  const life = Number(expires_in) > 0 ? Number(expires_in) : null
  return { header: `Bearer ${access_token}`, life, scope: typeof scope === 'string' ? scope : null }
}
