// The settings of Zeenea as a target.

import * as z from 'zod'
import { NO_GROUP } from '../../artifacts/records.ts'
import { targetAttributes } from '../../connector/attributes.ts'
import { network, nonEmptyText, secret, serviceUrl } from '../../connector/settings.ts'
import { HOST_RULE, S3_HOSTS } from './storage.ts'

export const PLACES = ['firstName', 'lastName', 'phone'] as const
export type ZeeneaPlace = (typeof PLACES)[number]

export const zeeneaSettings = z
  .strictObject({
    use: z.literal('zeenea'),
    url: serviceUrl.describe('the instance URL, such as `https://acme.zeenea.app`'),
    apiSecret: secret.describe('an API key of scope Admin'),
    permissionSets: z
      .array(
        z.strictObject({
          group: nonEmptyText.describe('a group of the source'),
          set: nonEmptyText.describe('the permission set: its id, or a name that no other set has'),
        }),
      )
      .default([])
      .describe('the permission sets by group; the first group of a person counts'),
    default: nonEmptyText.optional().describe('the set for people in none of the groups; without it they are held'),
    attributes: targetAttributes(z.enum(PLACES)),
    exportInterval: z
      .number()
      .positive()
      .default(2)
      .describe('seconds between two checks of an export')
      .meta({ tuning: true }),
    exportDeadline: z
      .number()
      .positive()
      .default(120)
      .describe('seconds until an export counts as failed')
      .meta({ tuning: true }),
    exportHosts: z
      .array(z.string().regex(HOST_RULE, 'expected a host such as files.acme.com or *.s3.eu-west-1.amazonaws.com'))
      .min(1)
      .default(S3_HOSTS)
      .describe('hosts of exports')
      .meta({ tuning: true }),
    network: network(60),
  })
  .refine(
    ({ permissionSets, default: usual }) => permissionSets.length > 0 || usual !== undefined,
    'expected permissionSets, or default',
  )
  .refine(
    ({ permissionSets }) => new Set(permissionSets.map(({ group }) => group)).size === permissionSets.length,
    'expected every group of permissionSets once',
  )
  .refine(
    ({ permissionSets }) => permissionSets.every(({ group }) => group !== NO_GROUP),
    'expected names of groups in permissionSets: "default" is for those who are in none',
  )
  .refine(
    ({ attributes }) =>
      ['firstName', 'lastName'].every((place) => Object.values(attributes).includes(place as ZeeneaPlace)),
    'expected attributes for firstName and lastName: Zeenea has no display name',
  )

export type ZeeneaSettings = z.infer<typeof zeeneaSettings>
