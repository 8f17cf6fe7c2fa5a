// Permission sets: which of them the settings mean, and which one a person gets.

import { type Group, NO_GROUP } from '../../artifacts/records.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Graphql } from './graphql.ts'
import type { ZeeneaSettings } from './settings.ts'

export interface PermissionSet {
  id: string
  name: string
}

/** The set that may do everything (Zeenea, Managing groups). */
export const SUPER_ADMIN = 'Super Admin'

/** The sets of the settings as groups: the source's name, the set's id and name. Throws exit 7 where one is not there, or two have its name. */
export async function groupsOf(graphql: Graphql, { default: usual, permissionSets }: ZeeneaSettings): Promise<Group[]> {
  const all = await graphql.need<PermissionSet[]>('listPermissionSets')
  const set = (wanted: string, setting: string): PermissionSet => {
    const byId = all.filter(({ id }) => id === wanted)
    const found = byId.length > 0 ? byId : all.filter(({ name }) => name === wanted)
    const [one] = found
    if (one && found.length === 1) return one
    const what = one
      ? `${found.length} permission sets are called ${wanted}: name one by its id`
      : `there is no permission set ${wanted}`
    throw new Failure(exit.input, `Zeenea: ${what}. Check ${setting}`)
  }
  const mapped = permissionSets.map((one, n) => ({
    key: one.group,
    ...named(set(one.set, `target.permissionSets.${n}`)),
  }))
  if (usual === undefined) return mapped
  const other = set(usual, 'target.default')
  if (other.name === SUPER_ADMIN)
    throw new Failure(exit.input, `Zeenea: nobody is ${SUPER_ADMIN} by default. Check target.default`)
  return [...mapped, { key: NO_GROUP, ...named(other) }]
}

const named = ({ id, name }: PermissionSet) => ({ id, name })

/** Of the groups that a person is in the one that counts, or what stands for none. Empty: they have no right to be there. */
export function groupOf(groups: readonly string[], { default: usual, permissionSets }: ZeeneaSettings): string[] {
  const first = permissionSets.find(({ group }) => groups.includes(group))
  const unmapped = groups.filter((group) => !permissionSets.some((one) => one.group === group))
  if (unmapped.length > 0) return unmapped // named as a problem, never guessed
  return first ? [first.group] : usual === undefined ? [] : [NO_GROUP]
}
