// The groups of a SCIM service, by id or name, and their members.

import { findByIdOrName } from '../connector/known-names.ts'
import { once } from '../connector/once.ts'
import { isUnreadable, type Reading, readField, readList, readText, Unreadable } from '../connector/read-value.ts'
import { exit, Failure } from '../errors/failure.ts'
import { faultOf } from './faults.ts'
import { unprovenRead } from './page.ts'
import { isObject, type Resource } from './path.ts'
import { type NamedGroup, readOwnId, readReference } from './people.ts'
import type { ScimService } from './service.ts'

/** A group with its direct members. */
export interface GroupMembers extends NamedGroup {
  users: ReadonlySet<string>
  /** Whether it has groups in it (RFC 7643, 4.2). */
  isNested: boolean
}

interface Member {
  id: string
  /** Null if the group does not state the kind of the member. */
  kind: 'user' | 'group' | null
}

export type Groups = ReturnType<typeof groupsOf>

/** The groups of one service. Groups are listed once, and a member of unknown kind is looked up once. */
export function groupsOf(service: ScimService) {
  const kinds = new Map<string, Promise<'user' | 'group'>>()

  const all = once(() => service.list('Groups', readGroupName))

  /**
   * The groups with these ids or display names, in this order. Throws exit 7 if a group is missing or its name is not
   * unique.
   */
  async function findGroups(names: readonly string[], setting: string): Promise<NamedGroup[]> {
    if (names.length === 0) return []
    const known = await all()
    return names.map((wanted) => findByIdOrName(known, wanted, { system: 'SCIM', kind: 'group', setting }))
  }

  /** The current members of a group. Throws exit 7 if the group is gone, and exit 9 if its members are unreadable. */
  async function members({ id, name }: NamedGroup, setting: string): Promise<GroupMembers> {
    const group = await service.get('Groups', id)
    if (group === null) throw new Failure(exit.input, `SCIM: the group ${name} is gone. Check ${setting}`)
    const read = faultOf(group) ?? readList(readField(group, 'members'), 'members', readMember)
    if (isUnreadable(read)) throw unprovenRead(`the group ${id}`, `${read.path} is ${read.shape}`)
    const users = new Set<string>()
    let isNested = false
    for (const member of read ?? []) {
      if ((member.kind ?? (await kindOf(member.id))) === 'user') users.add(member.id)
      else isNested = true
    }
    return { id, name, users, isNested }
  }

  /** The kind of a member: a group only if a group and no user has the id. */
  async function kindOf(id: string): Promise<'user' | 'group'> {
    if (!(await all()).some((group) => group.id === id)) return 'user'
    const known = kinds.get(id) ?? service.get('Users', id).then((user) => (user === null ? 'group' : 'user'))
    kinds.set(id, known)
    return known
  }

  return { findGroups, members, all }
}

function readGroupName(group: Resource): NamedGroup {
  const id = readOwnId(group)
  const name = readText(readField(group, 'displayName'), 'displayName')
  if (id === null || isUnreadable(id)) throw unprovenRead('groups', `the id of a group is ${id?.shape ?? 'missing'}`)
  return { id, name: isUnreadable(name) ? '' : (name ?? '') }
}

function readMember(item: unknown, path: string): Reading<Member> {
  const id = readReference(item, path)
  if (id === null || isUnreadable(id)) return id
  if (!isObject(item)) return { id, kind: null }
  const type = readText(readField(item, 'type', `${path}.type`), `${path}.type`)
  const ref = readText(readField(item, '$ref', `${path}.$ref`), `${path}.$ref`)
  if (isUnreadable(type)) return type
  if (isUnreadable(ref)) return ref
  if (type !== null && /^(user|group)$/i.test(type.trim()))
    return { id, kind: /^group$/i.test(type.trim()) ? 'group' : 'user' }
  if (type !== null && !/^(direct|indirect)$/i.test(type.trim()))
    return new Unreadable(`${path}.type`, 'an unknown kind of member')
  const [, kind] = /(?:^|\/)(users|groups)\/[^/?#]+\/*(?:[?#].*)?$/i.exec(ref ?? '') ?? []
  return { id, kind: kind === undefined ? null : /^groups$/i.test(kind) ? 'group' : 'user' }
}
