// The collections of users and groups, and the rules of each.

import type { JsonObject } from '../parts/json.ts'
import { scimRefusal } from './answers.ts'
import { assertBizagi } from './bizagi.ts'
import type { ScimOptions } from './options.ts'
import { type ResourceType, resourceTypesOf } from './resource-type.ts'
import type { ScimGroup, ScimStore, ScimUser } from './store.ts'

export type Resource = JsonObject & { id: string }

/** The resources of a type, and the rules of the type. */
export interface Collection {
  type: ResourceType
  /** The resources of the world, changed in place. */
  records: Resource[]
  /** Whether the last part of a path names the resource. */
  isCalled: (record: Resource, name: string) => boolean
  /** Returns the resource to store. Throws if the service refuses it. */
  validate: (next: Resource, before: Resource | null) => Resource
  /** The parts that follow from other resources and are not stored; `base` is the URL of the service. */
  derivedParts: (base: string) => (record: Resource) => JsonObject
  /** The resource that a deletion leaves, or null. */
  afterDeletion: (record: Resource) => Resource | null
}

/** The shelves of a service. */
export function collectionsOf(store: ScimStore, dialect: ScimOptions['dialect']): Collection[] {
  const shelves = { User: userCollection, Group: groupCollection }
  return resourceTypesOf[dialect].map((type) => shelves[type.name](store, type, dialect))
}

function userCollection(store: ScimStore, type: ResourceType, dialect: ScimOptions['dialect']): Collection {
  const isBizagi = dialect === 'bizagi'
  const key = (value: unknown) => String(value ?? '').toLowerCase()

  function validate(next: Resource, before: Resource | null): Resource {
    const { userName } = next
    if (typeof userName !== 'string' || userName.trim() === '')
      throw scimRefusal(400, 'userName is needed', 'invalidValue')
    for (const [name, values] of Object.entries(next)) {
      const isTwice = Array.isArray(values) && values.filter(({ primary }) => primary === true).length > 1
      if (isTwice) throw scimRefusal(400, `${name}: more than one is the primary one`, 'invalidValue')
    }
    if (isBizagi) assertBizagi(next, before)
    const owner = store.users.find((one) => key(one.userName) === key(userName))
    if (owner && owner !== before) throw scimRefusal(409, `userName ${userName} is taken`, 'uniqueness')
    return before ? next : { ...next, active: next['active'] ?? true }
  }

  return {
    type,
    records: store.users,
    isCalled: ({ id, userName }, name) => id === name || (isBizagi && key(userName) === key(name)),
    validate,
    derivedParts: (base) => {
      const of = new Map<string, ScimGroup[]>()
      for (const group of store.groups) {
        for (const { value } of group.members) of.set(value, [...(of.get(value) ?? []), group])
      }
      return (record) => ({
        groups: (of.get(record.id) ?? []).map(({ id, displayName }) => {
          return { value: id, $ref: `${base}/Groups/${id}`, display: displayName, type: 'direct' }
        }),
      })
    },
    afterDeletion(record) {
      // "Users can never be deleted" (Bizagi, SCIM delete).
      if (isBizagi) return { ...record, active: false }
      for (const group of store.groups) group.members = group.members.filter(({ value }) => value !== record.id)
      return null
    },
  }
}

function groupCollection({ users, groups }: ScimStore, type: ResourceType): Collection {
  return {
    type,
    records: groups,
    isCalled: ({ id }, name) => id === name,
    validate(next) {
      if (!next['displayName']) throw scimRefusal(400, 'displayName is needed', 'invalidValue')
      const members = new Map<string, ScimGroup['members'][number]>()
      for (const member of (next['members'] ?? []) as ScimGroup['members']) {
        const isThere = [...users, ...groups].some(({ id }) => id === member.value)
        if (!isThere) throw scimRefusal(400, `members: there is no ${member.value}`, 'invalidValue')
        members.set(member.value, member)
      }
      return { ...next, members: [...members.values()] }
    },
    derivedParts: (base) => {
      const people = new Map<string, ScimUser>(users.map((user) => [user.id, user]))
      const others = new Map(groups.map((group) => [group.id, group]))
      return (record) => ({
        members: (record['members'] as ScimGroup['members']).map(({ value }) => {
          const user = people.get(value)
          const display = user ? (user['displayName'] ?? user.userName) : others.get(value)?.displayName
          const type = user ? 'User' : 'Group'
          return { value, $ref: `${base}/${type}s/${value}`, display, type }
        }),
      })
    },
    afterDeletion(record) {
      for (const group of groups) group.members = group.members.filter(({ value }) => value !== record.id)
      return null
    },
  }
}
