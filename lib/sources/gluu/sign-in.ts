// Gluu's sign-in: an OAuth client at the token endpoint that the provider names. Tokens live about five minutes.

import { exit, Failure } from '../../errors/failure.ts'
import { http } from '../../http/client.ts'
import type { Pace } from '../../http/pace.ts'
import { type Authorization, granted, REFUSALS, renewed, type Token } from '../../http/token.ts'
import { field } from '../../scim/path.ts'
import { type GluuSettings, products } from './settings.ts'

const DISCOVERY = '/.well-known/openid-configuration'

type Needed = Pick<
  GluuSettings,
  'clientId' | 'clientSecret' | 'network' | 'product' | 'protection' | 'tokenUrl' | 'url'
>

/** Gives the Authorization header. Throws exit 8 where the client is refused, exit 9 where the answer is no token. */
export function signIn(settings: Needed, paced: Pace): Authorization {
  const { tokenUrl, url } = settings
  let path: string | null = tokenUrl ?? null
  return renewed(async () => {
    path ??= await discovered(settings, paced)
    return clientCredentials(settings, { base: tokenUrl ?? url, path }, paced)
  })
}

/** The token endpoint that the provider names. The secret goes to no other host than the settings name. */
async function discovered({ network, url }: Needed, paced: Pace): Promise<string> {
  const { body } = await http({ name: 'Gluu', url, network, pace: paced })('GET', DISCOVERY)
  const endpoint = String(field(body, 'token_endpoint'))
  if (URL.canParse(endpoint) && new URL(endpoint).origin === new URL(url).origin) return endpoint
  throw new Failure(
    exit.remote,
    `Gluu: its ${DISCOVERY} names another host for tokens. Set source.tokenUrl if it is right`,
  )
}

async function clientCredentials(
  { clientId, clientSecret, network, product, protection }: Needed,
  { base, path }: { base: string; path: string },
  paced: Pace,
): Promise<Token> {
  const answer = await http({ name: 'Gluu', url: base, network, pace: paced })('POST', path, {
    shown: new URL(path).pathname,
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    form: { grant_type: 'client_credentials', ...(protection === 'oauth' && { scope: products[product].scope }) },
    allow: REFUSALS,
  })
  return granted('Gluu', answer, 'clientId and clientSecret')
}
