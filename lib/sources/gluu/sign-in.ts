// Gluu's sign-in: an OAuth client at the token endpoint that the provider names. Tokens live about five minutes.

import { exit, Failure } from '../../exit.ts'
import { http } from '../../http.ts'
import type { Pace } from '../../pace.ts'
import { field } from '../../scim/path.ts'
import { urlProblem } from '../../settings.ts'
import { type Authorization, granted, REFUSALS, renewed, type Token } from '../../token.ts'
import { type GluuSettings, products } from './settings.ts'

const DISCOVERY = '/.well-known/openid-configuration'

type Needed = Pick<GluuSettings, 'clientId' | 'clientSecret' | 'network' | 'product' | 'protection' | 'url'>

/** Gives the Authorization header. Throws exit 8 where the client is refused, exit 9 where the answer is no token. */
export const signIn = (settings: Needed, paced: Pace): Authorization =>
  renewed(() => clientCredentials(settings, paced))

async function clientCredentials(settings: Needed, paced: Pace): Promise<Token> {
  const { clientId, clientSecret, network, product, protection, url } = settings
  const { body } = await http({ name: 'Gluu', url, network, pace: paced })('GET', DISCOVERY)
  const endpoint = String(field(body, 'token_endpoint'))
  const problem = urlProblem(endpoint)
  if (problem !== null) throw new Failure(exit.remote, `Gluu: the token_endpoint of its ${DISCOVERY} ${problem}`)
  const { pathname, search } = new URL(endpoint)
  const answer = await http({ name: 'Gluu', url: endpoint, network, pace: paced })('POST', pathname + search, {
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    form: { grant_type: 'client_credentials', ...(protection === 'oauth' && { scope: products[product].scope }) },
    allow: REFUSALS,
  })
  return granted('Gluu', answer, 'clientId and clientSecret')
}
