// Faults of a whole record: a repeated name, or names that differ only by case. Pure.

import { Unreadable } from '../connector/read-value.ts'
import { repeatedKeyOf, writtenKey } from '../errors/repeated-keys.ts'
import type { Resource } from './path.ts'

/** The first such name at any depth, or null. Which of its values counts is not known. */
export function faultOf(value: unknown, path = ''): Unreadable | null {
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) return firstFault(value.entries(), (index) => `${path}[${index}]`)
  return (
    faultOfNames(value, path) ?? firstFault(Object.entries(value), (name) => (path === '' ? name : `${path}.${name}`))
  )
}

/** The same for the names of this object alone. */
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

/** The name of an attribute for a message. Any other text could be a value, so it is not shown. */
const safeName = (name: string) => (/^[\w$:.-]{1,80}$/.test(writtenKey(name)) ? writtenKey(name) : 'a name')

/** Every text under these attributes, in any shape: the possible names of an unreadable person. */
export function textsUnder(resource: Resource, attributes: readonly string[]): string[] {
  const wanted = attributes.map((name) => name.toLowerCase())
  const meant = Object.entries(resource).filter(([name]) => wanted.includes(writtenKey(name).toLowerCase()))
  return [...new Set(meant.flatMap(([, value]) => textsIn(value)))]
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
