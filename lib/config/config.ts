// Every setting, every source and target. Only the demo reads the environment too, to start its children.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Person } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import { age, milliseconds, namedIn } from '../connector/settings.ts'
import { protection, scopes } from '../core/protection.ts'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'
import { shownUrl } from '../errors/secrets.ts'
import { check } from '../errors/validate.ts'
import { useProxy } from '../http/proxy.ts'
import { type FeedSettings, feedSettings, leaving } from '../sources/feed/settings.ts'
import { type GluuSettings, gluuSettings } from '../sources/gluu/settings.ts'
import { contactOfForeignId, recordId } from '../sources/salesforce/record-id.ts'
import { type SalesforceSettings, salesforceSettings } from '../sources/salesforce/settings.ts'
import { type ScimSourceSettings, scimSourceSettings } from '../sources/scim/settings.ts'
import type { Source } from '../sources/source.ts'
import { dialects } from '../targets/scim/dialect.ts'
import { type ScimSettings, scimSettings } from '../targets/scim/settings.ts'
import type { Target, TargetContext } from '../targets/target.ts'
import { type ZeeneaSettings, zeeneaSettings } from '../targets/zeenea/settings.ts'
import { type ZendeskSettings, zendeskSettings } from '../targets/zendesk/settings.ts'
import { mismatches } from './compatibility.ts'
import { assertNoName, guardNames, readEnvironment, readProxy, type Sides } from './environment.ts'
import { nearestIn } from './suggest.ts'

type Attributes = Person['attributes']

/** One entry a source: how it names accounts and which setting says where they are, whether it knows groups, and where its connector is. */
const sources = {
  salesforce: {
    account: recordId,
    foreign: contactOfForeignId,
    accountAt: 'accountField',
    hasGroups: false,
    load: async (settings: SalesforceSettings, progress: Progress): Promise<Source> =>
      (await import('../sources/salesforce/salesforce.ts')).salesforce(settings, progress),
  },
  scim: {
    account: (stored: string) => stored.trim() || null,
    accountAt: 'account',
    hasGroups: true,
    load: async (settings: ScimSourceSettings, progress: Progress): Promise<Source> =>
      (await import('../sources/scim/scim.ts')).scim(settings, progress),
  },
  feed: {
    account: (stored: string) => stored.trim() || null,
    accountAt: 'account',
    hasGroups: true,
    oursAlone: true,
    load: async (settings: FeedSettings, progress: Progress, state: string): Promise<Source> =>
      (await import('../sources/feed/feed.ts')).feed(settings, progress, state),
    leaving,
    settled: async (state: string, contacts: string) =>
      (await import('../sources/feed/last-good.ts')).settled(state, contacts),
  },
  gluu: {
    account: (stored: string) => stored.trim() || null,
    accountAt: 'account',
    hasGroups: false,
    load: async (settings: GluuSettings, progress: Progress, state: string): Promise<Source> =>
      (await import('../sources/gluu/gluu.ts')).gluu(settings, progress, state),
    settled: async (state: string, contacts: string) =>
      (await import('../sources/gluu/last-contacts.ts')).settled(state, contacts),
  },
}

/** What a source may have beside: attributes that change when somebody leaves, and what is noted of a plan that was applied whole. */
interface Extras {
  /** The external id that an id of another integration stands for, or null. */
  foreign?(stored: string): string | null
  /** With the scope `managed` users who were made elsewhere are not touched at all (Haplo, user sync). */
  oursAlone?: boolean
  leaving?(settings: FeedSettings, attributes: Attributes): Attributes | null
  settled?(state: string, contacts: string): Promise<void>
}

/** One entry a target: what compare must know of it, whether it keeps ids of a source and manages groups, and where its connector is. */
const targets = {
  zendesk: {
    hasOrganizations: true,
    emailChange: 'hold' as const,
    keepsIds: () => true,
    hasGroups: () => false,
    load: async (settings: ZendeskSettings, context: TargetContext): Promise<Target> =>
      (await import('../targets/zendesk/zendesk.ts')).zendesk(settings, context),
  },
  scim: {
    hasOrganizations: false,
    emailChange: 'update' as const,
    keepsIds: ({ dialect, externalId }: ScimSettings) =>
      externalId !== undefined || dialects[dialect].externalId !== null,
    hasGroups: ({ groups }: ScimSettings) => Object.keys(groups).length > 0,
    load: async (settings: ScimSettings, context: TargetContext): Promise<Target> =>
      (await import('../targets/scim/scim.ts')).scim(settings, context),
  },
  zeenea: {
    hasOrganizations: false,
    emailChange: 'hold' as const,
    keepsIds: () => false,
    hasGroups: ({ permissionSets }: ZeeneaSettings) => permissionSets.length > 0,
    load: async (settings: ZeeneaSettings, context: TargetContext): Promise<Target> =>
      (await import('../targets/zeenea/zeenea.ts')).zeenea(settings, context),
  },
}

