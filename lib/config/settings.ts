// The schema of the settings file: the settings of an instance with their defaults, and the check of its two sides.

import * as z from 'zod'
import { duration, settingsIn, variableKinds } from '../connector/settings.ts'
import { DEFAULT_LIMITS, type Limit } from '../core/limits.ts'
import { scopes } from '../core/protection.ts'
import { sourceOf, sources } from '../sources/sources.ts'
import { targetOf, targets } from '../targets/targets.ts'
import { mismatches } from './compatibility.ts'
import type { Sides } from './environment.ts'

/** The limit of one kind of change: `who` is limited, and the share is one of `of`. */
const limit = ({ count, share }: Limit, { who, of }: { who: string; of: string }) => ({
  count: z.int().nonnegative().default(count).describe(`the most people ${who}`),
  share: z.number().min(0).max(1).default(share).describe(`the same, as a share of ${of}`),
})

const shape = z.strictObject({
  source: z.discriminatedUnion('use', settingsIn(Object.values(sources))),
  target: z.discriminatedUnion('use', settingsIn(Object.values(targets))),
  protect: z
    .array(
      z
        .string()
        .regex(
          /^(tag:.+|name:.+|[^@\s]+@[^@\s]+)$/,
          'expected a rule for addresses (with @ and *), tag:NAME or name:SIGN-IN-NAME',
        ),
    )
    .default([])
    .describe('users that are never changed: `*@acme.com`, `name:jdoe*`, `tag:NAME`'),
  scope: z.enum(scopes).default('managed').describe('the users that may be removed'),
  duplicates: z
    .enum(['hold', 'first'])
    .default('hold')
    .describe('two contacts with one address and different accounts'),
  drift: z.enum(['correct', 'keep']).default('correct').describe('changes made by hand in the target'),
  absence: z.enum(['confirm', 'two-reads']).default('confirm').describe('the proof that a person left'),
  moved: z.enum(['hold', 'remove']).default('hold').describe('people whose new account has no organization'),
  maxAge: duration('6h').describe('the age limit of a snapshot or a plan: `30m`, `6h`, `1d`'),
  limits: z
    .strictObject({
      create: z.strictObject(limit(DEFAULT_LIMITS.create, { who: 'to create', of: 'the contacts' })).prefault({}),
      update: z
        .strictObject({
          ...limit(DEFAULT_LIMITS.update, { who: 'to update', of: 'the matched people' }),
          moves: z
            .strictObject(
              limit(DEFAULT_LIMITS.update.moves, { who: 'to move to another organization', of: 'the matched people' }),
            )
            .prefault({}),
        })
        .prefault({}),
      delete: z
        .strictObject({
          ...limit(DEFAULT_LIMITS.delete, { who: 'to remove', of: 'the active, unprotected users in scope' }),
          organizations: z
            .int()
            .nonnegative()
            .default(DEFAULT_LIMITS.delete.organizations)
            .describe('how many organizations of three or more users may lose them all'),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('how much change is sent without an approval'),
})

/** Checks that the two sides fit together. */
const instance = shape.superRefine(({ scope, source, target }, context) => {
  const { accountSetting, hasGroups: knowsGroups } = sourceOf(source)
  const { hasOrganizations, ...of } = targetOf(target)
  const [hasGroups, storesExternalId] = [of.hasGroups(target), of.storesExternalId(target)]
  const facts = { accountSetting, knowsGroups, hasOrganizations, hasGroups, storesExternalId }
  for (const { path, message } of mismatches({ scope, source, target, ...facts }))
    context.addIssue({ code: 'custom', path, message })
})

export const config = z.strictObject({
  $schema: z.string().optional(),
  instances: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'expected an instance name of letters, digits, . _ -'),
    instance,
  ),
})

export type Settings = z.infer<typeof instance>

/** Both sides of an instance, and which of their settings may name a variable of the environment. */
export function sidesOf(name: string, { source, target }: Settings): Sides<Settings['source'], Settings['target']> {
  const at = `instances.${name}`
  return {
    source: { settings: source, at: `${at}.source`, variables: variableKinds(sourceOf(source).settings) },
    target: { settings: target, at: `${at}.target`, variables: variableKinds(targetOf(target).settings) },
  }
}
