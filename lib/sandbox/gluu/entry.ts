// A person in UpdatedUsers: every attribute of the store as a list of values, with types where possible.

import { instantText, rewriteDate } from './dates.ts'
import type { GluuOptions } from './options.ts'
import type { GluuUser } from './store.ts'

type StoreEntry = Record<string, unknown[]>

/** Names that Janssen's schema has for Gluu's. */
const JANSSEN_NAMES: Record<string, string> = {
  oxCreationTimestamp: 'jansCreationTimestamp',
  gluuStatus: 'jansStatus',
  oxTrustEmail: 'jansEmail',
}

/** The entry, its names in the order of a TreeMap. */
export function entryOf(user: GluuUser, options: Partial<GluuOptions>): StoreEntry {
  const parts = Object.entries(user).flatMap(([name, value]): [string, unknown[]][] => {
    // The password is not read.
    if (value === undefined || name === 'userPassword') return []
    const shown = options.product === 'janssen' ? (JANSSEN_NAMES[name] ?? name) : name
    const values = [value].flat() as unknown[]
    return values.length === 0 ? [] : [[shown, values.map((one) => entryValue(name, one, options))]]
  })
  return Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function entryValue(name: string, value: unknown, options: Partial<GluuOptions>): unknown {
  // A number or a boolean of the world file is an attribute of that type.
  if (typeof value !== 'string') return value
  const hasZone = options.backEnd !== 'sql' || options.zonedStamps === true
  if (isStamp(name) && hasZone) return instantText(Date.parse(value))
  return valueOfType(value, options.dataTypes?.[name], options) ?? rewriteDate(value, options) ?? value
}

const isStamp = (name: string) => name === 'oxCreationTimestamp' || name === 'updatedAt'

/** The value by its type; undefined if the text does not fit the type, and stays text. */
function valueOfType(value: string, type: string | undefined, { backEnd = 'ldap' }: Partial<GluuOptions>) {
  if (type === 'boolean') {
    const text = backEnd === 'ldap' ? value.toLowerCase() : value
    if (text === 'true' || text === 'false') return text === 'true'
  }
  const isInteger = /^[+-]?\d+$/.test(value) && Number(value) === (Number(value) | 0)
  return type === 'numeric' && isInteger ? Number(value) : undefined
}
