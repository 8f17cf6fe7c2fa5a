// The settings of Salesforce as a source.

import { z } from 'zod'
import { sourceAttributes } from '../../connector/attributes.ts'
import { network, secret, serviceUrl, signInId, text } from '../../connector/settings.ts'

const field = z.string().regex(/^[a-z]\w*(\.[a-z]\w*)*$/i, 'expected a path of fields such as Account.Account_ID_18__c')

export const salesforceSettings = z
  .strictObject({
    use: z.literal('salesforce'),
    loginUrl: serviceUrl.describe("the org's My Domain address, https://acme.my.salesforce.com"),
    clientId: signInId,
    clientSecret: secret.optional().describe('for client credentials, and for a password'),
    username: signInId.optional().describe('with privateKey or password: whom the sync acts as'),
    privateKey: text
      .refine(
        (written) => !written.includes('-----'),
        'a key stands in a file or in the environment: write its path, or "$NAME"',
      )
      .meta({ environment: 'secret' })
      .optional()
      .describe('PEM, or the path of a PEM file: signs the assertion of the JWT bearer flow'),
    audience: text
      .optional()
      .describe('of the JWT bearer flow, where it is not the shared host of the org, or the login url of a site'),
    password: secret.optional().describe('legacy: the password with the security token behind it'),
    version: z
      .string()
      .regex(/^\d\d\.0$/, 'expected an API version such as 62.0')
      .default('62.0'),
    accountField: field
      .optional()
      .describe('path of the account id in a contact row, and in the WHERE clause; for targets with organizations'),
    key: field.default('Email').describe('the field that is the sign-in name'),
    attributes: sourceAttributes(field),
    where: text.describe('SOQL condition that every contact has to meet'),
    chunk: z.int().min(1).max(500).default(500).describe('accounts asked for in one query, at most'),
    network: network(150), // a query may run for 120 s before Salesforce ends it (Salesforce, API limits)
  })
  .refine(
    ({ clientSecret, username, privateKey, password }) =>
      (clientSecret && !username && !privateKey && !password) ||
      (username && privateKey && !clientSecret && !password) ||
      (username && password && clientSecret && !privateKey),
    'expected one way to sign in: clientSecret, or username and privateKey, or username, password and clientSecret',
  )
  .refine(({ audience, privateKey }) => audience === undefined || privateKey !== undefined, {
    path: ['audience'],
    message: 'is for the JWT bearer flow alone: expected username and privateKey beside it',
  })

export type SalesforceSettings = z.infer<typeof salesforceSettings>
