// The reads of a SCIM service as a target: all users, users by id or by name, and the managed groups.

import pLimit from 'p-limit'
import type { Group, User } from '../../artifacts/records.ts'
import { knownNamesText } from '../../connector/known-names.ts'
import { once } from '../../connector/once.ts'
import { isUnreadable, type Reading, readCounter, readField, readId } from '../../connector/read-value.ts'
import { isAddressRule, NO_ACTIVE } from '../../core/protection.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { equals } from '../../scim/filter.ts'
import { type GroupMembers, groupsOf } from '../../scim/groups.ts'
import { isDoubtful, isInGroup, type OwnGroups, proveMembers } from '../../scim/members.ts'
import { field, parsePath, type Resource } from '../../scim/path.ts'
import { lastPartOf, readAddresses, readGroups, readTags } from '../../scim/people.ts'
import { isKnown } from '../../scim/schemas.ts'
import { type ScimService, Unfiltered } from '../../scim/service.ts'
import type { TargetContext } from '../target.ts'
import type { Addressing } from './addressing.ts'
import { type Dialect, dialects } from './dialect.ts'
import type { ScimSettings } from './settings.ts'
import { idOfUser, mapping } from './users.ts'
import { activeProblem } from './writable.ts'

/** Concurrent requests. */
export const SCIM_USERS_AT_ONCE = 5

const SETTING = 'target.groups'

/** A user in the form of the service, and in that of the pipeline. */
export interface KnownUser {
  user: User
  resource: Resource
}

/** The managed groups of a user. */
export type Membership = (user: Resource) => Promise<readonly string[]>

interface ReadTools {
  context: TargetContext
  addresses: Addressing
}

export type ScimReads = ReturnType<typeof scimReads>

