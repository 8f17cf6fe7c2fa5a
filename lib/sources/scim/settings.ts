// The settings of a SCIM 2.0 service as a source.

import { z } from 'zod'
import { sourceAttributes } from '../../connector/attributes.ts'
import { text } from '../../connector/settings.ts'
import { isSignIn, ONE_WAY, path, service } from '../../scim/settings.ts'
import { statusSettings } from '../status.ts'

export const scimSourceSettings = z
  .strictObject({
    use: z.literal('scim'),
    ...service,
    filter: text.optional().describe('only users that meet this filter'),
    members: z.array(text).default([]).describe('only members of one of these groups (names or ids); empty: everyone'),
    groups: z
      .array(text)
      .default([])
      .describe('groups that are told beside those of the target: one that the target does not map is a problem'),
    key: path.default('userName').describe('the attribute that is the sign-in name; emails: the address that counts'),
    account: z
      .union([path, z.strictObject({ groups: z.record(text, text) })])
      .optional()
      .describe('the account of a user: an attribute, or by group: {"groups": {"group": "account"}}'),
    status: statusSettings(path),
    attributes: sourceAttributes(path),
  })
  .refine(isSignIn, ONE_WAY)

export type ScimSourceSettings = z.infer<typeof scimSourceSettings>
