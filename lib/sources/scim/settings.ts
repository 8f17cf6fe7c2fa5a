// The settings of a SCIM 2.0 service as a source.

import * as z from 'zod'
import { sourceAttributes } from '../../connector/attributes.ts'
import { nonEmptyText } from '../../connector/settings.ts'
import { isSignIn, ONE_WAY, path, serviceShape } from '../../scim/settings.ts'
import { statusSettings } from '../status.ts'

export const scimSourceSettings = z
  .strictObject({
    use: z.literal('scim'),
    ...serviceShape,
    filter: nonEmptyText.optional().describe('a SCIM filter that users have to meet (RFC 7644, 3.4.2.2)'),
    members: z
      .array(nonEmptyText)
      .default([])
      .describe('only members of one of these groups, by name or id; empty: all users'),
    groups: z
      .array(nonEmptyText)
      .default([])
      .describe('groups read besides those that the target maps; their members are held'),
    key: path.default('userName').describe('the attribute with the sign-in name; `emails` is the address'),
    account: z
      .union([path, z.strictObject({ groups: z.record(nonEmptyText, nonEmptyText) })])
      .optional()
      .describe('the account: an attribute, or `{"groups": {"group": "account"}}`'),
    status: statusSettings(path),
    attributes: sourceAttributes(path),
  })
  .refine(isSignIn, ONE_WAY)

export type ScimSourceSettings = z.infer<typeof scimSourceSettings>
