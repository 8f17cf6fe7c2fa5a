// What the settings of a SCIM service have in common, whether people go there or come from there.

import { z } from 'zod'
import { network, secret, serviceUrl, signInId, text, tokenEndpoint } from '../connector/settings.ts'
import { isPath } from './path.ts'

export const path = text.refine(
  isPath,
  'expected an attribute such as title, name.givenName or urn:...:User:department',
)

/** Where a service is and how to sign in; `isSignIn` has to hold. */
export const service = {
  url: serviceUrl.describe('the base of its addresses, https://acme.example.com/scim/v2'),
  tokenUrl: tokenEndpoint.optional().describe('where clientId and clientSecret get a token'),
  clientId: signInId.optional(),
  clientSecret: secret.optional(),
  tokenScope: text.optional().describe('what the token is asked for (bizagi: api)'),
  token: secret.optional().describe('instead: a bearer token'),
  paging: z
    .enum(['pages', 'none'])
    .default('pages')
    .describe('none: it has no pages and answers everybody at once, which nothing proves'),
  memberLists: z
    .enum(['proven', 'trusted'])
    .default('proven')
    .describe('trusted: the members that a group shows are all, which nothing proves'),
  trailingSlash: z.boolean().default(false).describe('whether its paths end in a slash: /Users/'),
  network: network(60),
}

export type ServiceSettings = z.infer<z.ZodObject<typeof service>>

export const isSignIn = ({ clientId, clientSecret, token, tokenUrl }: ServiceSettings): boolean =>
  token === undefined
    ? Boolean(clientId && clientSecret && tokenUrl)
    : [clientId, clientSecret, tokenUrl].every((one) => one === undefined)

export const ONE_WAY = 'expected one way to sign in: tokenUrl, clientId and clientSecret, or token'
