// A person of the store, as the feed of changes tells it (every attribute a list) and as the list of all users does. Pure.

import { keyed } from '../../artifacts/key.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { field, isObject, isTrue, type Resource } from '../../scim/path.ts'
import { addressesOf, isActive } from '../../scim/people.ts'
import { instantOf } from './watermark.ts'

/** The same whichever of the two it came from. */
export interface Entry {
  inum: string
  active: boolean
  /** When it was made, and changed, in milliseconds; whoever came in by other tools has neither. */
  stamps: number[]
  /** By the name in the store. Of `mail` the first counts; all else is in order, because the store keeps none. */
  attributes: Readonly<Record<string, readonly string[]>>
}

/** An entry of UpdatedUsers. Throws exit 9 where it is none. */
export function entryOfFeed(raw: unknown): Entry {
  if (!isObject(raw)) throw odd('an entry of UpdatedUsers is no object')
  const values = (name: string) => textsOf(raw[name])
  const [inum] = values('inum')
  if (inum === undefined) throw odd('an entry of UpdatedUsers has no inum')
  const [status = 'active'] = [...values('gluuStatus'), ...values('jansStatus')]
  const stamps = ['updatedAt', 'oxCreationTimestamp', 'jansCreationTimestamp'].flatMap(values)
  const names = Object.keys(raw).filter((name) => name !== 'mail')
  return {
    inum,
    active: status.toLowerCase() === 'active',
    stamps: stamps.flatMap((stamp) => instantOf(stamp) ?? []),
    attributes: attributesOf([...names.map((name) => [name, values(name)] as const), ['mail', mailsOf(values)]]),
  }
}

/** The names in the store of what SCIM names otherwise. */
const places = {
  inum: (user: Resource) => field(user, 'id'),
  uid: (user: Resource) => field(user, 'userName'),
  displayName: (user: Resource) => field(user, 'displayName'),
  cn: (user: Resource) => field(field(user, 'name'), 'formatted'),
  givenName: (user: Resource) => field(field(user, 'name'), 'givenName'),
  sn: (user: Resource) => field(field(user, 'name'), 'familyName'),
  mail: addressesOf,
}

/** A user of the SCIM service; what SCIM has no place for stands in its extensions, under the names of the store. */
export function entryOfUser(user: Resource): Entry {
  const inum = String(field(user, 'id') ?? '')
  if (inum === '') throw odd('a user has no id')
  const extensions = Object.entries(user).flatMap(([name, one]) => (/^urn:/i.test(name) && isObject(one) ? [one] : []))
  const meta = field(user, 'meta')
  const stamps = [field(meta, 'lastModified'), field(meta, 'created')].flatMap(textsOf)
  return {
    inum,
    active: isActive(user),
    stamps: stamps.flatMap((stamp) => instantOf(stamp) ?? []),
    attributes: attributesOf([
      ...extensions.flatMap((one) => Object.entries(one).map(([name, value]) => [name, textsOf(value)] as const)),
      ...Object.entries(places).map(([name, read]) => [name, textsOf(read(user))] as const),
    ]),
  }
}

/** Names that are told by both under the same name; all others have to stand in an extension. */
export const isCommon = (name: string) => Object.hasOwn(places, name)

const odd = (words: string) =>
  new Failure(exit.remote, `Gluu: ${words}; the read is not proven. Check the url and product in the settings`)

const attributesOf = (all: readonly (readonly [string, readonly string[]])[]): Entry['attributes'] =>
  Object.fromEntries(
    all
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => [name, name === 'mail' ? values : [...values].sort()]),
  )

/** The values of an attribute as texts, each once. What reads as a date is its instant: the feed rewrites such texts. */
function textsOf(value: unknown): string[] {
  const all = (Array.isArray(value) ? value : [value]).flatMap((one) => {
    if (typeof one === 'number' || typeof one === 'boolean') return [String(one)]
    if (typeof one !== 'string' || one.trim() === '') return []
    if (/^(true|false)$/i.test(one)) return [one.toLowerCase()]
    const instant = instantOf(one)
    return [instant === null ? one : new Date(instant).toISOString()]
  })
  return [...new Set(all)]
}

/** The addresses in the order in which SCIM has them: what SCIM knows of each stands beside them as JSON. */
function mailsOf(values: (name: string) => string[]): string[] {
  const known = [...values('oxTrustEmail'), ...values('jansEmail')].flatMap(parsed)
  const others = values('mail').filter(
    (mail) => !known.some((one) => keyed(String(field(one, 'value'))) === keyed(mail)),
  )
  return addressesOf({ emails: [...known, ...others.map((value) => ({ value, primary: false }))] })
}

function parsed(text: string): object[] {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? [{ ...value, primary: isTrue(field(value, 'primary')) }] : []
  } catch {
    return []
  }
}
