// A person of the store, from the feed of changes (every attribute is a list) or from the list of all users. Pure.

import { toKey } from '../../artifacts/key.ts'
import {
  isUnreadable,
  type Reading,
  readField,
  readId,
  readText,
  shapeOf,
  Unreadable,
} from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { parseMarked } from '../../errors/repeated-keys.ts'
import { faultOf, textsUnder } from '../../scim/faults.ts'
import { field, isObject, type Resource } from '../../scim/path.ts'
import { readActive, readAddresses } from '../../scim/people.ts'
import { instantOf } from './watermark.ts'

/** The values of an attribute, or its unreadable value. */
export type Values = readonly string[] | Unreadable

/** A person, with the same fields from the list or from the feed of changes. */
export interface GluuEntry {
  inum: string
  /** The `active` of SCIM; null if missing. */
  active: Reading<boolean>
  /** The status values of the store. */
  status: Values
  /** The fault of the whole entry, or null. */
  fault: Unreadable | null
  /** The possible names of an entry with an unreadable value. */
  otherNames: readonly string[]
  /** The times of creation and change, in milliseconds. A person who was added by other tools has neither. */
  stamps: number[]
  /**
   * The attributes by their names in the store. The first `mail` counts; all others are sorted, because the store keeps
   * no order.
   */
  attributes: Readonly<Record<string, Values>>
}

/** The status attributes of Gluu and of Janssen. */
const STATUS = ['gluuStatus', 'jansStatus']

/** Reads an entry of UpdatedUsers. Throws exit 9 for anything else. */
export function entryOfFeed(raw: unknown): GluuEntry {
  if (!isObject(raw)) throw entryFailure(`an entry of UpdatedUsers is ${shapeOf(raw)}`)
  const values = (name: string) => textsOf(readField(raw, name), name)
  const inum = inumOf(first(readField(raw, 'inum')), 'an entry of UpdatedUsers')
  const stamps = ['updatedAt', 'oxCreationTimestamp', 'jansCreationTimestamp'].flatMap((name) =>
    readableValues(values(name)),
  )
  const names = Object.keys(raw).filter((name) => name.toLowerCase() !== 'mail')
  return withNames(raw, {
    inum,
    active: null,
    status: statusIn(values),
    fault: faultOf(raw),
    stamps: stamps.flatMap((stamp) => instantOf(stamp) ?? []),
    attributes: attributeMap([...names.map((name) => [name, values(name)] as const), ['mail', mailsOf(values)]]),
  })
}

const NAMES = ['uid', 'userName', 'mail', 'emails', 'oxTrustEmail', 'jansEmail']

/** The entry with its possible names, if a part of it is unreadable. */
function withNames(raw: Resource, entry: Omit<GluuEntry, 'otherNames'>): GluuEntry {
  const isRead = [entry.fault, entry.status, ...Object.values(entry.attributes)].every((one) => !isUnreadable(one))
  return { ...entry, otherNames: isRead ? [] : textsUnder(raw, NAMES) }
}

/** Names in the store that differ from the names in SCIM. */
const places = {
  inum: (user: Resource) => textsOf(readField(user, 'id'), 'id'),
  uid: (user: Resource) => textsOf(readField(user, 'userName'), 'userName'),
  displayName: (user: Resource) => textsOf(readField(user, 'displayName'), 'displayName'),
  cn: (user: Resource) => partOf(user, 'formatted'),
  givenName: (user: Resource) => partOf(user, 'givenName'),
  sn: (user: Resource) => partOf(user, 'familyName'),
  mail: (user: Resource): Values => readAddresses(user) ?? [],
}

function partOf(user: Resource, part: string): Values {
  const name = readField(user, 'name')
  if (isUnreadable(name) || name === undefined || name === null) return isUnreadable(name) ? name : []
  if (!isObject(name)) return new Unreadable('name', shapeOf(name))
  return textsOf(readField(name, part, `name.${part}`), `name.${part}`)
}

/**
 * A user of the SCIM service. Attributes without a place in SCIM stand in its extensions, under the names of the store.
 */
export function entryOfUser(user: Resource): GluuEntry {
  const inum = inumOf(readField(user, 'id'), 'a user')
  const extensions = Object.entries(user).flatMap(([name, one]) => (/^urn:/i.test(name) && isObject(one) ? [one] : []))
  const meta = readField(user, 'meta')
  const stamps = ['lastModified', 'created'].flatMap((name) => readableValues(textsOf(readField(meta, name), name)))
  const others = extensions.flatMap((one) =>
    Object.entries(one).map(([name, value]) => [name, textsOf(value, name)] as const),
  )
  return withNames(user, {
    inum,
    active: readActive(user),
    status: statusIn((name) => others.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? []),
    fault: faultOf(user) ?? oddExtension(user),
    stamps: stamps.flatMap((stamp) => instantOf(stamp) ?? []),
    attributes: attributeMap([...others, ...Object.entries(places).map(([name, read]) => [name, read(user)] as const)]),
  })
}

