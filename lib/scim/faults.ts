// What makes a whole record unreadable: a name that it has twice, or names that differ by case alone. Pure.

import { Unreadable } from '../connector/read-value.ts'
import { repeatedKeyOf, writtenKey } from '../errors/repeated-keys.ts'
import type { Resource } from './path.ts'

/** The first such name at any depth, or null: either of its values could be the one that counts. */
export function faultOf(value: unknown, path = ''): Unreadable | null {
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) return firstFault(value.entries(), (index) => `${path}[${index}]`)
  return (
    faultOfNames(value, path) ?? firstFault(Object.entries(value), (name) => (path === '' ? name : `${path}.${name}`))
  )
}

/** The same of the object's own names, without those inside. */
export function faultOfNames(value: object, path = ''): Unreadable | null {
  const at = (name: string) => (path === '' ? safeName(name) : `${path}.${safeName(name)}`)
  const repeated = repeatedKeyOf(value)
  if (repeated !== null) return new Unreadable(at(repeated), 'there twice')
  const names = Object.keys(value)
  const seen = new Map(names.map((name) => [name.toLowerCase(), name]))
  if (seen.size === names.length) return null
  const twin = names.find((name) => seen.get(name.toLowerCase()) !== name)!
  return new Unreadable(at(twin), `there as ${safeName(twin)} and ${safeName(seen.get(twin.toLowerCase())!)}`)
}

function firstFault<K>(parts: Iterable<[K, unknown]>, pathOf: (part: K) => string): Unreadable | null {
  for (const [part, value] of parts) {
    const fault = typeof value === 'object' && value !== null ? faultOf(value, pathOf(part)) : null
    if (fault) return fault
  }
  return null
}

/** The name of an attribute is shown; whatever else stands in its place may be a value. */
const safeName = (name: string) => (/^[\w$:.-]{1,80}$/.test(writtenKey(name)) ? writtenKey(name) : 'a name')

/** Every text under these attributes, in whatever shape: the names that somebody may have who cannot be read. */
export function textsUnder(resource: Resource, attributes: readonly string[]): string[] {
  const wanted = attributes.map((name) => name.toLowerCase())
  const meant = Object.entries(resource).filter(([name]) => wanted.includes(writtenKey(name).toLowerCase()))
  return [...new Set(meant.flatMap(([, value]) => textsIn(value)))]
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
