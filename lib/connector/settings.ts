// The settings that several connectors share.

import * as z from 'zod'

export const nonEmptyText = z.string().min(1)

const FROM_ENVIRONMENT = 'a secret belongs in the environment: write the name of its variable, "$NAME"'

/** The kind of a setting that may name a variable of the environment; all other settings refuse a name. */
export type VariableKind = 'secret' | 'url' | 'token endpoint' | 'id'

const NAME = /^\$[A-Z][A-Z0-9_]*$/

/** Whether a setting has the form `"$NAME"`. */
export const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value)

/** A secret: the settings have only the name of its variable. */
export const secret = nonEmptyText.regex(NAME, FROM_ENVIRONMENT).meta({ environment: 'secret' })
/** The url of a service, without a query. */
export const serviceUrl = nonEmptyText.meta({ environment: 'url' })
/** The url of a token endpoint; it may have a query. */
export const tokenEndpoint = nonEmptyText.meta({ environment: 'token endpoint' })
/** The id of a sign-in: a client id, a user name or an address. */
export const signInId = nonEmptyText.meta({ environment: 'id' })

/** The settings of a side that may name a variable, with their kinds. */
export const variableKinds = (settings: z.ZodObject): Map<string, VariableKind> =>
  metaIn(settings, 'environment') as Map<string, VariableKind>

/** The settings of a side without those that change no plan: `.meta({ tuning: true })` where they are declared. */
export function planSettings(settings: object, schema: z.ZodObject): Record<string, unknown> {
  const tuning = metaIn(schema, 'tuning')
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !tuning.has(key)))
}

/** The metadata of settings that the JSON Schema does not need. */
export const OWN_META = ['environment', 'tuning'] as const
type OwnMeta = (typeof OWN_META)[number]

const known: Record<OwnMeta, WeakMap<z.ZodObject, Map<string, unknown>>> = {
  environment: new WeakMap(),
  tuning: new WeakMap(),
}

/** Setting -> its metadata of this name. Each schema is read once, because hundreds of instances may share it. */
function metaIn(schema: z.ZodObject, name: OwnMeta): Map<string, unknown> {
  const before = known[name].get(schema)
  if (before) return before
  const all = Object.entries(schema.shape).map(([key, type]) => [key, metaOf(type as z.ZodType, name)] as const)
  const found = new Map(all.filter(([, meta]) => meta !== undefined))
  known[name].set(schema, found)
  return found
}

function metaOf(schema: z.ZodType, name: OwnMeta): unknown {
  const { innerType } = schema.def as { innerType?: z.ZodType }
  return schema.meta()?.[name] ?? (innerType && metaOf(innerType, name))
}

/** The settings of all entries of a table, as the options of a union by `use`. */
export function settingsIn<Entry extends { settings: z.ZodObject }>(
  entries: readonly Entry[],
): [Entry['settings'], ...Entry['settings'][]] {
  const [first, ...others] = entries.map(({ settings }): Entry['settings'] => settings)
  return [first!, ...others]
}

/** A private key: the settings have the name of its variable, or the path of its file. */
export const keyText = nonEmptyText
  .refine(
    (written) => !written.includes('-----'),
    'a key belongs in a file or in the environment: write its path, or "$NAME"',
  )
  .meta({ environment: 'secret' })

/** Whether exactly one of these ways to sign in is set, completely, and no part of another. */
export function isOneWay(...ways: (string | undefined)[][]): boolean {
  const begun = ways.filter((way) => way.some(Boolean))
  return begun.length === 1 && begun[0]!.every(Boolean)
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration: 30m, 6h, 1d. */
export const duration = (usual: string) =>
  z
    .string()
    .regex(/^\d+[mhd]$/, 'expected a time such as 30m, 6h or 1d')
    .default(usual)

export const milliseconds = (age: string): number => Number.parseInt(age, 10) * UNITS[age.at(-1) as keyof typeof UNITS]

/** V8 has no string of 512 MB, and an answer is one string. */
const MOST_MEGABYTES = 500

/** The deadlines and retries of a connector (retry.ts). */
export const network = (deadline: number) =>
  z
    .strictObject({
      deadline: z.number().positive().default(deadline).describe('seconds to wait for one answer'),
      tries: z.int().min(1).max(20).default(6).describe('attempts for a request that is safe to repeat'),
      firstWait: z
        .number()
        .nonnegative()
        .default(0.5)
        .describe('seconds before the second attempt; each further wait doubles'),
      maxMegabytes: z
        .number()
        .positive()
        .max(MOST_MEGABYTES)
        .default(256)
        .describe('largest answer in megabytes, decompressed'),
    })
    .prefault({})
    .describe('deadlines and retries')
    .meta({ tuning: true })

/** The problem of the url of a service, or null. A query may be a secret, and artifacts have the url. */
export function serviceUrlProblem(text: string): string | null {
  const part = text.includes('?') ? 'a query' : text.includes('#') ? 'a fragment' : null
  return urlProblem(text) ?? (part && `has ${part} in it: the address of a service has none`)
}

/** The url with single slashes: some servers read a path that begins with two as another host. */
function plainUrl(text: string): string {
  const [, scheme = '', rest = '', query = ''] = /^([^:]*:)([^?#]*)(.*)$/s.exec(text.replaceAll('\\', '/')) ?? []
  const [host = '', ...path] = rest.replace(/^\/+/, '').split('/')
  return `${scheme}//${[host, ...path.filter((part, at) => part !== '' || at === path.length - 1)].join('/')}${query}`
}

/** The problem of a url, or null. */
export function urlProblem(text: string): string | null {
  const none = 'is no address such as https://acme.example.com'
  // URL silently drops or encodes these.
  if (/[\p{Cc}\p{Cf}\p{Z}]/u.test(text)) return 'has a blank or an invisible character in it'
  if (!URL.canParse(text)) return none
  const { hostname, password, protocol, username } = new URL(text)
  if (username || password || /^[^/]*\/\/[^/?#]*@/.test(text)) return `${none}: it has a sign-in in it`
  if (/\/(\.|%2e){1,2}([/?#]|$)/i.test(text)) return 'has . or .. as a part of its path'
  const meant = plainUrl(text)
  // Without its query, which may be a secret.
  if (meant !== text) return `has // or a back-slash in it. Probably ${meant.split(/[?#]/)[0]} is meant`
  if (protocol === 'https:') return null
  if (protocol !== 'http:') return none
  if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return null
  return 'begins with http://, which is for this machine alone: https:// is needed'
}
