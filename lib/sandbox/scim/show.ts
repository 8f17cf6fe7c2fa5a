// A stored resource as it is answered.

import { createHash } from 'node:crypto'
import type { ScimOptions } from './options.ts'
import type { Resource, Shelf } from './shelf.ts'
import { isRow, type Row } from './values.ts'

/** Where the service is, for whoever reached it at `origin`. */
export const baseAt = (origin: string) => `${origin}/scim/v2`

/** Before the world says otherwise. */
export const BEGINNING = '2024-01-08T09:00:00Z'

/** Changes whenever the resource does. */
export const versionOf = (record: Resource) =>
  `W/"${createHash('sha1').update(JSON.stringify(record)).digest('base64url').slice(0, 16)}"`

/** Resources as they are compared by filters: all but what depends on the request. */
export function plainly({ kind, derived }: Shelf, base: string): (record: Resource) => Resource {
  const more = derived(base)
  return (record) => {
    const meta = { created: BEGINNING, lastModified: BEGINNING, ...(record['meta'] as Row | undefined) }
    return { ...record, ...more(record), meta: { resourceType: kind.name, ...meta } }
  }
}

/** Resources as they are answered. */
export function showing(shelf: Shelf, options: Partial<ScimOptions>, origin: string): (record: Resource) => Resource {
  const { kind } = shelf
  const base = baseAt(origin)
  const plain = plainly(shelf, base)
  const isVersioned = options.etag !== false && options.dialect !== 'bizagi'
  return (record) => {
    const { meta, ...all } = plain(record)
    const known = Object.entries(all).filter(([name, value]) => isShown(name, value, shelf, options.dialect))
    const extensions = kind.extensions.filter(({ id }) => id in all).map(({ id }) => id)
    const isHidden = options.ids === 'hidden' && kind.name === 'User'
    const named = (options.ids ?? 'shown') !== 'shown' && kind.name === 'User' ? record['userName'] : record.id
    const location = `${base}${kind.endpoint}/${encodeURIComponent(String(named))}`
    const whole = {
      schemas: [kind.schema.id, ...extensions],
      ...Object.fromEntries(known),
      ...(!isHidden && { id: record.id }),
      meta: { ...(meta as Row), location, ...(isVersioned && { version: versionOf(record) }) },
    }
    const shown = inManner(whole, options)
    return (options.booleans === 'strings' ? spelled(shown) : shown) as Resource
  }
}

/** The resource as services show it that do not follow the standard, or leave out what is optional. */
function inManner(whole: Row, { emails, mostMembers, userGroups }: Partial<ScimOptions>): Row {
  const { groups, members, ...rest } = whole
  const addresses = rest['emails']
  const list = Array.isArray(members) ? members.slice(0, mostMembers ?? members.length) : []
  return {
    ...rest,
    ...(emails === 'texts' && Array.isArray(addresses) && { emails: addresses.map((one) => (one as Row)['value']) }),
    ...(userGroups !== false && groups !== undefined && { groups }),
    ...(list.length > 0 && { members: list }),
  }
}

function isShown(name: string, value: unknown, { kind }: Shelf, dialect: ScimOptions['dialect'] | undefined): boolean {
  if (name === 'password' || (Array.isArray(value) && value.length === 0)) return false
  if (dialect !== 'bizagi') return true
  return kind.attributes.some((one) => one.name === name) || kind.extensions.some(({ id }) => id === name)
}

/** Every boolean as .NET writes it. */
function spelled(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return value.map(spelled)
  return isRow(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spelled(one)])) : value
}
