// The settings of Salesforce as a source.

import * as z from 'zod'
import { sourceAttributes } from '../../connector/attributes.ts'
import { network, nonEmptyText, secret, serviceUrl, signInId } from '../../connector/settings.ts'

const field = z.string().regex(/^[a-z]\w*(\.[a-z]\w*)*$/i, 'expected a path of fields such as Account.Account_ID_18__c')

const NEVER_INCREMENTAL =
  'contacts are always read in full: a missing contact is removed, and changes do not prove that one is missing'

export const salesforceSettings = z
  .strictObject({
    use: z.literal('salesforce'),
    loginUrl: serviceUrl.describe("the org's My Domain address: `https://acme.my.salesforce.com`"),
    clientId: signInId.describe('the consumer key of the app'),
    clientSecret: secret.optional().describe('the consumer secret, for client credentials and for a password'),
    username: signInId.optional().describe('the user that signs in with `privateKey` or `password`'),
    privateKey: nonEmptyText
      .refine(
        (written) => !written.includes('-----'),
        'a key belongs in a file or in the environment: write its path, or "$NAME"',
      )
      .meta({ environment: 'secret' })
      .optional()
      .describe('the RSA key of the JWT bearer flow: PEM, or the path of its file'),
    audience: nonEmptyText
      .optional()
      .describe('the audience of the JWT assertion; see [Salesforce](salesforce.md)')
      .meta({ tuning: true }),
    password: secret.optional().describe('legacy: the password, followed by the security token'),
    version: z
      .string()
      .regex(/^\d\d\.0$/, 'expected an API version such as 62.0')
      .default('62.0')
      .describe('the Salesforce API version'),
    accountField: field.optional().describe('the field path of the account id, for targets with organizations'),
    key: field.default('Email').describe('the field with the sign-in name'),
    attributes: sourceAttributes(field),
    where: nonEmptyText.describe('the SOQL condition that every contact meets'),
    read: z
      .string()
      .refine((read) => read === 'full', NEVER_INCREMENTAL)
      .default('full')
      .describe('contacts are always read in `full`')
      .meta({ tuning: true }),
    chunk: z.int().min(1).max(500).default(500).describe('accounts in one query, at most 500').meta({ tuning: true }),
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
