// The settings of a SCIM 2.0 service as a target.

import * as z from 'zod'
import { targetAttributes } from '../../connector/attributes.ts'
import { nonEmptyText } from '../../connector/settings.ts'
import { isSignIn, ONE_WAY, path, serviceShape } from '../../scim/settings.ts'
import { NAME_PARTS } from './bizagi.ts'
import { type Dialect, dialects } from './dialect.ts'
import { reservedProblem } from './reserved-attributes.ts'

export const scimSettings = z
  .strictObject({
    use: z.literal('scim'),
    ...serviceShape,
    readScope: nonEmptyText.optional().describe('the scope for every script except sync; by default `tokenScope`'),
    dialect: z.enum(['rfc', 'bizagi', 'entra', 'zeenea']).default('rfc').describe('the dialect of the service'),
    key: path.default('userName').describe('the attribute with the sign-in name'),
    address: z
      .enum(['auto', 'id', 'userName'])
      .optional()
      .describe('how a user is addressed; by default `id`, in Bizagi `auto`'),
    externalId: path.optional().describe("where the source's id is stored; by default `externalId`"),
    name: z
      .enum(['displayName', 'name.formatted', 'none'])
      .optional()
      .describe('where the name is stored; by default `displayName`'),
    update: z.enum(['patch', 'replace']).default('patch').describe('PATCH, or PUT of the whole user'),
    settle: z
      .number()
      .nonnegative()
      .max(300)
      .default(10)
      .describe('seconds until a read has to show a write')
      .meta({ tuning: true }),
    removal: z.enum(['deactivate', 'delete']).default('deactivate').describe('PATCH of `active`, or DELETE'),
    reactivate: z
      .enum(['managed', 'never'])
      .default('managed')
      .describe('who is activated again: users that this sync created, or none'),
    attributes: targetAttributes(path),
    groups: z
      .record(nonEmptyText, nonEmptyText)
      .default({})
      .describe("the managed groups: the source's name, and the service's name or id"),
  })
  .refine(isSignIn, ONE_WAY)
  .superRefine((settings, context) => {
    const reserved = reservedProblem(settings)
    const dialect: Dialect = dialects[settings.dialect]
    const lacking = dialect.settingsProblem?.(settings) ?? null
    const unnamed = nameProblem(settings, dialect)
    if (settings.address === 'userName' && Object.keys(settings.groups).length > 0)
      context.addIssue({ code: 'custom', path: ['address'], message: 'members of groups go by id: expected id' })
    if (unnamed !== null) context.addIssue({ code: 'custom', path: ['name'], message: unnamed })
    if (reserved) context.addIssue({ code: 'custom', path: [...reserved.path], message: reserved.message })
    if (lacking !== null) context.addIssue({ code: 'custom', path: [], message: lacking })
  })

/** Why a name cannot go where the settings say; null: it can. */
function nameProblem(
  { attributes, name }: { attributes: Record<string, string>; name?: string | undefined },
  { hasDisplayName }: Dialect,
): string | null {
  if (name === undefined) return null
  if (!hasDisplayName && name !== 'none') return 'this dialect makes the name of its parts: expected none'
  const places = Object.values(attributes).map((path) => path.toLowerCase())
  if (name === 'name.formatted' && places.includes('name.formatted'))
    return 'name.formatted is mapped too: expected it in one place'
  const isMade = NAME_PARTS.some((part) => places.includes(`name.${part.toLowerCase()}`))
  return name === 'none' && !isMade ? 'expected name.givenName or name.familyName among attributes' : null
}

export type ScimSettings = z.infer<typeof scimSettings>
