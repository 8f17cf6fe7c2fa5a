// OAuth client credentials of Zendesk: a token for the run, a new one when Zendesk refuses it.

import type { ZendeskSettings } from '../../config.ts'
import { exit, Failure } from '../../exit.ts'
import { http } from '../../http.ts'

const SCOPE = 'users:read users:write organizations:read read'

/** Gives the Authorization header. Throws exit 8 where the client is refused, exit 9 where the answer is no token. */
export function signIn({ url, clientId, clientSecret }: ZendeskSettings): (refused: string | null) => Promise<string> {
  const call = http({ name: 'Zendesk', url })
  let token: Promise<string> | null = null

  const fetchToken = async () => {
    const json = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: SCOPE }
    const { status, body } = await call('POST', '/oauth/tokens', { json, allow: [400, 401, 403] })
    const { access_token, error } = (body ?? {}) as { access_token?: unknown; error?: unknown }
    if (status >= 400) {
      throw new Failure(
        exit.refused,
        `Zendesk: sign-in refused (${[status, error].filter(Boolean).join(' ')}). Check ZENDESK_CLIENT_ID, its secret and that the client is confidential`,
      )
    }
    if (typeof access_token !== 'string' || access_token === '') {
      throw new Failure(exit.remote, 'Zendesk: sign-in: the answer has no access_token. Check ZENDESK_URL')
    }
    return `Bearer ${access_token}`
  }

  const renewed = () => {
    const asked = fetchToken()
    token = asked
    asked.catch(() => {
      token = null // the next request may ask again
    })
    return asked
  }

  return async (refused) => {
    const current = token ?? renewed()
    const known = await current
    if (known !== refused) return known
    return token === current || token === null ? renewed() : token // somebody else may have renewed it meanwhile
  }
}
