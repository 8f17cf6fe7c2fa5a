// Every setting, every source and target, on one screen. The only reader of the environment.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closest } from 'fastest-levenshtein'
import { z } from 'zod'
import { check } from './check.ts'
import { exit, Failure } from './exit.ts'
import { type Limit, protection, scopes } from './policy.ts'
import { accountId } from './sources/account-id.ts'
import type { Source } from './sources/source.ts'
import type { Target } from './targets/target.ts'

const text = z.string().min(1)
const scalar = z.union([z.string(), z.number(), z.boolean()])

const salesforce = z.strictObject({
  use: z.literal('salesforce'),
  loginUrl: text.describe("the org's My Domain address, https://acme.my.salesforce.com"),
  clientId: text,
  clientSecret: text,
  version: z
    .string()
    .regex(/^\d\d\.0$/, 'expected an API version such as 62.0')
    .default('62.0'),
  accountField: text.describe('path of the account id in a contact row, and in the WHERE clause'),
  where: text.describe('SOQL condition that every contact has to meet'),
  chunk: z.int().min(1).max(500).default(500).describe('accounts asked for in one query'),
})

const zendesk = z.strictObject({
  use: z.literal('zendesk'),
  url: text.describe('https://acme.zendesk.com'),
  clientId: text,
  clientSecret: text,
  accountField: text.describe('path of the account id in an organization'),
  removal: z
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
    .describe('how a user is removed: marked, never deleted'),
})

export type SalesforceSettings = z.infer<typeof salesforce>
export type ZendeskSettings = z.infer<typeof zendesk>

/** One entry a source: how it names accounts, and where its connector is. */
const sources = {
  salesforce: {
    account: accountId,
    load: async (settings: SalesforceSettings, count: Count): Promise<Source> =>
      (await import('./sources/salesforce.ts')).salesforce(settings, { count }),
  },
}

/** One entry a target: what compare must know of it, and where its connector is. */
const targets = {
  zendesk: {
    hasOrganizations: true,
    emailChange: 'hold' as const,
    load: async (settings: ZendeskSettings, context: TargetContext): Promise<Target> =>
      (await import('./targets/zendesk/zendesk.ts')).zendesk(settings, context),
  },
}

type Count = (what: string, n?: number) => void
type TargetContext = Parameters<typeof import('./targets/zendesk/zendesk.ts').zendesk>[1]

const limit = (count: number, share: number) => ({
  count: z.int().nonnegative().default(count),
  share: z.number().min(0).max(1).default(share),
})

const instance = z.strictObject({
  source: z.discriminatedUnion('use', [salesforce]),
  target: z.discriminatedUnion('use', [zendesk]),
  protect: z
    .array(z.string().regex(/^(tag:.+|[^@\s]+@[^@\s]+)$/, 'expected an address such as *@acme.com, or tag:NAME'))
    .default([])
    .describe('never touched: address rules such as *@acme.com, or tag:NAME'),
  scope: z.enum(scopes).default('managed').describe('who may be removed'),
  duplicates: z.enum(['hold', 'first']).default('hold').describe('two contacts, one address, different accounts'),
  maxAge: z
    .string()
    .regex(/^\d+[mhd]$/, 'expected a time such as 30m, 6h or 1d')
    .default('6h')
    .describe('how old a snapshot or a plan may be'),
  limits: z
    .strictObject({
      create: z.strictObject(limit(500, 0.3)).prefault({}),
      update: z.strictObject(limit(2000, 0.3)).prefault({}),
      delete: z.strictObject(limit(200, 0.1)).prefault({}),
    })
    .prefault({})
    .describe('how much change is sent without a person approving it'),
})

export const config = z.strictObject({
  $schema: z.string().optional(),
  instances: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'an instance name: letters, digits, . _ -'),
    instance,
  ),
})

export type Settings = z.infer<typeof instance>

