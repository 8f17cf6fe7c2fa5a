// The settings of a Gluu server, or of its successor Janssen, as a source.

import { z } from 'zod'
import { sourceAttributes } from '../../connector/attributes.ts'
import { age, keyText, network, secret, serviceUrl, signInId, text, tokenEndpoint } from '../../connector/settings.ts'
import { statusSettings } from '../status.ts'

const GLUU = 'https://gluu.org/scim/users.read'

/**
 * Where each has its services, below the host, and the scope that lets a client read users (Gluu, SCIM 2.0; jans-scim).
 */
export const products = {
  gluu: { updated: '/identity/restv1/scim/UpdatedUsers', scim: '/identity/restv1/scim/v2', scope: GLUU },
  'gluu-container': { updated: '/scim/restv1/scim/UpdatedUsers', scim: '/scim/restv1/scim/v2', scope: GLUU },
  janssen: {
    updated: '/jans-scim/restv1/v2/UpdatedUsers',
    scim: '/jans-scim/restv1/v2',
    scope: 'https://jans.io/scim/users.read',
  },
}

/** What the list of all users and the feed of changes do not tell alike. */
const ONE_SIDED =
  /^(memberOf|userPassword|updatedAt|(ox|jans)CreationTimestamp|(gluu|jans)Status|oxTrust\w*|jansEmail)$/i

const oneSided = {
  error: ({ input }: { input?: unknown }) =>
    `${input} is not told alike by the list of users and by the feed: it cannot be mapped`,
}

const one = text
  .regex(/^[A-Za-z][\w-]*$/, 'expected the name of an attribute of the store, such as mail')
  .refine((name) => !ONE_SIDED.test(name), oneSided)

/** `phone[]` stays a list; without the brackets one value counts. */
const place = text
  .regex(/^[A-Za-z][\w-]*(\[\])?$/, 'expected the name of an attribute of the store, with [] where it stays a list')
  .refine((name) => !ONE_SIDED.test(name.replace('[]', '')), oneSided)

const shape = z.strictObject({
  use: z.literal('gluu'),
  url: serviceUrl.describe('the host, https://gluu.acme.com'),
  product: z
    .enum(Object.keys(products) as [keyof typeof products, ...(keyof typeof products)[]])
    .default('gluu')
    .describe('which paths it has: gluu, gluu-container, janssen'),
  tokenUrl: tokenEndpoint.optional().describe('where the client gets a token, where discovery names another host'),
  clientId: signInId,
  clientSecret: secret.optional(),
  privateKey: keyText.optional().describe('instead of clientSecret: an RSA key (PEM), or the path of its file'),
  keyId: text.optional().describe('which of the keys of the client privateKey is'),
  protection: z
    .enum(['oauth', 'test', 'uma'])
    .default('oauth')
    .describe('how its SCIM API is protected; test asks for no scope, uma is Gluu before 4.3'),
  key: one.default('mail').describe('the attribute that is the sign-in name; mail: the address that counts'),
  account: one.optional().describe('the attribute with the account of a person, for targets with organizations'),
  status: statusSettings(one),
  attributes: sourceAttributes(place),
  fullEvery: age('24h').describe('how often everyone is read: who was deleted is found by that alone'),
  overlap: age('10m').describe('how far back before the newest change the next run asks again'),
  network: network(60),
})

export const gluuSettings = shape.refine(
  ({ clientSecret, privateKey }) => (clientSecret === undefined) !== (privateKey === undefined),
  'expected one way to sign in: clientSecret, or privateKey',
)

export type GluuSettings = z.infer<typeof gluuSettings>
