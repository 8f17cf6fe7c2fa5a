// The value at a path of a resource, with its place: absent, a value, or unreadable. Pure.

import { isUnreadable, readBoolean, readField, shapeOf, Unreadable } from '../connector/read-value.ts'
import { attributeOfPath, isObject, type Path, type Resource } from './path.ts'

/** `value` is undefined if absent. `at` is its place, for a message. */
interface PlacedValue {
  value: unknown
  at: string
}

/** The value at a path. For a list without condition: its primary value, else its first. */
export function readPath(resource: Resource, path: Path): PlacedValue {
  const at = attributeOfPath(path)
  const holder = path.schema === null ? resource : readField(resource, path.schema)
  if (isUnreadable(holder) || holder === undefined || holder === null) return { value: holder ?? undefined, at }
  if (!isObject(holder)) return { value: new Unreadable(path.schema ?? at, shapeOf(holder)), at }
  const all = readField(holder, path.attribute, at)
  if (isUnreadable(all)) return { value: all, at }
  if (path.only !== null) return inItem(itemMeant(all, path.only, at), path.sub ?? 'value')
  if (!Array.isArray(all)) return path.sub === null ? { value: all, at } : inItem({ value: all, at }, path.sub)
  if (path.sub === null && all.length > 0 && !all.some(isObject)) return { value: all, at } // a list of texts
  return inItem(itemThatCounts(all, at), path.sub ?? 'value')
}

/** A part of an item; a text is its own `value`. */
function inItem({ value, at }: PlacedValue, sub: string): PlacedValue {
  if (isUnreadable(value) || value === undefined || value === null || value === '') return { value, at }
  if (isObject(value)) {
    const inner = readField(value, sub, `${at}.${sub}`)
    // RFC 7643, 2.4: an item of a list has its value under this name; without it nothing tells what the item says
    if (inner !== undefined || sub.toLowerCase() !== 'value' || isKindAlone(value))
      return { value: inner, at: `${at}.${sub}` }
    return { value: new Unreadable(at, `${shapeOf(value)} and no value`), at }
  }
  const isPlain = typeof value === 'string' && sub.toLowerCase() === 'value'
  return { value: isPlain ? value : new Unreadable(at, shapeOf(value)), at }
}

/** Whether an item states only its kind, and has no value. */
export const isKindAlone = (item: Resource): boolean => {
  const parts = Object.entries(item)
  const isKind = ([name, value]: [string, unknown]) =>
    (/^type$/i.test(name) && typeof value === 'string' && !value.includes('@')) || /^primary$/i.test(name)
  return parts.length > 0 && parts.every(isKind)
}

/** The primary item, else the first (RFC 7643, 2.4). */
function itemThatCounts(all: readonly unknown[], at: string): PlacedValue {
  for (const [index, item] of all.entries()) {
    const primary = readBoolean(readField(item, 'primary'), `${at}[${index}].primary`)
    if (isUnreadable(primary)) return { value: primary, at }
    if (primary === true) return { value: item, at: `${at}[${index}]` }
  }
  return { value: all[0], at: `${at}[0]` }
}

/** The item that meets a condition. A text has only its value. */
function itemMeant(all: unknown, { attribute, value }: { attribute: string; value: string }, at: string): PlacedValue {
  if (all === undefined || all === null || all === '') return { value: undefined, at }
  const items = Array.isArray(all) ? all : [all]
  const byValue = attribute.toLowerCase() === 'value'
  let odd: PlacedValue | null = null
  for (const [index, item] of items.entries()) {
    const place = `${at}[${index}]`
    const said = isObject(item) ? readField(item, attribute, `${place}.${attribute}`) : byValue ? item : undefined
    if (typeof said === 'string' && said.toLowerCase() === value.toLowerCase()) return { value: item, at: place }
    if (isUnreadable(said)) odd ??= { value: said, at: place }
    if (item !== null && !isObject(item) && !byValue)
      odd ??= { value: new Unreadable(place, `${shapeOf(item)}, without ${attribute}`), at: place }
  }
  return odd ?? { value: undefined, at }
}