const limit = (count: number, share: number) => ({
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
      create: z.strictObject(limit(500, 0.3)).prefault({}),
      update: z.strictObject({ ...limit(2000, 0.3), moves: z.strictObject(limit(50, 0.05)).prefault({}) }).prefault({}),
      delete: z.strictObject({ ...limit(200, 0.1), organizations: z.int().nonnegative().default(3) }).prefault({}),
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

/** One instance of the settings with its connectors; secrets are read from the environment when a connector is made. */
export interface Instance {
  name: string
  folder: string
  /** Where it is kept what was applied, and what a source notes: for everyone, also in a run with --person. */
  state: string
  settings: Settings
  limits: Settings['limits']
  maxAge: number
  hasOrganizations: boolean
  emailChange: 'update' | 'hold'
  /** The source's name of an account from what a target has stored, or null where that is none. */
  account(stored: string): string | null
  /** The external id that an id which another integration wrote stands for, or null. */
  foreign(stored: string): string | null
  source(progress: Progress): Promise<Source>
  /** What of the attributes changes when somebody leaves; null: nothing. */
  leaving(attributes: Attributes): Attributes | null
  /** Of the plan that was made of these contacts (the sha256 of the file) every record was sent. */
  settled(contacts: string): Promise<void>
  /** `write`: the sign-in asks for what a sync needs, and not for reading alone. */
  target(progress: Progress, options?: { write: boolean }): Promise<Target>
  /** The target as written in the settings, no secret read: only good for `problem` and `fit`. */
  unsigned(): Promise<Pick<Target, 'fit' | 'problem'>>
  /** The settings that make another plan, or another snapshot, when they change. */
  matter: Record<'plan' | 'organizations' | 'users' | 'contacts', unknown>
}

/** Reads the settings file; throws exit 7 with the place of what is wrong and the nearest known name. */
export function instances(file: string, data: string, only: string | null): Instance[] {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    throw new Failure(
      exit.input,
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as the remote. Unset it; NODE_EXTRA_CA_CERTS adds an authority',
    )
  useProxy(readProxy(process.env))
  if (!existsSync(file))
    throw new Failure(exit.input, `${file} is missing. user-sync comes with a sync.config.json: begin with that one`)
  let json: unknown
  try {
    json = parseJson(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Failure(exit.input, `${file} is not JSON. Mend it at the place that is named`, { cause })
  }
  const settings = check(config, json, file, exit.input, nearestIn(config, json))
  for (const [name, { source, target, ...rest }] of Object.entries(settings.instances)) {
    assertNoName(rest, `instances.${name}`)
    guardNames(sidesOf(name, { source, target, ...rest }), process.env)
  }
  const names = Object.keys(settings.instances)
  const chosen = only === null ? names : names.filter((name) => name === only)
  if (chosen.length === 0) {
    const known = names.length
      ? `It has: ${names.join(', ')}`
      : 'Begin with the one of the sync.config.json that comes with user-sync'
    throw new Failure(exit.input, `${file} has no instance${only ? ` ${only}` : ''}. ${known}`)
  }
  return chosen.map((name) => made(name, data, settings.instances[name]!))
}

function sidesOf(name: string, { source, target }: Settings): Sides<Settings['source'], Settings['target']> {
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

/** A connector whose address may stand in an artifact. */
const shown = <T extends { from: string }>(connector: T): T => ({ ...connector, from: shownUrl(connector.from) })

function made(name: string, data: string, settings: Settings): Instance {
  const { source, target, protect, scope, duplicates, drift, absence, moved, maxAge, limits } = settings
  const { account, load, ...more } = sources[source.use]
  const loadSource = load as (settings: Settings['source'], progress: Progress, state: string) => Promise<Source>
  const extras = more as Extras
  const state = join(data, name, 'state')
  const { hasOrganizations, emailChange, load: loading } = targets[target.use]
  const loadTarget = loading as (settings: Settings['target'], context: TargetContext) => Promise<Target>
  const oursAlone = extras.oursAlone === true && scope === 'managed'
  const context = (progress: Progress, write: boolean): TargetContext => ({
    source: source.use,
    protection: protection(protect, oursAlone),
    progress,
    protect,
    write,
  })
  const sides = sidesOf(name, settings)
  return {
    name,
    folder: join(data, name),
    state,
    settings,
    limits,
    maxAge: milliseconds(maxAge),
    hasOrganizations,
    emailChange,
    account,
    foreign: (stored) => extras.foreign?.(stored) ?? null,
    source: async (progress) => shown(await loadSource(readEnvironment(sides.source, process.env), progress, state)),
    leaving: (attributes) => extras.leaving?.(source as FeedSettings, attributes) ?? null,
    settled: async (contacts) => extras.settled?.(state, contacts),
    target: async (progress, { write } = { write: false }) =>
      shown(await loadTarget(readEnvironment(sides.target, process.env), context(progress, write))),
    unsigned: () => loadTarget(target, context(SILENT, false)),
    matter: {
      plan: { source: deciding(source), target: deciding(target), protect, scope, duplicates, drift, absence, moved },
      organizations: deciding(target),
      users: { source: source.use, target: deciding(target), protect, ...(oursAlone && { oursAlone }) },
      contacts: { source: deciding(source), target: deciding(target), protect },
    },
  }
}

const nothing = () => undefined
const SILENT: Progress = { count: nothing, expect: nothing, allowed: nothing, say: nothing }

/** How fast and how patient a connector is: these make no other plan. */
const UNDECIDING = [
  'network',
  'rateShare',
  'jobDeadline',
  'chunk',
  'exportInterval',
  'exportDeadline',
  'exportHosts',
  'keep',
  'fullEvery',
  'overlap',
]
const deciding = <T extends object>(settings: T) =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !UNDECIDING.includes(key)))

/** The approval that a manual job carries, where there is one. */
export const approvalOfJob = (): string | null => process.env['USER_SYNC_APPROVE'] || null
