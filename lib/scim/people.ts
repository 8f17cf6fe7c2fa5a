// What a SCIM user says of a person: addresses, name, whether it is active. Pure.

import { keyed } from '../artifacts/key.ts'
import type { Person } from '../artifacts/records.ts'
import { field, isObject, isTrue, type Path, picked, type Resource, valueAt } from './path.ts'

/** Its addresses, that which counts first, each once. */
export function addressesOf(resource: Resource): string[] {
  const unique = new Map<string, string>()
  for (const one of [mainOf(resource), ...emailsOf(resource)]) {
    const value = String(field(one, 'value') ?? '').trim()
    if (value !== '' && !unique.has(keyed(value))) unique.set(keyed(value), value)
  }
  return [...unique.values()]
}

/** The address that counts: the primary one, or that for work, or the first (RFC 7643, 4.1.2). */
export function mainOf(resource: Resource): unknown {
  const list = emailsOf(resource)
  if (list.some((one) => isTrue(field(one, 'primary')))) return picked(list)
  return list.find((one) => field(one, 'type') === 'work') ?? list[0]
}

function emailsOf(resource: Resource): unknown[] {
  const emails = field(resource, 'emails')
  return (Array.isArray(emails) ? emails : []).filter((one) => String(field(one, 'value') ?? '').trim() !== '')
}

/** Whether a path without a condition means the address that counts. */
export const isAddress = ({ attribute, only, schema }: Path): boolean =>
  schema === null && attribute.toLowerCase() === 'emails' && only === null

/** The display name, or what the parts of the name make together. */
export function nameOf(resource: Resource): string {
  const name = field(resource, 'name')
  const parts = ['givenName', 'middleName', 'familyName'].map((part) => field(name, part))
  const said = [field(resource, 'displayName'), field(name, 'formatted'), parts.filter(Boolean).join(' ')]
  return String(said.find((one) => typeof one === 'string' && one.trim() !== '') ?? '')
}

/** Unless it says no (RFC 7643, 4.1.1, has no default): what is neither proves no absence. */
export const isActive = (resource: Resource): boolean => !/^false$/i.test(String(field(resource, 'active')))

/** The text at a path; of addresses the one that counts. Empty where there is none. */
export function textAt(resource: Resource, path: Path): string {
  const value = isAddress(path) ? addressesOf(resource)[0] : valueAt(resource, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}

/** A value as a mapped attribute: empty is null, a reference is what it refers to; `lax`: "True" is a boolean. */
export function attributeValue(value: unknown, lax = false): Person['attributes'][string] {
  const plain = isObject(value) ? field(value, 'value') : value
  if (typeof plain === 'string' && lax && /^(true|false)$/i.test(plain)) return isTrue(plain)
  if (typeof plain === 'string') return plain === '' ? null : plain
  if (typeof plain === 'number' || typeof plain === 'boolean') return plain
  return Array.isArray(plain) && plain.every((one) => typeof one === 'string') ? plain : null
}

/** The groups that a user says it is in itself: read-only, and not everywhere told (RFC 7643, 4.1.2). */
export function groupsShown(resource: Resource): { id: string; name: string }[] {
  const groups = field(resource, 'groups')
  const direct = (Array.isArray(groups) ? groups : []).filter((group) => field(group, 'type') !== 'indirect')
  return direct.map((group) => ({ id: String(field(group, 'value')), name: String(field(group, 'display') ?? '') }))
}
