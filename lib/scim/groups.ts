// Groups of a SCIM service: found by id or name, and who is in them.

import { exit, Failure } from '../errors/failure.ts'
import { unproven } from './list.ts'
import { field } from './path.ts'
import type { Service } from './service.ts'

export interface Named {
  id: string
  name: string
}

/** The groups that the settings name, by id or by display name, in their order. Throws exit 7 where one is not there, or two have its name. */
export async function groupsNamed(service: Service, names: readonly string[], setting: string): Promise<Named[]> {
  if (names.length === 0) return []
  const all = await service.list('Groups', (group) => ({
    id: String(field(group, 'id')),
    name: String(field(group, 'displayName') ?? ''),
  }))
  return names.map((wanted) => {
    const byId = all.filter(({ id }) => id === wanted)
    const found = byId.length > 0 ? byId : all.filter(({ name }) => name === wanted)
    const [group] = found
    if (group && found.length === 1) return group
    const what = group
      ? `${found.length} groups are called ${wanted}: name one by its id`
      : `there is no group ${wanted}`
    throw new Failure(exit.input, `SCIM: ${what}. Check ${setting}`)
  })
}

/**
 * The ids of the users in a group, direct members alone: `nested` is called for a group that has groups in it. Throws exit 7
 * where the group is gone, exit 9 where its members are not told.
 */
export async function membersOf(
  service: Service,
  { id, name }: Named,
  setting: string,
  nested = () => {},
): Promise<string[]> {
  const group = await service.get('Groups', id)
  if (group === null) throw new Failure(exit.input, `SCIM: the group ${name} is gone. Check ${setting}`)
  const members = field(group, 'members')
  if (members === undefined || members === null) return []
  const isTold = (member: unknown) => !['', undefined, null].includes(field(member, 'value') as string)
  if (!Array.isArray(members) || !members.every(isTold))
    throw unproven(`the group ${id}`, 'its members are no list of ids')
  // a group may have groups (RFC 7643, 4.2); some services keep a member twice
  const users = members.filter((member) => !/^group$/i.test(String(field(member, 'type') ?? '')))
  if (users.length < members.length) nested()
  return [...new Set(users.map((member) => String(field(member, 'value'))))]
}
