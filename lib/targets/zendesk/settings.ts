// The settings of Zendesk as a target.

import { z } from 'zod'
import { targetAttributes } from '../../connector/attributes.ts'
import { isOneWay, network, secret, serviceUrl, signInId, text } from '../../connector/settings.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])

const removal = z
  .strictObject({
    mark: z
      .strictObject({
        user_fields: z
          .record(text, scalar)
          .refine((fields) => Object.keys(fields).length > 0, 'expected at least one field'),
      })
      .describe('what a removal writes'),
    suspend: z.boolean().default(false).describe('whether a removal suspends the user as well'),
  })
  .describe('how a user is removed: marked, never deleted')

export const zendeskSettings = z
  .strictObject({
    use: z.literal('zendesk'),
    url: serviceUrl.describe('https://acme.zendesk.com'),
    clientId: signInId.optional().describe('a confidential OAuth client of an admin, with clientSecret'),
    clientSecret: secret.optional(),
    token: secret.optional().describe('instead: a bearer token'),
    email: signInId.optional().describe('instead: an admin, with apiToken; Zendesk ends API tokens on 2027-04-30'),
    apiToken: secret.optional(),
    accountField: text.describe('path of the account id in an organization'),
    externalId: z
      .boolean()
      .optional()
      .describe('false: users that the sync makes carry no external id of their contact'),
    removal,
    attributes: targetAttributes(
      z.string().regex(/^user_fields\.[a-z0-9_]+$/i, 'expected a user field such as user_fields.job_title'),
    ),
    rateShare: z.number().positive().max(1).default(0.8).describe('part of the requests a minute that a run may use'),
    jobDeadline: z.number().positive().default(600).describe('seconds until a job counts as stuck'),
    network: network(60),
  })
  .refine(
    ({ clientId, clientSecret, token, email, apiToken }) =>
      isOneWay([clientId, clientSecret], [token], [email, apiToken]),
    'expected one way to sign in: clientId and clientSecret, or token, or email and apiToken',
  )

export type ZendeskSettings = z.infer<typeof zendeskSettings>
