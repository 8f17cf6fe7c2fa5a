// The settings of a Gluu server, or of its successor Janssen, as a source.

import * as z from 'zod'
import { sourceAttributes } from '../../connector/attributes.ts'
import {
  duration,
  keyText,
  network,
  nonEmptyText,
  secret,
  serviceUrl,
  signInId,
  tokenEndpoint,
} from '../../connector/settings.ts'
import { statusSettings } from '../status.ts'

const GLUU = 'https://gluu.org/scim/users.read'

/** The path of each service below the host, and the scope that lets a client read users (Gluu, SCIM 2.0; jans-scim). */
export const products = {
  gluu: { updated: '/identity/restv1/scim/UpdatedUsers', scim: '/identity/restv1/scim/v2', scope: GLUU },
  'gluu-container': { updated: '/scim/restv1/scim/UpdatedUsers', scim: '/scim/restv1/scim/v2', scope: GLUU },
  janssen: {
    updated: '/jans-scim/restv1/v2/UpdatedUsers',
    scim: '/jans-scim/restv1/v2',
    scope: 'https://jans.io/scim/users.read',
  },
}

/** Attributes that differ between the list of all users and the feed of changes. */
const ONE_SIDED =
  /^(memberOf|userPassword|updatedAt|(ox|jans)CreationTimestamp|(gluu|jans)Status|oxTrust\w*|jansEmail)$/i

const oneSided = {
  error: ({ input }: { input?: unknown }) =>
    `${input} is not told alike by the list of users and by the feed: it cannot be mapped`,
}

const storeAttribute = nonEmptyText
  .regex(/^[A-Za-z][\w-]*$/, 'expected the name of an attribute of the store, such as mail')
  .refine((name) => !ONE_SIDED.test(name), oneSided)

/** `phone[]` stays a list; without the brackets, one value counts. */
const storePlace = nonEmptyText
  .regex(/^[A-Za-z][\w-]*(\[\])?$/, 'expected the name of an attribute of the store, with [] where it stays a list')
  .refine((name) => !ONE_SIDED.test(name.replace('[]', '')), oneSided)

const gluuShape = z.strictObject({
  use: z.literal('gluu'),
  url: serviceUrl.describe('the host, such as `https://gluu.acme.com`'),
  product: z
    .enum(Object.keys(products) as [keyof typeof products, ...(keyof typeof products)[]])
    .default('gluu')
    .describe('the product, which determines the paths'),
  tokenUrl: tokenEndpoint.optional().describe('the token endpoint, if discovery names another host'),
  clientId: signInId.describe('the OAuth client'),
  clientSecret: secret.optional().describe('the secret of the OAuth client'),
  privateKey: keyText.optional().describe('an RSA key (PEM) or its path, in place of `clientSecret`'),
  keyId: nonEmptyText.optional().describe('the id of `privateKey`, if the client has several keys'),
  protection: z.enum(['oauth', 'test', 'uma']).default('oauth').describe('the protection of the SCIM API'),
  key: storeAttribute.default('mail').describe('the attribute with the sign-in name; `mail` is the primary address'),
  account: storeAttribute.optional().describe('the attribute with the account, for targets with organizations'),
  status: statusSettings(storeAttribute),
  attributes: sourceAttributes(storePlace),
  fullEvery: duration('24h')
    .describe('how often all users are read; only this finds deleted users')
    .meta({ tuning: true }),
  overlap: duration('10m').describe('how far before the newest change the next run begins').meta({ tuning: true }),
  network: network(60),
})

export const gluuSettings = gluuShape.refine(
  ({ clientSecret, privateKey }) => (clientSecret === undefined) !== (privateKey === undefined),
  'expected one way to sign in: clientSecret, or privateKey',
)

export type GluuSettings = z.infer<typeof gluuSettings>
