// The shape of the settings file: what an instance may say, with its defaults, and which two sides go together.

import { z } from 'zod'
import { age, namedIn } from '../connector/settings.ts'
import { DEFAULT_LIMITS, type Limit } from '../core/limits.ts'
import { scopes } from '../core/protection.ts'
import { feedSettings } from '../sources/feed/settings.ts'
import { gluuSettings } from '../sources/gluu/settings.ts'
import { salesforceSettings } from '../sources/salesforce/settings.ts'
import { scimSourceSettings } from '../sources/scim/settings.ts'
import { sources } from '../sources/sources.ts'
import { scimSettings } from '../targets/scim/settings.ts'
import { targets } from '../targets/targets.ts'
import { zeeneaSettings } from '../targets/zeenea/settings.ts'
import { zendeskSettings } from '../targets/zendesk/settings.ts'
import { mismatches } from './compatibility.ts'
import type { Sides } from './environment.ts'

const limit = ({ count, share }: Limit) => ({
  count: z.int().nonnegative().default(count),
  share: z.number().min(0).max(1).default(share),
})

const shape = z.strictObject({
  source: z.discriminatedUnion('use', [salesforceSettings, scimSourceSettings, feedSettings, gluuSettings]),
  target: z.discriminatedUnion('use', [zendeskSettings, scimSettings, zeeneaSettings]),
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
    .describe('never touched: address rules such as *@acme.com, tag:NAME, name:SIGN-IN-NAME'),
  scope: z.enum(scopes).default('managed').describe('who may be removed'),
  duplicates: z.enum(['hold', 'first']).default('hold').describe('two contacts, one address, different accounts'),
  drift: z
    .enum(['correct', 'keep'])
    .default('correct')
    .describe('what the target has otherwise although the source says nothing new: correct it, or keep it'),
  absence: z
    .enum(['confirm', 'two-reads'])
    .default('confirm')
    .describe('what proves an absence: the source asked for each person, or also two whole reads that agree'),
  moved: z
    .enum(['hold', 'remove'])
    .default('hold')
    .describe('who is now in an account that no organization has: hold them, or remove them'),
  maxAge: age('6h').describe('how old a snapshot or a plan may be'),
  limits: z
    .strictObject({
      create: z.strictObject(limit(DEFAULT_LIMITS.create)).prefault({}),
      update: z
        .strictObject({
          ...limit(DEFAULT_LIMITS.update),
          moves: z.strictObject(limit(DEFAULT_LIMITS.update.moves)).prefault({}),
        })
        .prefault({}),
      delete: z
        .strictObject({
          ...limit(DEFAULT_LIMITS.delete),
          organizations: z.int().nonnegative().default(DEFAULT_LIMITS.delete.organizations),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('how much change is sent without a person approving it'),
})

/** What no connector can tell of its own settings alone: whether the two sides go together. */
const instance = shape.superRefine(({ scope, source, target }, context) => {
  const { accountAt, hasGroups: knowsGroups } = sources[source.use]
  const { hasOrganizations, ...of } = targets[target.use]
  const asked = (what: 'hasGroups' | 'keepsIds') => (of[what] as (settings: typeof target) => boolean)(target)
  const facts = { accountAt, knowsGroups, hasOrganizations, hasGroups: asked('hasGroups'), keepsIds: asked('keepsIds') }
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
  const { options: sources } = shape.shape.source
  const { options: targets } = shape.shape.target
  const at = `instances.${name}`
  return {
    source: { settings: source, at: `${at}.source`, named: namedIn(entryOf(sources, source.use)) },
    target: { settings: target, at: `${at}.target`, named: namedIn(entryOf(targets, target.use)) },
  }
}

const entryOf = <T extends z.ZodObject<{ use: z.ZodLiteral<string> }>>(options: readonly T[], use: string): T =>
  options.find((one) => one.shape.use.value === use)!
