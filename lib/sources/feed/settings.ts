// The settings of a batch feed as a source.

import * as z from 'zod'
import type { Attributes } from '../../artifacts/records.ts'
import { sourceAttributes } from '../../connector/attributes.ts'
import { nonEmptyText } from '../../connector/settings.ts'

const feedPlace = nonEmptyText.regex(
  /^(title|first|last|email|(profile|user:tags)\/\S+)$/,
  'expected title, first, last, email, profile/NAME or user:tags/NAME',
)

/** A managed group: its members are put in and taken out, all other groups stay. */
const managedGroup = z.strictObject({
  code: nonEmptyText.describe('the code of a managed group'),
  active: nonEmptyText.optional().describe('the value of `profile` for a member'),
  past: nonEmptyText.optional().describe('the value of `profile` after a member left'),
})

export const feedSettings = z
  .strictObject({
    use: z.literal('feed'),
    folder: nonEmptyText.describe('the folder of the batch files'),
    control: nonEmptyText.optional().describe('the control file; by default `_control` in the folder'),
    account: feedPlace.optional().describe('the account: `user:tags/NAME` or `profile/NAME`, for organizations'),
    attributes: sourceAttributes(feedPlace),
    groups: z.array(managedGroup).default([]).describe('the managed groups; of several, the last one sets `profile`'),
    keep: z
      .int()
      .nonnegative()
      .default(10)
      .describe('how many feeds are kept, compressed; 0: none')
      .meta({ tuning: true }),
    optional: z
      .array(nonEmptyText)
      .default([])
      .describe('columns and fields that may be missing: `job`, `address.city`'),
    profile: nonEmptyText.optional().describe('the attribute that `active` and `past` of the groups set'),
  })
  .refine(
    ({ groups, profile }) => profile !== undefined || groups.every(({ active, past }) => !active && !past),
    'expected profile: the attribute that `active` and `past` of the groups are for',
  )
  .refine(
    ({ groups }) => groups.every(({ active, past }) => past === undefined || active !== undefined),
    'expected `active` with every `past` of the groups: it says who gets it',
  )
  .refine(
    ({ groups }) =>
      groups.every(({ active, past }) => groups.every((one) => one.active !== active || one.past === past)),
    'expected one `past` for one `active` of the groups: which of them somebody leaves is not known',
  )
  .refine(
    ({ groups }) => new Set(groups.map(({ code }) => code)).size === groups.length,
    'expected every code of the groups once',
  )
  .refine(
    ({ attributes, profile }) => profile === undefined || !Object.hasOwn(attributes, profile),
    'expected another profile: attributes has this name for something else',
  )

export type FeedSettings = z.infer<typeof feedSettings>

/**
 * What somebody's attributes become when they leave: the profile of the group they were in is past. Null: nothing
 * changes.
 */
export function leaverAttributes({ groups, profile }: FeedSettings, attributes: Attributes): Attributes | null {
  if (profile === undefined) return null
  const left = groups.findLast(({ active, past }) => past !== undefined && active === attributes[profile])
  return left?.past === undefined ? null : { [profile]: left.past }
}
