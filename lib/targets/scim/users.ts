// From a SCIM user to a user of the pipeline, and to the attributes that a change writes. Pure.

import { cleanName, isUsableAddress, toKey } from '../../artifacts/key.ts'
import type { Creation, Fields, Person, User } from '../../artifacts/records.ts'
import { isUnreadable, type Reading, readId, readText, recordReader } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { faultOf, textsUnder } from '../../scim/faults.ts'
import { filterOf } from '../../scim/filter.ts'
import { field, isSingle, type Path, parsePath, type Resource, withValue } from '../../scim/path.ts'
import {
  isAddressPath,
  mainOf,
  readActive,
  readAddresses,
  readAttribute,
  readEmails,
  readFormatted,
  readGroups,
  readName,
  readNameParts,
  readTags,
  readTextAt,
} from '../../scim/people.ts'
import { readPath } from '../../scim/read-path.ts'
import { idsOf, type TargetContext } from '../target.ts'
import { addressOf } from './addressing.ts'
import { NAME_PARTS } from './bizagi.ts'
import { type Dialect, dialects } from './dialect.ts'
import type { ScimSettings } from './settings.ts'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

const DISPLAY = 'displayName'
const EMAIL = parsePath('emails.value')
const ACTIVE = parsePath('active')

/** The paths of one service's settings, parsed once. */
export type Paths = ReturnType<typeof pathsOf>

export function pathsOf({ attributes, dialect, externalId, key, name }: ScimSettings) {
  const usual = dialects[dialect].hasDisplayName ? 'displayName' : 'none'
  const nameAt = name ?? usual
  const kept = externalId ?? dialects[dialect].externalId
  return {
    key: parsePath(key),
    /** Null: the name is joined from its parts. */
    name: nameAt === 'none' ? null : parsePath(nameAt),
    /** Null: the service stores no external id. */
    externalId: kept === null ? null : parsePath(kept),
    /** The attribute names in filters. */
    keyFilter: filterOf(parsePath(key)),
    externalIdFilter: kept,
    attributes: Object.entries(attributes).map(([name, path]) => ({ name, path: parsePath(path) })),
  }
}

/** An external id is one text, as stored. A list of several values is unreadable, because none of them is certain. */
function readExternalId(resource: Resource, path: Path): Reading<string> {
  const { value, at } = readPath(resource, path)
  return readText(value, at)
}

/**
 * The user of the pipeline for a user of the service, or null without a sign-in name. `groups`: the managed groups of
 * the user.
 */
export function mapping(
  settings: ScimSettings,
  context: Pick<TargetContext, 'source' | 'isOwnId' | 'protection'>,
  { self, staff = new Set() }: { self: string | null; staff?: ReadonlySet<string> | undefined },
) {
  const paths = pathsOf(settings)
  const { reactivate } = settings
  const dialect: Dialect = dialects[settings.dialect]

  return (resource: Resource, groups: readonly string[]): User | null => {
    const notes = recordReader()
    notes.take(faultOf(resource))
    const id = addressOf(settings, dialect) === 'userName' ? signInNameOf(resource) : idOfUser(resource)
    const written = notes.take(readTextAt(resource, paths.key))
    const addresses = notes.take(readAddresses(resource)) ?? []
    const active = notes.take(readActive(resource)) ?? true
    const external = paths.externalId && notes.take(readExternalId(resource, paths.externalId))
    const attributes = paths.attributes.map(({ name, path }) => {
      return [name, notes.take(readAttribute(resource, path, dialect.isEntra))] as const
    })
    const name = notes.take(readNameOf(resource, paths, settings.attributes)) ?? ''
    const tags = notes.take(readTags(resource)) ?? []
    const isManaged = Object.keys(settings.groups).length > 0 // the managed groups prove the memberships
    const needsGroups = dialect.staffGroup !== undefined || dialect.membersIn === 'user' || isManaged
    const shown = needsGroups ? (notes.take(readGroups(resource)) ?? []) : []
    if (written === null && notes.problem === null) return null
    // a user with an unreadable sign-in name still exists; no contact has this key
    const key = written === null ? `?${id}` : toKey(written)
    const [email = written ?? key, ...others] = addresses
    const meant = notes.problem === null ? [] : textsUnder(resource, [paths.key.attribute, 'userName', 'emails'])
    const otherEmails = new Set([...others, ...meant.filter((name) => name.includes('@') && name !== email)])
    const { externalId, foreignId } = idsOf(external, context)
    const isOurs = externalId !== null && reactivate === 'managed'
    return {
      email,
      externalId,
      foreignId,
      id,
      key,
      otherEmails: [...otherEmails].sort(),
      person: {
        active,
        attributes: Object.fromEntries(attributes),
        groups: [...groups].sort(),
        name: cleanName(name),
        organization: null,
      },
      protected:
        notes.problem ??
        context.protection({
          self: id === self,
          staff: shown.some(({ id, name }) => staff.has(id) || name === dialect.staffGroup)
            ? `group ${dialect.staffGroup}`
            : null,
          // only the external id shows whose removal it was
          blocked: active || isOurs ? null : 'inactive, and not to be brought back by this sync',
          addresses: [key, ...addresses],
          tags,
          ours: externalId !== null,
        }),
    }
  }
}

