// The settings of Zendesk as a target.

import * as z from 'zod'
import { targetAttributes } from '../../connector/attributes.ts'
import {
  duration,
  isOneWay,
  milliseconds,
  network,
  nonEmptyText,
  secret,
  serviceUrl,
  signInId,
} from '../../connector/settings.ts'

const fieldValue = z.union([z.string(), z.number(), z.boolean()])

const removal = z
  .strictObject({
    mark: z
      .strictObject({
        user_fields: z
          .record(nonEmptyText, fieldValue)
          .refine((fields) => Object.keys(fields).length > 0, 'expected at least one field')
          .describe('field keys and values, such as `{"not_in_sfdc": true}`'),
      })
      .describe('the user fields that a removal writes: `{"user_fields": {...}}`'),
    suspend: z.boolean().default(false).describe('whether a removal also suspends the user'),
  })
  .describe('how a user is removed: marked, never deleted')

export const zendeskSettings = z
  .strictObject({
    use: z.literal('zendesk'),
    url: serviceUrl.describe('the account URL, such as `https://acme.zendesk.com`'),
    clientId: signInId.optional().describe('the confidential OAuth client of an admin'),
    clientSecret: secret.optional().describe('the secret of the OAuth client'),
    token: secret.optional().describe('a bearer token, in place of the OAuth client'),
    email: signInId.optional().describe('an admin, with `apiToken`; Zendesk ends API tokens on 2027-04-30'),
    apiToken: secret.optional().describe('the API token of that admin'),
    accountField: nonEmptyText.describe('the path of the account id in an organization'),
    create: z
      .enum(['auto', 'one', 'many'])
      .default('auto')
      .describe('creation `one` by one, `many` in jobs, or as the account allows')
      .meta({ tuning: true }),
    externalId: z.boolean().optional().describe('`false`: created users get no external id'),
    removal,
    attributes: targetAttributes(
      z.string().regex(/^user_fields\.[a-z0-9_]+$/i, 'expected a user field such as user_fields.job_title'),
    ),
    read: z
      .enum(['auto', 'full', 'incremental'])
      .default('auto')
      .describe('reads all users, or changes, or as Zendesk allows')
      .meta({ tuning: true }),
    fullEvery: duration('24h').describe('how often all users are read at least').meta({ tuning: true }),
    overlap: duration('5m')
      .refine(
        (time) => milliseconds(time) >= 60_000,
        'expected at least 1m: Zendesk tells no change of the last minute',
      )
      .describe('how far before the newest change the next read begins, at least 1m')
      .meta({ tuning: true }),
    rateShare: z
      .number()
      .positive()
      .max(1)
      .default(0.8)
      .describe('the share of the rate limit that a run may use')
      .meta({ tuning: true }),
    jobDeadline: z
      .number()
      .positive()
      .default(600)
      .describe('seconds until a job counts as stuck')
      .meta({ tuning: true }),
    network: network(60),
  })
  .refine(
    ({ clientId, clientSecret, token, email, apiToken }) =>
      isOneWay([clientId, clientSecret], [token], [email, apiToken]),
    'expected one way to sign in: clientId and clientSecret, or token, or email and apiToken',
  )
  .refine(({ create, externalId }) => create !== 'many' || externalId !== false, {
    message: 'needs external ids, which show who was created: expected "auto" or "one" with "externalId": false',
    path: ['create'],
  })

export type ZendeskSettings = z.infer<typeof zendeskSettings>