/** One instance of the settings with its connectors; secrets are read from the environment when a connector is made. */
export interface Instance {
  name: string
  folder: string
  settings: Settings
  limits: Record<'create' | 'update' | 'delete', Limit>
  maxAge: number
  hasOrganizations: boolean
  emailChange: 'update' | 'hold'
  /** The source's name of an account from what a target has stored, or null where that is none. */
  account(stored: string): string | null
  source(count: Count): Promise<Source>
  target(count: Count): Promise<Target>
  /** The target as written in the settings, no secret read: only good for `problem`. */
  unsigned(): Promise<Pick<Target, 'problem'>>
  /** The settings that make another plan when they change. */
  matter: unknown
}

/** Reads the settings file; throws exit 7 with the place of what is wrong and the nearest known name. */
export function instances(file: string, data: string, only: string | null): Instance[] {
  if (!existsSync(file)) throw new Failure(exit.input, `${file} is missing. README.md, "Settings", shows one`)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Failure(exit.input, `${file} is not JSON`, { cause })
  }
  const settings = check(config, json, file, exit.input, nearest)
  const names = Object.keys(settings.instances)
  const chosen = only === null ? names : names.filter((name) => name === only)
  if (chosen.length === 0) {
    throw new Failure(exit.input, `${file} has no instance ${only ?? 'at all'}. It has: ${names.join(', ') || 'none'}`)
  }
  return chosen.map((name) => made(name, data, settings.instances[name]!))
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function made(name: string, data: string, settings: Settings): Instance {
  const { source, target, protect, scope, duplicates, maxAge, limits } = settings
  const { account, load: loadSource } = sources[source.use]
  const { hasOrganizations, emailChange, load: loadTarget } = targets[target.use]
  const context = (count: Count) => ({ source: source.use, protection: protection(protect), count })
  const at = `instances.${name}`
  return {
    name,
    folder: join(data, name),
    settings,
    limits,
    maxAge: Number.parseInt(maxAge, 10) * UNITS[maxAge.at(-1) as keyof typeof UNITS],
    hasOrganizations,
    emailChange,
    account,
    source: (count) => loadSource(resolved(source, `${at}.source`), count),
    target: (count) => loadTarget(resolved(target, `${at}.target`), context(count)),
    unsigned: () =>
      loadTarget(
        target,
        context(() => undefined),
      ),
    matter: { source, target, protect, scope, duplicates },
  }
}

/** The approval that a manual job carries, where there is one. */
export const approvalOfJob = (): string | null => process.env['USER_SYNC_APPROVE'] || null

/** Settings with every `"$NAME"` read from the environment; throws exit 7 with the name that is missing. */
function resolved<T extends object>(settings: T, at: string): T {
  const values = Object.entries(settings).map(([key, value]) => {
    if (typeof value !== 'string' || !/^\$[A-Z][A-Z0-9_]*$/.test(value)) return [key, value]
    const found = process.env[value.slice(1)]
    if (found && /url$/i.test(key) && !isSafeUrl(found)) {
      throw new Failure(exit.input, `${value.slice(1)} is no address such as https://acme.example.com (${at}.${key})`)
    }
    if (found) return [key, found]
    throw new Failure(exit.input, `${value.slice(1)} is not set (${at}.${key}). README.md, "Settings", says what it is`)
  })
  return Object.fromEntries(values)
}

/** https, or http on this machine alone: a secret goes there. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { hostname, protocol } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
}

interface Node {
  properties?: Record<string, Node>
  additionalProperties?: Node
  oneOf?: Node[]
}

/** The setting, among those that are allowed at that place, which is spelled most like an unknown one. */
function nearest(unknown: string, path: PropertyKey[]): string {
  const at = (node: Node, key: PropertyKey): Node =>
    node.properties?.[String(key)] ?? node.additionalProperties ?? node.oneOf?.map((one) => at(one, key))[0] ?? {}
  const place = path.reduce<Node>(at, z.toJSONSchema(config) as Node)
  const known = [place, ...(place.oneOf ?? [])].flatMap(({ properties = {} }) => Object.keys(properties))
  return closest(unknown, known)
}
