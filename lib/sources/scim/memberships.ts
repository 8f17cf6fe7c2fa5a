// The memberships in the groups of the settings, and the account and groups of a person by them.

import type { SourceContact } from '../../artifacts/records.ts'
import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { type GroupMembers, groupsOf } from '../../scim/groups.ts'
import { proveMembers } from '../../scim/members.ts'
import type { ScimService } from '../../scim/service.ts'
import type { Person } from './person.ts'
import type { ScimSourceSettings } from './settings.ts'

const SETTING = 'source.members, source.account and the names in target.groups'

/** By the name of the group in the settings. */
export type Memberships = ReadonlyMap<string, GroupMembers>

/** Reads the member lists of some groups; `proveLists` compares them with the people of the read. */
export async function readGroupLists(service: ScimService, names: readonly string[]) {
  const groups = groupsOf(service)
  const wanted = [...new Set(names)]
  const listed = new Map<string, GroupMembers>()
  for (const [index, group] of (await groups.findGroups(wanted, SETTING)).entries()) {
    const members = await groups.members(group, SETTING)
    if (members.isNested) throw nestedFailure(group.name)
    listed.set(wanted[index]!, members)
  }

  /** Throws exit 9 if a group may lack a member. */
  async function proveLists(
    people: readonly Person[],
    { memberLists }: ScimSourceSettings,
    progress: Progress,
  ): Promise<Memberships> {
    const own = new Map(people.map(({ id, groups }) => [id, groups]))
    const proof = { service, groups, progress, lists: memberLists, setting: SETTING }
    const byId = await proveMembers([...listed.values()], own, proof)
    return new Map([...listed].map(([name, { id }]) => [name, byId.get(id)!]))
  }

  return { proveLists }
}

const nestedFailure = (name: string) => {
  const what = `the group ${name} has groups in it, and direct members alone are read`
  return new Failure(exit.input, `SCIM: ${what}. Name these groups instead, in ${SETTING}`)
}

export const groupsOfAccounts = ({ account }: ScimSourceSettings): string[] =>
  typeof account === 'object' ? Object.keys(account.groups) : []

/** Whether a person is in scope: in one of these groups, or in any case without such groups. */
export const isMember = ({ id }: Person, memberships: Memberships, members: readonly string[]): boolean =>
  members.length === 0 || members.some((group) => memberships.get(group)!.users.has(id))

/** The contact with its groups among these, and with the account by its groups. */
export function withGroups(
  { contact, id }: Person,
  memberships: Memberships,
  {
    account,
    groups,
    known,
  }: Pick<ScimSourceSettings, 'account'> & { groups: readonly string[]; known: ReadonlySet<string> },
): SourceContact {
  const isIn = (group: string) => memberships.get(group)?.users.has(id) === true
  const placed = { ...contact, person: { ...contact.person, groups: [...new Set(groups)].filter(isIn) } }
  if (typeof account !== 'object') return placed
  const all = Object.entries(account.groups).flatMap(([group, one]) => (isIn(group) ? [one] : []))
  const accounts = [...new Set(all)].sort()
  const several = accounts.length > 1 ? `in the groups of several accounts: ${accounts.join(', ')}` : null
  return {
    ...placed,
    account: accounts.find((one) => known.has(one)) ?? accounts[0] ?? null,
    problem: contact.problem ?? (contact.person.active ? several : null),
  }
}