/** Bizagi also finds users by their sign-in name. Whether its lists show an id is not confirmed. */
export function idOfUser(resource: Resource): string {
  const id = readId(field(resource, 'id'), 'SCIM: users: id') ?? readText(field(resource, 'userName'), 'userName')
  if (id !== null && !isUnreadable(id)) return id
  throw new Failure(exit.remote, `SCIM: users: the id of somebody is ${id?.shape ?? 'missing'}. The read is refused`)
}

/** The name, from the path that a change writes. */
function readNameOf(resource: Resource, { name }: Paths, attributes: ScimSettings['attributes']) {
  if (name === null) return readParts(resource, attributes)
  return name.attribute === DISPLAY ? readName(resource) : readFormatted(resource)
}

/** The address of a user in the URL. Throws exit 9 if it is unreadable. */
function signInNameOf(resource: Resource): string {
  const name = readText(field(resource, 'userName'), 'userName')
  if (name !== null && !isUnreadable(name)) return name
  throw new Failure(
    exit.remote,
    `SCIM: users: the userName of somebody is ${name?.shape ?? 'missing'}. Check target.address`,
  )
}

/** The mapped parts alone: other parts are never written and would differ forever. */
function readParts(resource: Resource, attributes: ScimSettings['attributes']) {
  const mapped = Object.values(attributes).map((path) => path.toLowerCase())
  const parts = NAME_PARTS.filter((part) => mapped.includes(`name.${part.toLowerCase()}`))
  return readNameParts(resource, parts)
}

/** One value to set, or null to remove it. */
export interface WantedValue {
  path: Path
  value: Person['attributes'][string]
}

/** The values that a change sets in a user, except `active` and groups. */
export function wantedValues(resource: Resource, to: Fields, paths: Paths): WantedValue[] {
  const values: WantedValue[] = []
  const isKey = isAddressPath(paths.key)
  const email = to.email ?? (isKey ? to.key : undefined)
  if (to.key !== undefined && !isKey) values.push({ path: paths.key, value: to.key })
  if (email !== undefined) values.push({ path: emailOf(resource), value: email })
  if (to.name !== undefined && paths.name !== null) values.push({ path: paths.name, value: to.name })
  for (const { name, path } of paths.attributes) {
    const value = to.attributes?.[name]
    if (value !== undefined) values.push({ path, value })
  }
  return values
}

/** The primary address of several is replaced. A user without an address gets one of type work. */
function emailOf(resource: Resource): Path {
  const emails = readEmails(resource)
  const main = emails === null || isUnreadable(emails) ? undefined : mainOf(emails)
  if (main === undefined) return addressBy('type', 'work')
  const path = addressBy('type', main.type ?? '')
  const isClear = main.type !== null && isSingle(resource, path)
  return isClear ? path : addressBy('value', main.value)
}

const addressBy = (attribute: string, value: string): Path => ({ ...EMAIL, only: { attribute, value } })

export const withValues = (resource: Resource, values: readonly WantedValue[]): Resource =>
  values.reduce((user, { path, value }) => withValue(user, path, value), resource)

/** The body of a PATCH or of a creation sets `active` itself. */
export const activeValue = (active: boolean): WantedValue => ({ path: ACTIVE, value: active })

/** The body of a creation. An extension is listed in `schemas`; Bizagi's published body does not list it. */
export function asUser({ key, to }: Creation, paths: Paths, dialect: ScimSettings['dialect']): Resource {
  const { attributes, email, externalId, name } = to
  const known = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))
  const values = [
    ...(paths.externalId ? [{ path: paths.externalId, value: externalId }] : []),
    // a user without an address has none here either: in the plan, the sign-in name takes its place
    ...wantedValues(
      {},
      { attributes: known, key, name, ...((email !== key || isUsableAddress(email)) && { email }) },
      paths,
    ),
  ]
  const user = withValues({ schemas: [USER], userName: key, active: true }, values)
  const extensions = Object.keys(user).filter((name) => name.startsWith('urn:'))
  return dialects[dialect].namesExtensions ? { ...user, schemas: [USER, ...extensions] } : user
}
