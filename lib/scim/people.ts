// The fields of a SCIM user: absent, a value, or unreadable. Pure.

import { isUsableAddress, toKey } from '../artifacts/key.ts'
import type { Person } from '../artifacts/records.ts'
import {
  isUnreadable,
  type Reading,
  readBoolean,
  readField,
  readId,
  readList,
  readScalar,
  readText,
  readWords,
  shapeOf,
  Unreadable,
} from '../connector/read-value.ts'
import { isObject, type Path, type Resource } from './path.ts'
import { isKindAlone, readPath } from './read-path.ts'

type AttributeValue = Person['attributes'][string]

/** One address of a user. `raw` is the item of the list as it came. */
export interface Email {
  value: string
  primary: boolean
  type: string | null
  raw: unknown
}

/**
 * The addresses of a user, as objects, as texts, or both. Items with an empty value are left out. A text has to be an
 * address: the list of RFC 7643, 4.1.2, has objects, and another text may stand in place of it.
 */
export function readEmails(resource: Resource): Reading<Email[]> {
  const emails = readField(resource, 'emails')
  if (isUnreadable(emails)) return emails
  const items = (Array.isArray(emails) ? emails : [emails ?? []].flat()).filter((one) => !isEmptied(one))
  return readList(items, 'emails', readEmail)
}

function readEmail(item: unknown, path: string): Reading<Email> {
  if (typeof item === 'string')
    return isUsableAddress(item)
      ? { value: item.trim(), primary: false, type: null, raw: item }
      : new Unreadable(path, 'a text that is no address')
  const value = isObject(item) ? readField(item, 'value', `${path}.value`) : undefined
  if (isUnreadable(value)) return value
  if (typeof value !== 'string') return oddItem(item, path)
  const primary = readBoolean(readField(item, 'primary'), `${path}.primary`)
  const type = readText(readField(item, 'type'), `${path}.type`)
  if (isUnreadable(primary)) return primary
  return isUnreadable(type) ? type : { value: value.trim(), primary: primary === true, type, raw: item }
}

/** Whether an item states an empty value. A null is no statement: its meaning is not known. */
function isBlank(item: unknown): boolean {
  if (typeof item === 'string') return item.trim() === ''
  if (!isObject(item) || !Object.keys(item).some((name) => name.toLowerCase() === 'value')) return false
  const value = readField(item, 'value')
  return value === null || (typeof value === 'string' && value.trim() === '')
}

/**
 * An address whose value was removed, as Entra's PATCH leaves it: a type is there, and no address (RFC 7644, 3.5.2.2).
 */
const isEmptied = (item: unknown): boolean => isBlank(item) || (isObject(item) && isKindAlone(item))

const oddItem = (item: unknown, path: string) =>
  new Unreadable(path, isObject(item) ? `${shapeOf(item)} and no text as value` : shapeOf(item))

/** The addresses, the main one first, each once. */
export function readAddresses(resource: Resource): Reading<string[]> {
  const emails = readEmails(resource)
  if (emails === null || isUnreadable(emails)) return emails
  const unique = new Map<string, string>()
  const main = mainOf(emails)
  for (const { value } of main ? [main, ...emails] : emails)
    if (!unique.has(toKey(value))) unique.set(toKey(value), value)
  return [...unique.values()]
}

/** The main address: the primary one, else the one for work, else the first (RFC 7643, 4.1.2). */
export const mainOf = (emails: readonly Email[]): Email | undefined =>
  emails.find(({ primary }) => primary) ?? emails.find(({ type }) => type === 'work') ?? emails[0]

/** Whether a path means the main address: `emails` without a condition. */
export const isAddressPath = ({ attribute, only, schema }: Path): boolean =>
  schema === null && attribute.toLowerCase() === 'emails' && only === null

/** The display name, else the formatted name, else the joined parts. */
export function readName(resource: Resource): Reading<string> {
  const display = readWords(readField(resource, 'displayName'), 'displayName')
  if (isUnreadable(display) || (display !== null && display.trim() !== '')) return display
  return readFormatted(resource)
}

/** The formatted name, else the joined parts. */
export function readFormatted(resource: Resource): Reading<string> {
  const formatted = readNamePart(resource, 'formatted')
  if (isUnreadable(formatted) || (formatted !== null && formatted.trim() !== '')) return formatted
  return readNameParts(resource, ['givenName', 'middleName', 'familyName'])
}

/** These parts of the name, with a blank between them. */
export function readNameParts(resource: Resource, parts: readonly string[]): Reading<string> {
  const read = parts.map((part) => readNamePart(resource, part))
  return read.find(isUnreadable) ?? read.filter(Boolean).join(' ')
}

function readNamePart(resource: Resource, part: string): Reading<string> {
  const name = readField(resource, 'name')
  if (isUnreadable(name)) return name
  if (name === null || name === undefined || name === '') return null
  if (!isObject(name)) return new Unreadable('name', shapeOf(name))
  return readWords(readField(name, part, `name.${part}`), `name.${part}`)
}

/** Whether the user is active; null if the user does not state it (RFC 7643, 4.1.1, has no default). */
export function readActive(resource: Resource): Reading<boolean> {
  const value = readField(resource, 'active')
  return value === null ? new Unreadable('active', shapeOf(value)) : readBoolean(value, 'active')
}

