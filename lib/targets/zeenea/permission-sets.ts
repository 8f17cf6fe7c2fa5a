// The permission sets of the settings, and the set of a person.

import { type Group, NO_GROUP } from '../../artifacts/records.ts'
import { findByIdOrName } from '../../connector/known-names.ts'
import { type Reading, readField, readList, readText, shapeOf, Unreadable } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Graphql } from './graphql.ts'
import type { ZeeneaSettings } from './settings.ts'

interface PermissionSet {
  id: string
  name: string
}

/** The set with all rights (Zeenea, Managing groups). */
export const SUPER_ADMIN = 'Super Admin'

/**
 * The sets of the settings as groups: the name in the source, the id and name of the set. Throws exit 7 if a set is
 * missing or its name is not unique.
 */
export async function groupsOf(graphql: Graphql, { default: usual, permissionSets }: ZeeneaSettings): Promise<Group[]> {
  const all = permissionSetsIn(await graphql.need<unknown>('listPermissionSets'))
  const find = (wanted: string, setting: string): PermissionSet =>
    findByIdOrName(all, wanted, { system: 'Zeenea', kind: 'permission set', setting })
  const mapped = permissionSets.map((one, n) => ({
    key: one.group,
    ...idAndName(find(one.set, `target.permissionSets.${n}`)),
  }))
  if (usual === undefined) return mapped
  const other = find(usual, 'target.default')
  if (other.name === SUPER_ADMIN)
    throw new Failure(exit.input, `Zeenea: nobody is ${SUPER_ADMIN} by default. Check target.default`)
  return [...mapped, { key: NO_GROUP, ...idAndName(other) }]
}

/** The sets of an answer, each once. Throws exit 9 for an unreadable set: a wrong set would grant wrong rights. */
export function permissionSetsIn(answer: unknown): PermissionSet[] {
  const sets = readList(answer, 'listPermissionSets', readSet)
  const wrong = (what: string) => new Failure(exit.remote, `Zeenea: ${what}. Run the stage again`)
  if (sets === null || sets instanceof Unreadable) throw wrong(String(sets ?? 'listPermissionSets is empty'))
  const byId = new Map<string, PermissionSet>()
  for (const set of sets) {
    const known = byId.get(set.id)
    if (known && known.name !== set.name) throw wrong(`listPermissionSets has ${set.id} twice, with two names`)
    byId.set(set.id, set)
  }
  return [...byId.values()]
}

/** A set as an answer has it: an object with id and name, or a list of one. */
export function readSet(value: unknown, path: string): Reading<PermissionSet> {
  if (value === null || value === undefined || value instanceof Unreadable) return value ?? null
  const [one = null, ...more] = [value].flat() as unknown[]
  if (Array.isArray(value) && one === null) return null
  if (more.length > 0) return new Unreadable(path, shapeOf(value))
  const [id, name] = ['id', 'name'].map((field) => readText(readField(one, field), `${path}.${field}`))
  if (id instanceof Unreadable) return id
  if (name instanceof Unreadable) return name
  return id && name ? { id, name } : new Unreadable(path, `${shapeOf(one)} without id or name`)
}

const idAndName = ({ id, name }: PermissionSet) => ({ id, name })

/**
 * The group of a person that counts, or the default group. Empty if neither exists: such a person gets no user.
 */
export function groupOf(groups: readonly string[], { default: usual, permissionSets }: ZeeneaSettings): string[] {
  const first = permissionSets.find(({ group }) => groups.includes(group))
  const unmapped = groups.filter((group) => !permissionSets.some((one) => one.group === group))
  if (unmapped.length > 0) return unmapped // named as a problem, never guessed
  return first ? [first.group] : usual === undefined ? [] : [NO_GROUP]
}
