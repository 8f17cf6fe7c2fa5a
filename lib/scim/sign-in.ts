// The sign-in to a SCIM service: a bearer token, or an OAuth client.

import { httpClient } from '../http/client.ts'
import type { Pace } from '../http/pace.ts'
import {
  type Authorization,
  basicHeader,
  REFUSALS,
  type Token,
  tokenAuthorization,
  tokenOfAnswer,
} from '../http/token.ts'
import type { ServiceSettings } from './settings.ts'

type ScimSignInSettings = Pick<
  ServiceSettings,
  'clientId' | 'clientSecret' | 'network' | 'token' | 'tokenScope' | 'tokenUrl'
>

/** Makes the Authorization header. Throws exit 8 for a refused client, and exit 9 for an answer without token. */
export function signIn(settings: ScimSignInSettings, paced: Pace): Authorization {
  const { token } = settings
  return token === undefined
    ? tokenAuthorization(() => clientCredentials(settings, paced))
    : async () => `Bearer ${token}`
}

/** The client in a Basic header, not form-encoded, and the rest as a form (Bizagi, OAuth). */
async function clientCredentials(
  { clientId, clientSecret, network, tokenScope: scope, tokenUrl = '' }: ScimSignInSettings,
  paced: Pace,
): Promise<Token> {
  const call = httpClient({ name: 'SCIM', url: tokenUrl, network, pace: paced })
  const { pathname, search } = new URL(tokenUrl)
  const answer = await call('POST', pathname + search, {
    headers: basicHeader(clientId, clientSecret),
    form: { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) },
    allow: REFUSALS,
  })
  return tokenOfAnswer('SCIM', answer, 'clientId, clientSecret, tokenUrl and tokenScope')
}
