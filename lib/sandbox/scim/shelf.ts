// The users and the groups of a service: what is theirs alone.

import { refused } from './answers.ts'
import { checkBizagi } from './bizagi.ts'
import type { Holding, ScimGroup, ScimUser } from './holding.ts'
import { type Kind, kindsOf } from './kind.ts'
import type { ScimOptions } from './options.ts'
import type { Row } from './values.ts'

export type Resource = Row & { id: string }

/** One kind of resources and what is special about it. */
export interface Shelf {
  kind: Kind
  /** Those of the world, changed in place. */
  records: Resource[]
  /** Whether a path's last part means this one. */
  isCalled: (record: Resource, name: string) => boolean
  /** The record as it may be stored. Throws where it may not. */
  checked: (next: Resource, before: Resource | null) => Resource
  /** What is not stored but follows from others; `base` is where the service is. */
  derived: (base: string) => (record: Resource) => Row
  /** What a deletion leaves; null: nothing. */
  left: (record: Resource) => Resource | null
}

/** The shelves of a service. */
export function shelvesOf(holding: Holding, dialect: ScimOptions['dialect']): Shelf[] {
  const shelves = { User: users, Group: groups }
  return kindsOf[dialect].map((kind) => shelves[kind.name](holding, kind, dialect))
}

function users(holding: Holding, kind: Kind, dialect: ScimOptions['dialect']): Shelf {
  const isBizagi = dialect === 'bizagi'
  const key = (value: unknown) => String(value ?? '').toLowerCase()

  function checked(next: Resource, before: Resource | null): Resource {
    const { userName } = next
    if (typeof userName !== 'string' || userName.trim() === '') throw refused(400, 'userName is needed', 'invalidValue')
    for (const [name, values] of Object.entries(next)) {
      const isTwice = Array.isArray(values) && values.filter(({ primary }) => primary === true).length > 1
      if (isTwice) throw refused(400, `${name}: more than one is the primary one`, 'invalidValue')
    }
    if (isBizagi) checkBizagi(next, before)
    const owner = holding.users.find((one) => key(one.userName) === key(userName))
    if (owner && owner !== before) throw refused(409, `userName ${userName} is taken`, 'uniqueness')
    return before ? next : { ...next, active: next['active'] ?? true }
  }

  return {
    kind,
    records: holding.users,
    isCalled: ({ id, userName }, name) => id === name || (isBizagi && key(userName) === key(name)),
    checked,
    derived: (base) => {
      const of = new Map<string, ScimGroup[]>()
      for (const group of holding.groups) {
        for (const { value } of group.members) of.set(value, [...(of.get(value) ?? []), group])
      }
      return (record) => ({
        groups: (of.get(record.id) ?? []).map(({ id, displayName }) => {
          return { value: id, $ref: `${base}/Groups/${id}`, display: displayName, type: 'direct' }
        }),
      })
    },
    left(record) {
      // "Users can never be deleted" (Bizagi, SCIM delete).
      if (isBizagi) return { ...record, active: false }
      for (const group of holding.groups) group.members = group.members.filter(({ value }) => value !== record.id)
      return null
    },
  }
}

function groups({ users, groups }: Holding, kind: Kind): Shelf {
  return {
    kind,
    records: groups,
    isCalled: ({ id }, name) => id === name,
    checked(next) {
      if (!next['displayName']) throw refused(400, 'displayName is needed', 'invalidValue')
      const members = new Map<string, ScimGroup['members'][number]>()
      for (const member of (next['members'] ?? []) as ScimGroup['members']) {
        const isThere = [...users, ...groups].some(({ id }) => id === member.value)
        if (!isThere) throw refused(400, `members: there is no ${member.value}`, 'invalidValue')
        members.set(member.value, member)
      }
      return { ...next, members: [...members.values()] }
    },
    derived: (base) => {
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
    left(record) {
      for (const group of groups) group.members = group.members.filter(({ value }) => value !== record.id)
      return null
    },
  }
}