/** An extension that is no object, or null. */
function oddExtension(user: Resource): Unreadable | null {
  const odd = Object.entries(user).find(([name, one]) => /^urn:/i.test(name) && one !== null && !isObject(one))
  return odd ? new Unreadable(odd[0], shapeOf(odd[1])) : null
}

/** The entry of the feed, with the presence by the list of users. */
export const mergeEntries = (feed: GluuEntry | undefined, user: GluuEntry): GluuEntry =>
  feed === undefined
    ? user
    : {
        ...feed,
        active: user.active,
        status: readableValues(feed.status).length > 0 || isUnreadable(feed.status) ? feed.status : user.status,
        fault: feed.fault ?? user.fault,
        otherNames: [...feed.otherNames, ...user.otherNames],
      }

/** The values of an attribute of the store, whose name may be in any case. */
export function valuesOf({ attributes }: Pick<GluuEntry, 'attributes'>, name: string): Values {
  if (Object.hasOwn(attributes, name)) return attributes[name] ?? []
  const other = Object.keys(attributes).find((one) => one.toLowerCase() === name.toLowerCase())
  return other === undefined ? [] : (attributes[other] ?? [])
}

/** Names that are the same in the store and in SCIM. All other attributes stand in an extension. */
export const isCommon = (name: string) => Object.hasOwn(places, name)

const readableValues = (values: Values): readonly string[] => (isUnreadable(values) ? [] : values)

const first = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value)

function inumOf(value: unknown, whose: string): string {
  const inum = readId(value, 'Gluu: inum')
  if (inum === null) throw entryFailure(`${whose} has no ${whose === 'a user' ? 'id' : 'inum'}`)
  if (isUnreadable(inum)) throw entryFailure(`the inum of ${whose} is ${inum.shape}`)
  return inum
}

function statusIn(values: (name: string) => Values): Values {
  const all = STATUS.map(values)
  return all.find(isUnreadable) ?? all.flatMap(readableValues)
}

const entryFailure = (words: string) =>
  new Failure(exit.remote, `Gluu: ${words}; the read is not proven. Check the url and product in the settings`)

const attributeMap = (all: readonly (readonly [string, Values])[]): GluuEntry['attributes'] =>
  Object.fromEntries(
    all
      .filter(([, values]) => isUnreadable(values) || values.length > 0)
      .map(([name, values]) => [name, name === 'mail' || isUnreadable(values) ? values : [...values].sort()]),
  )

/** Attributes that are texts in every store; a custom attribute may be a boolean. */
const isText = (path: string) => /^(id|uid|userName|mail|displayName|cn|givenName|sn|name\.\w+)$/i.test(path)

/**
 * The values of an attribute as texts, each once. A text in the form of a date becomes its instant, because the feed
 * rewrites such texts.
 */
function textsOf(value: unknown, path: string): Values {
  if (isUnreadable(value)) return value
  const texts: string[] = []
  for (const [index, one] of (Array.isArray(value) ? value : [value]).entries()) {
    if (one === undefined || (typeof one === 'string' && one.trim() === '')) continue
    if (one === null && !Array.isArray(value)) continue
    const at = Array.isArray(value) ? `${path}[${index}]` : path
    const text = typeof one === 'boolean' && !isText(path) ? String(one) : textIn(one, at)
    if (isUnreadable(text)) return text
    texts.push(canonicalText(text))
  }
  return [...new Set(texts)]
}

const isName = (path: string) => /^(displayName|cn|givenName|sn|name\.\w+)\b/i.test(path)

/** A text or a number; the store has no objects. A name allows texts alone. */
function textIn(one: unknown, path: string): string | Unreadable {
  if (typeof one === 'number' && isName(path)) return new Unreadable(path, shapeOf(one))
  if (typeof one === 'number' && !Number.isInteger(one)) return String(one)
  const text = isObject(one) ? new Unreadable(path, shapeOf(one)) : readText(one, path)
  return text ?? new Unreadable(path, shapeOf(one))
}

function canonicalText(text: string): string {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase()
  const instant = instantOf(text)
  return instant === null ? text : new Date(instant).toISOString()
}

/** The addresses in the order of SCIM. The details that SCIM knows of each stand beside them as JSON. */
function mailsOf(values: (name: string) => Values): Values {
  const [told, ours, mails] = ['oxTrustEmail', 'jansEmail', 'mail'].map(values) as [Values, Values, Values]
  const unread = [told, ours, mails].find(isUnreadable)
  if (unread) return unread
  const known = [...(told as string[]), ...(ours as string[])].map(parseMail)
  if (known.includes(null)) return new Unreadable('oxTrustEmail', 'a text that is no object of JSON')
  const others = (mails as string[]).filter(
    (mail) => !known.some((one) => toKey(String(field(one, 'value'))) === toKey(mail)),
  )
  return readAddresses({ emails: [...known, ...others.map((value) => ({ value, primary: false }))] }) ?? []
}

/** An address with its details from SCIM, or null if the text is no address. */
function parseMail(text: string): object | null {
  try {
    const value = parseMarked(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
