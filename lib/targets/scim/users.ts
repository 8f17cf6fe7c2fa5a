// A SCIM user as the pipeline sees it, and as it is when a change is made. Pure.

import { clean, keyed, usable } from '../../artifacts/key.ts'
import type { Creation, Fields, Person, User } from '../../artifacts/records.ts'
import {
  attributeOfPath,
  field,
  isSingle,
  type Path,
  pathOf,
  type Resource,
  valueAt,
  withValue,
} from '../../scim/path.ts'
import {
  addressesOf,
  attributeValue,
  groupsShown,
  isActive,
  isAddress,
  mainOf,
  nameOf,
  textAt,
} from '../../scim/people.ts'
import { idsOf, type TargetContext } from '../target.ts'
import { NAME_PARTS } from './bizagi.ts'
import { type Dialect, dialects } from './dialect.ts'
import type { ScimSettings } from './settings.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

const DISPLAY = pathOf('displayName')
const EMAIL = pathOf('emails.value')
const ACTIVE = pathOf('active')

/** The paths of one service's settings, read once. */
export type Paths = ReturnType<typeof pathsOf>

export function pathsOf({ attributes, dialect, externalId, key }: ScimSettings) {
  const kept = externalId ?? dialects[dialect].externalId
  return {
    key: pathOf(key),
    /** Null: the service keeps none. */
    externalId: kept === null ? null : pathOf(kept),
    /** What filters call them. */
    keyFilter: filterOf(pathOf(key)),
    externalIdFilter: kept,
    attributes: Object.entries(attributes).map(([name, path]) => ({ name, path: pathOf(path) })),
  }
}

/** What a filter calls the attribute at a path: without its condition, a list by its values (RFC 7644, 3.4.2.2). */
function filterOf(path: Path): string {
  const isList = path.only !== null || isAddress(path)
  return `${attributeOfPath(path)}${path.sub ? `.${path.sub}` : isList ? '.value' : ''}`
}

/** How the service's users become ours; `groups` are the managed ones that a user is in. Null: it has no sign-in name. */
export function mapping(
  settings: ScimSettings,
  { source, protection }: Pick<TargetContext, 'source' | 'protection'>,
  self: string | null,
  /** The ids of the administrators' groups. */
  staff: ReadonlySet<string> = new Set(),
) {
  const paths = pathsOf(settings)
  const { reactivate } = settings
  const dialect: Dialect = dialects[settings.dialect]

  return (resource: Resource, groups: readonly string[]): User | null => {
    const written = textAt(resource, paths.key)
    if (!written) return null
    const id = idOf(resource)
    const addresses = addressesOf(resource)
    const [email = written, ...otherEmails] = addresses
    const external = paths.externalId && valueAt(resource, paths.externalId)
    const { externalId, foreignId } = idsOf(typeof external === 'string' ? external : null, source)
    const active = isActive(resource)
    const isOurs = externalId !== null && reactivate === 'managed'
    return {
      email,
      externalId,
      foreignId,
      id,
      key: keyed(written),
      otherEmails: otherEmails.sort(),
      person: {
        active,
        attributes: Object.fromEntries(
          paths.attributes.map(({ name, path }) => [name, attributeValue(valueAt(resource, path), dialect.isEntra)]),
        ),
        groups: [...groups].sort(),
        name: clean(dialect.hasDisplayName ? nameOf(resource) : partsOf(resource, settings.attributes)),
        organization: null,
      },
      protected: protection({
        self: id === self,
        staff: groupsShown(resource).some(({ id, name }) => staff.has(id) || name === dialect.staffGroup)
          ? `group ${dialect.staffGroup}`
          : null,
        // nothing but the external id tells whose removal it was
        blocked: active || isOurs ? null : 'inactive, and not to be brought back by this sync',
        addresses: [written, ...addresses],
        tags: tagsOf(resource),
        ours: externalId !== null,
      }),
    }
  }
}

/** Bizagi's users are reached by their sign-in name too; whether its lists show an id is not confirmed. */
export const idOf = (resource: Resource): string => String(field(resource, 'id') ?? field(resource, 'userName'))

/** Of the mapped parts alone: the others are nobody's to change, and would differ for ever. */
function partsOf(resource: Resource, attributes: ScimSettings['attributes']): string {
  const mapped = Object.values(attributes).map((path) => path.toLowerCase())
  return NAME_PARTS.filter((part) => mapped.includes(`name.${part.toLowerCase()}`))
    .map((part) => field(field(resource, 'name'), part))
    .filter(Boolean)
    .join(' ')
}

/** What `protect` means by `tag:NAME`: the type of a user, and its roles. */
function tagsOf(resource: Resource): string[] {
  const roles = field(resource, 'roles')
  const named = Array.isArray(roles) ? roles.map((role) => field(role, 'value')) : []
  return [field(resource, 'userType'), ...named].filter((tag) => typeof tag === 'string')
}

/** One value to be set, null to be taken away. */
export interface Wanted {
  path: Path
  value: Person['attributes'][string]
}

/** What a change sets in a user, `active` and groups aside. */
export function wanted(resource: Resource, to: Fields, paths: Paths, dialect: ScimSettings['dialect']): Wanted[] {
  const values: Wanted[] = []
  const isKey = isAddress(paths.key)
  const email = to.email ?? (isKey ? to.key : undefined)
  if (to.key !== undefined && !isKey) values.push({ path: paths.key, value: to.key })
  if (email !== undefined) values.push({ path: emailOf(resource), value: email })
  if (to.name !== undefined && dialects[dialect].hasDisplayName) values.push({ path: DISPLAY, value: to.name })
  for (const { name, path } of paths.attributes) {
    const value = to.attributes?.[name]
    if (value !== undefined) values.push({ path, value })
  }
  return values
}

/** Of several addresses the one that counts is changed; where there is none, one for work is added. */
function emailOf(resource: Resource): Path {
  const main = mainOf(resource)
  if (main === undefined) return addressBy('type', 'work')
  const type = field(main, 'type')
  const path = addressBy('type', String(type))
  const isClear = typeof type === 'string' && isSingle(resource, path)
  return isClear ? path : addressBy('value', String(field(main, 'value')))
}

const addressBy = (attribute: string, value: string): Path => ({ ...EMAIL, only: { attribute, value } })

export const changed = (resource: Resource, values: readonly Wanted[]): Resource =>
  values.reduce((user, { path, value }) => withValue(user, path, value), resource)

/** The body of a PATCH or a creation sets `active` for itself. */
export const activated = (active: boolean): Wanted => ({ path: ACTIVE, value: active })

/** The body of a creation. An extension is named among the schemas; Bizagi's published body does not do that. */
export function asUser({ key, to }: Creation, paths: Paths, dialect: ScimSettings['dialect']): Resource {
  const { attributes, email, externalId, name } = to
  const known = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))
  const values = [
    ...(paths.externalId ? [{ path: paths.externalId, value: externalId }] : []),
    // who has no address has none here: the sign-in name stands for it in the plan
    ...wanted({}, { attributes: known, key, name, ...((email !== key || usable(email)) && { email }) }, paths, dialect),
  ]
  const user = changed({ schemas: [USER], userName: key, active: true }, values)
  const extensions = Object.keys(user).filter((name) => name.startsWith('urn:'))
  return dialects[dialect].namesExtensions ? { ...user, schemas: [USER, ...extensions] } : user
}
