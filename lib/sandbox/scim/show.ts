// A stored resource as it is answered.

import { createHash } from 'node:crypto'
import { isJsonObject, type JsonObject } from '../parts/json.ts'
import type { Collection, Resource } from './collection.ts'
import type { ScimOptions } from './options.ts'

/** The URL of the service for a caller at `origin`. */
export const baseAt = (origin: string) => `${origin}/scim/v2`

/** The default of created and lastModified. */
export const BEGINNING = '2024-01-08T09:00:00Z'

/** Changes whenever the resource does. */
export const versionOf = (record: Resource) =>
  `W/"${createHash('sha1').update(JSON.stringify(record)).digest('base64url').slice(0, 16)}"`

/** Resources as filters compare them: without the parts that depend on the request. */
export function filterView({ type, derivedParts }: Collection, base: string): (record: Resource) => Resource {
  const more = derivedParts(base)
  return (record) => {
    const meta = { created: BEGINNING, lastModified: BEGINNING, ...(record['meta'] as JsonObject | undefined) }
    return { ...record, ...more(record), meta: { resourceType: type.name, ...meta } }
  }
}

/** Resources as they are answered. */
export function resourceView(
  collection: Collection,
  options: Partial<ScimOptions>,
  origin: string,
): (record: Resource) => Resource {
  const { type } = collection
  const base = baseAt(origin)
  const plain = filterView(collection, base)
  const isVersioned = options.etag !== false && options.dialect !== 'bizagi'
  return (record) => {
    const { meta, ...all } = plain(record)
    const known = Object.entries(all).filter((part) => isShown(part, collection, options.dialect))
    const extensions = type.extensions.filter(({ id }) => id in all).map(({ id }) => id)
    const isHidden = options.ids === 'hidden' && type.name === 'User'
    const named = (options.ids ?? 'shown') !== 'shown' && type.name === 'User' ? record['userName'] : record.id
    const location = `${base}${type.endpoint}/${encodeURIComponent(String(named))}`
    const whole = {
      schemas: [type.schema.id, ...extensions],
      ...Object.fromEntries(known),
      ...(!isHidden && { id: record.id }),
      meta: { ...(meta as JsonObject), location, ...(isVersioned && { version: versionOf(record) }) },
    }
    const shown = applyManner(whole, options)
    return (options.booleans === 'strings' ? booleansAsStrings(shown) : shown) as Resource
  }
}

/** The resource as services show it that break the standard, or leave out optional parts. */
function applyManner(whole: JsonObject, { emails, mostMembers, userGroups }: Partial<ScimOptions>): JsonObject {
  const { groups, members, ...rest } = whole
  const addresses = rest['emails']
  const list = Array.isArray(members) ? members.slice(0, mostMembers ?? members.length) : []
  return {
    ...rest,
    ...(emails === 'texts' &&
      Array.isArray(addresses) && { emails: addresses.map((one) => (one as JsonObject)['value']) }),
    ...(userGroups !== false && groups !== undefined && { groups }),
    ...(list.length > 0 && { members: list }),
  }
}

function isShown([name, value]: [string, unknown], { type }: Collection, dialect: ScimOptions['dialect'] | undefined) {
  if (name === 'password' || (Array.isArray(value) && value.length === 0)) return false
  if (dialect !== 'bizagi') return true
  return type.attributes.some((one) => one.name === name) || type.extensions.some(({ id }) => id === name)
}

/** Every boolean as .NET writes it. */
function booleansAsStrings(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return value.map(booleansAsStrings)
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, booleansAsStrings(one)]))
    : value
}