/** The trimmed text at a path; for `emails`, the main address. */
export function readTextAt(resource: Resource, path: Path): Reading<string> {
  if (isAddressPath(path)) {
    const addresses = readAddresses(resource)
    return addresses === null || isUnreadable(addresses) ? addresses : (addresses[0] ?? null)
  }
  const { value, at } = readPath(resource, path)
  const text = readText(value, at)
  return text === null || isUnreadable(text) ? text : text.trim() || null
}

/** A mapped attribute: an empty text is null, a reference is its `value`; `lax`: "True" is a boolean. */
export function readAttribute(resource: Resource, path: Path, lax = false): Reading<AttributeValue> {
  const { value, at } = readPath(resource, path)
  return plainValue(value, at, lax)
}

function plainValue(value: unknown, at: string, lax: boolean): Reading<AttributeValue> {
  if (isUnreadable(value)) return value
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string') return lax && /^(true|false)$/i.test(value) ? /^true$/i.test(value) : value
  if (typeof value === 'boolean' || typeof value === 'number') return readScalar(value, at)
  if (Array.isArray(value)) return readTexts(value, at)
  const inner = readField(value, 'value', `${at}.value`)
  return inner === undefined || isObject(inner) ? oddItem(value, at) : plainValue(inner, `${at}.value`, lax)
}

function readTexts(value: unknown[], at: string): Reading<AttributeValue> {
  const odd = value.findIndex((one) => typeof one !== 'string')
  if (odd >= 0) return new Unreadable(`${at}[${odd}]`, shapeOf(value[odd]))
  return value.length === 0 ? null : (value as string[])
}

export interface NamedGroup {
  id: string
  name: string
}

/** The groups that a user shows: read-only, and missing in some services (RFC 7643, 4.1.2). */
export function readGroups(resource: Resource): Reading<NamedGroup[]> {
  const groups = readList(readField(resource, 'groups'), 'groups', readGroup)
  if (groups === null || isUnreadable(groups)) return groups
  return groups.flatMap((group) => group.found ?? [])
}

/** A direct group; an indirect one is left out. */
function readGroup(item: unknown, path: string): Reading<{ found: NamedGroup | null }> {
  const id = readReference(item, path)
  if (id === null || isUnreadable(id)) return id
  const type = readText(readField(item, 'type'), `${path}.type`)
  const name = readText(readField(item, 'display'), `${path}.display`)
  if (isUnreadable(type)) return type
  if (isUnreadable(name)) return name
  return { found: /^indirect$/i.test(type ?? '') ? null : { id, name: name ?? '' } }
}

/**
 * The id that a reference names: a text, its `value`, or the end of its `$ref`. Either may be the address of a
 * resource.
 */
export function readReference(item: unknown, path: string): Reading<string> {
  const id = readReferred(item, path)
  if (id === null || isUnreadable(id)) return id
  const text = id.trim()
  return /(?:^|\/)(?:users|groups)\/[^/]+$/i.test(text) ? decodeUriText(text.split('/').at(-1)!) : text
}

function readReferred(item: unknown, path: string): Reading<string> {
  if (!isObject(item)) return readId(item, path)
  const value = readField(item, 'value', `${path}.value`)
  const ref = readField(item, '$ref', `${path}.$ref`)
  if ((value === undefined || value === null || value === '') && typeof ref === 'string') {
    const last = lastPartOf(ref)
    return last === '' ? oddItem(item, path) : last
  }
  const id = isObject(value) ? new Unreadable(`${path}.value`, shapeOf(value)) : readId(value, `${path}.value`)
  return id ?? oddItem(item, path)
}

/** The id at the end of the address of a resource; empty where there is none. */
export const lastPartOf = (address: string): string =>
  decodeUriText(
    address
      .replace(/[?#].*$/s, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? '',
  )

function decodeUriText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The tags of a user for the rule `tag:NAME`: its type and its roles. */
export function readTags(resource: Resource): Reading<string[]> {
  const type = readText(readField(resource, 'userType'), 'userType')
  if (isUnreadable(type)) return type
  const all = readField(resource, 'roles')
  if (isUnreadable(all)) return all
  const items = (Array.isArray(all) ? all : [all ?? []].flat()).filter((one) => !isBlank(one))
  const roles = readList(items, 'roles', readRole)
  if (roles === null || isUnreadable(roles)) return roles
  return [type ?? [], roles].flat(2)
}

/** Every name of a role: its value may be an id, with the name beside it (RFC 7643, 2.4). */
function readRole(item: unknown, path: string): Reading<string[]> {
  const value = readText(item, path)
  if (value === null || isUnreadable(value)) return value
  const others = ['display', 'type'].map((name) => readText(readField(item, name), `${path}.${name}`))
  return others.find(isUnreadable) ?? [value, ...others.filter((one) => typeof one === 'string')]
}

/** The id of a resource. Throws exit 9 for a number that is none, as `readId`. */
export const readOwnId = (resource: Resource): Reading<string> => readId(readField(resource, 'id'), 'id')
