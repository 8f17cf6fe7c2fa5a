// The common settings of a SCIM service as a source or as a target.

import * as z from 'zod'
import { network, nonEmptyText, secret, serviceUrl, signInId, tokenEndpoint } from '../connector/settings.ts'
import { isPath } from './path.ts'

export const path = nonEmptyText.refine(
  isPath,
  'expected an attribute such as title, name.givenName or urn:...:User:department',
)

/** The address of a service and its sign-in; `isSignIn` has to hold. */
export const serviceShape = {
  url: serviceUrl.describe('the base URL, such as `https://acme.example.com/scim/v2`'),
  tokenUrl: tokenEndpoint.optional().describe('the token endpoint of the OAuth client'),
  clientId: signInId.optional().describe('the OAuth client, with `clientSecret` and `tokenUrl`'),
  clientSecret: secret.optional().describe('the secret of the OAuth client'),
  tokenScope: nonEmptyText.optional().describe('the scope of the token; Bizagi needs `api`'),
  token: secret.optional().describe('a bearer token, in place of the OAuth client'),
  paging: z
    .enum(['pages', 'none'])
    .default('pages')
    .describe('`none`: the service returns all users in one answer, without proof'),
  memberLists: z
    .enum(['proven', 'trusted'])
    .default('proven')
    .describe('`trusted`: member lists are complete, without proof'),
  trailingSlash: z.boolean().default(false).describe('whether the paths end in a slash: `/Users/`'),
  network: network(60),
}

export type ServiceSettings = z.infer<z.ZodObject<typeof serviceShape>>

export const isSignIn = ({ clientId, clientSecret, token, tokenUrl }: ServiceSettings): boolean =>
  token === undefined
    ? Boolean(clientId && clientSecret && tokenUrl)
    : [clientId, clientSecret, tokenUrl].every((one) => one === undefined)

export const ONE_WAY = 'expected one way to sign in: tokenUrl, clientId and clientSecret, or token'
