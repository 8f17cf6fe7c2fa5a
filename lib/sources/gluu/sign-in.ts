// The sign-in to Gluu: an OAuth client at the token endpoint of the provider. Tokens live about five minutes.

import { ASSERTION_TYPE, clientAssertion } from '../../connector/client-assertion.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { httpClient } from '../../http/client.ts'
import type { Pace } from '../../http/pace.ts'
import {
  type Authorization,
  basicHeader,
  REFUSALS,
  type Token,
  tokenAuthorization,
  tokenOfAnswer,
} from '../../http/token.ts'
import { field } from '../../scim/path.ts'
import { type GluuSettings, products } from './settings.ts'
import { umaTicket } from './uma.ts'

const DISCOVERY = '/.well-known/openid-configuration'
const UMA_DISCOVERY = '/.well-known/uma2-configuration'
const UMA_TICKET = 'urn:ietf:params:oauth:grant-type:uma-ticket'

type SignInSettings = Pick<
  GluuSettings,
  'clientId' | 'clientSecret' | 'keyId' | 'network' | 'privateKey' | 'product' | 'protection' | 'tokenUrl' | 'url'
>

/** Returns the Authorization header. Throws exit 8 if the client is refused, exit 9 if the answer has no token. */
export function signIn(settings: SignInSettings, paced: Pace): Authorization {
  const { protection, tokenUrl, url } = settings
  let path: string | null = tokenUrl ?? null
  return tokenAuthorization(async () => {
    path ??= await discoverEndpoint(settings, paced)
    const form = protection === 'uma' ? await umaForm(settings, paced) : clientForm(settings)
    return tokenFor(settings, { base: tokenUrl ?? url, path, form }, paced)
  })
}

/** The token endpoint from the provider's metadata. The secret goes to no host but the one in the settings. */
async function discoverEndpoint({ network, protection, url }: SignInSettings, paced: Pace): Promise<string> {
  const discovery = protection === 'uma' ? UMA_DISCOVERY : DISCOVERY
  const { body } = await httpClient({ name: 'Gluu', url, network, pace: paced })('GET', discovery)
  const endpoint = String(field(body, 'token_endpoint'))
  if (URL.canParse(endpoint) && new URL(endpoint).origin === new URL(url).origin) return endpoint
  throw new Failure(
    exit.remote,
    `Gluu: its ${discovery} names another host for tokens. Set source.tokenUrl if it is right`,
  )
}

/** Refusals that are not about the client's credentials (UMA 2.0 Grant, 3.3.6). */
const POLICY = ['need_info', 'request_denied', 'request_submitted']

const clientForm = ({ product, protection }: SignInSettings) => ({
  grant_type: 'client_credentials',
  ...(protection === 'oauth' && { scope: products[product].scope }),
})

/** A ticket is valid for one token (UMA 2.0 Grant, 3.3.1). */
const umaForm = async (settings: SignInSettings, paced: Pace) => ({
  grant_type: UMA_TICKET,
  ticket: await umaTicket(settings, paced),
})

async function tokenFor(
  settings: SignInSettings,
  { base, path, form }: { base: string; path: string; form: Record<string, string> },
  paced: Pace,
): Promise<Token> {
  const { network } = settings
  const { headers = {}, more = {} } = proofOf(settings, new URL(path, base).href)
  const answer = await httpClient({ name: 'Gluu', url: base, network, pace: paced })('POST', path, {
    shown: new URL(path, base).pathname,
    headers,
    form: { ...form, ...more },
    allow: REFUSALS,
  })
  const isOfPolicy = POLICY.includes(String(field(answer.body, 'error')))
  const ours = `clientId and ${settings.privateKey ? 'privateKey' : 'clientSecret'}`
  return tokenOfAnswer(
    'Gluu',
    answer,
    isOfPolicy ? 'the UMA policy of its SCIM resource, which may name this client' : ours,
  )
}

/** The credentials of the client: a secret in a header, or an assertion in the form. */
function proofOf({ clientId, clientSecret, keyId, privateKey }: SignInSettings, endpoint: string) {
  if (privateKey === undefined) return { headers: basicHeader(clientId, clientSecret) }
  const assertion = clientAssertion({ clientId, keyId, privateKey }, endpoint, 'source.privateKey')
  return { more: { client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion } }
}