/** The reads of one service. Each throws exit 8 or 9 if the answer is refused or not proven whole. */
export function scimReads(service: ScimService, settings: ScimSettings, { addresses, context }: ReadTools) {
  const { progress } = context
  const dialect: Dialect = dialects[settings.dialect]
  const limit = pLimit(SCIM_USERS_AT_ONCE)
  const groups = groupsOf(service)
  let isActiveReadOnly = false
  /** The sign-in names of users that a filter found, by id. */
  const names = new Map<string, string>()
  const shown = { users: false, tags: false, addresses: false }
  /** Filters that the service does not take. */
  const refused = new Set<string>()

  /** Few services have /Me; it may point to the user instead of returning it (RFC 7644, 3.11). */
  async function whoAmI(): Promise<string | null> {
    if (!dialect.hasDiscovery) return null
    const answer = await service.optional('Me', [308])
    if (answer === null && service.lacks('Me') === 'oddly')
      progress.say('SCIM: /Me says nothing: the user of this sync is not known, name it in protect')
    if (answer === null) return null
    const { body, headers, status } = answer
    if (status !== 200) return lastPartOf(headers['location'] ?? '')
    const id = readId(readField(body, 'id'), 'SCIM: /Me: id')
    if (isUnreadable(id)) progress.say(`SCIM: the id of /Me is ${id.shape}: name the user of this sync in protect`)
    return isUnreadable(id) ? null : id
  }

  /** The ids of the administrators' group: users need not show its name (RFC 7643, 4.1.2). */
  async function staffGroups(): Promise<ReadonlySet<string>> {
    const { staffGroup } = dialect
    if (staffGroup === undefined) return new Set()
    const all = await service.list('Groups', (group) => ({ id: field(group, 'id'), name: field(group, 'displayName') }))
    const ids = all.filter(({ name }) => name === staffGroup).map(({ id }) => String(id))
    if (ids.length > 0) return new Set(ids)
    const present = all.flatMap(({ name }) => (typeof name === 'string' ? name : []))
    const reason = `SCIM: there is no group ${staffGroup}: who is to be protected is not told`
    throw new Failure(exit.remote, `${reason}. ${knownNamesText(staffGroup, present)}`)
  }

  const mapper = once(async () => {
    const [self, staff] = await Promise.all([whoAmI(), staffGroups()])
    return mapping(settings, context, { self, staff })
  })

  /** The groups of the settings. */
  const managedGroups = once(async (): Promise<Group[]> => {
    const keys = Object.keys(settings.groups)
    const found = await groups.findGroups(Object.values(settings.groups), SETTING)
    return found.map(({ id, name }, index) => ({ id, key: keys[index]!, name }))
  })

  /** The managed groups with the members that they list; none if only users show memberships. */
  async function readMemberLists(): Promise<GroupMembers[]> {
    if (dialect.membersIn === 'user') return []
    const unique = new Map((await managedGroups()).map((readOne) => [readOne.id, readOne]))
    const all: GroupMembers[] = []
    for (const group of unique.values()) all.push(await groups.members(group, SETTING))
    return all
  }

  /** Reads which users are in the managed groups now. */
  async function membership(): Promise<Membership> {
    const ids = (await managedGroups()).map(({ id }) => id)
    const lists = await readMemberLists()
    return async (user) => {
      const own = ownGroups(user)
      if (dialect.membersIn === 'user') return [...new Set(ids)].filter((id) => own?.includes(id))
      const found: string[] = []
      for (const group of lists) if (await isMember(group, user, own)) found.push(group.id)
      return found
    }
  }

  /** Whether a user is in a group. If the group may list only a part of its members, the user decides. */
  async function isMember(group: GroupMembers, user: Resource, own: string[] | null): Promise<boolean> {
    const id = idOfUser(user)
    if (group.users.has(id)) return true
    if (!isDoubtful(group) || settings.memberLists === 'trusted') return false
    return own === null ? (await isInGroup(service, group.id, id)) === true : own.includes(group.id)
  }

  /** Whether the schemas matter: for `active`, or for a rule about addresses. */
  const asksSchemas = () => settings.removal === 'deactivate' || (context.protect ?? []).some(isAddressRule)

  /** All users with a sign-in name, active or not. */
  async function everyone(): Promise<User[]> {
    const map = await mapper()
    const schemas = dialect.hasDiscovery && asksSchemas() ? await service.describe('Schemas') : null
    isActiveReadOnly = schemas !== null && activeProblem(schemas, settings) !== null
    const lists = await readMemberLists()
    const all = await service.list('Users', (resource) => {
      shown.users = true
      shown.tags ||= showsTags(resource)
      shown.addresses ||= showsAddresses(resource, schemas)
      return { id: idOfUser(resource), own: ownGroups(resource) ?? [], user: map(resource, []) }
    })
    const counter = readCounter('SCIM: users')
    for (const { user } of all) counter.count(unreadableProblem(user))
    counter.assertMostlyReadable()
    const groupsOfUser = await groupsOfUsers(lists, new Map(all.map(({ id, own }) => [id, own])))
    const users = all.flatMap(({ id, user }) => {
      return user ? { ...user, person: { ...user.person, groups: [...groupsOfUser(id)].sort() } } : []
    })
    if (all.length > 0 && users.length === 0) {
      throw new Failure(exit.input, `SCIM: none of ${all.length} users has ${settings.key}. Check target.key`)
    }
    progress.count('without a sign-in name', all.length - users.length)
    return users
  }

  /** The managed groups of each user, by user id. Throws exit 9 if a user may be in a group that does not list it. */
  async function groupsOfUsers(lists: readonly GroupMembers[], own: OwnGroups): Promise<(id: string) => string[]> {
    if (dialect.membersIn === 'user') {
      const ids = new Set((await managedGroups()).map(({ id }) => id))
      return (id) => [...ids].filter((group) => own.get(id)!.includes(group))
    }
    const proof = { service, groups, progress, lists: settings.memberLists, setting: SETTING }
    const proven = [...(await proveMembers(lists, own, proof)).values()]
    return (id) => proven.filter(({ users }) => users.has(id)).map((group) => group.id)
  }

  /** The rules of `protect` about an attribute that no user of a complete read has shown. */
  const uncheckable = (): string[] => [...(isActiveReadOnly ? [NO_ACTIVE] : []), ...uncheckableRules()]

  const uncheckableRules = (): string[] =>
    (context.protect ?? []).filter((rule) => {
      if (!shown.users) return false
      return isAddressRule(rule) ? !shown.addresses : rule.startsWith('tag:') && !shown.tags
    })

  /** One user, or null if it is gone or has no sign-in name any more. */
  async function readOne(id: string, members: Membership, name = names.get(id) ?? null): Promise<KnownUser | null> {
    const map = await mapper()
    const resource = await addresses.get(id, name)
    const user = resource && map(resource, await members(resource))
    return resource && user ? { user, resource } : null
  }

  async function usersById(ids: readonly string[]): Promise<User[]> {
    const members = await membership()
    const found = await Promise.all(ids.map((id) => limit(() => readOne(id, members))))
    return found.flatMap((known) => known?.user ?? [])
  }

  /**
   * The users that a filter finds by one of these values and that `fits`, or null if the service does not take the
   * filter. Some services compare case-sensitively, so both spellings are sent.
   */
  async function findBy(attribute: string, values: string[], fits: (user: User) => boolean): Promise<User[] | null> {
    const map = await mapper()
    const found = new Map<string, User>()
    for (const value of new Set(values)) {
      if (refused.has(attribute)) return null
      try {
        for (const user of await service.find('Users', (one) => map(one, []), equals(attribute, value))) {
          if (!user || !fits(user)) continue
          found.set(user.id, user)
          names.set(user.id, user.key)
        }
      } catch (error) {
        if (!(error instanceof Unfiltered)) throw error
        if (/["\\]/.test(value)) return null // the service refused this value, not the filter
        refused.add(attribute)
      }
    }
    return refused.has(attribute) ? null : [...found.values()]
  }

  return {
    mapper,
    managedGroups,
    membership,
    everyone,
    one: readOne,
    usersById,
    findBy,
    uncheckable,
  }
}

const isSome = (texts: Reading<string[]>) => !isUnreadable(texts) && texts !== null && texts.length > 0

/** Whether a user shows the attributes of rules about tags. */
export const showsTags = (user: Resource): boolean => isSome(readTags(user))

const EMAIL_LIST = parsePath('emails')

/**
 * Whether a user shows its addresses. A sign-in name is not enough if the schemas (null: not read) have emails: a
 * second address may be hidden.
 */
export const showsAddresses = (user: Resource, schemas: readonly unknown[] | null): boolean =>
  isSome(readAddresses(user)) ||
  (!isKnown(schemas ?? [], EMAIL_LIST) && String(readField(user, 'userName')).includes('@'))

/** The group ids that a user shows, or null if it shows none or they are unreadable. */
function ownGroups(user: Resource): string[] | null {
  const shown = readGroups(user)
  return shown === null || isUnreadable(shown) ? null : shown.map(({ id }) => id)
}

const unreadableProblem = (user: User | null): string | null =>
  user?.protected?.startsWith('unreadable: ') === true ? user.protected : null
