// The proof of group members by a second source: the groups of users, a filter on users, or a filter per person.

import pLimit from 'p-limit'
import type { Progress } from '../connector/progress.ts'
import { equals } from './filter.ts'
import type { GroupMembers, Groups } from './groups.ts'
import { unprovenRead } from './page.ts'
import { type ScimService, Unfiltered } from './service.ts'

/** Concurrent requests. */
const MEMBERS_AT_ONCE = 5

/** The group ids that users show, by the id of every user in the read. */
export type OwnGroups = ReadonlyMap<string, readonly string[]>

interface Proof {
  service: ScimService
  groups: Groups
  progress: Progress
  /** `trusted`: member lists are complete, and no filter is needed. */
  lists: 'proven' | 'trusted'
  /** The setting that names the groups, for messages. */
  setting: string
}

/**
 * Whether a member list may be empty or cut by the service: no members, or a multiple of 50 from 100 on. Some services
 * never show members, others cut at 100 (FusionAuth/fusionauth-issues#2784; AWS, SCIM, GetGroup).
 */
export const isDoubtful = ({ users }: GroupMembers): boolean =>
  users.size === 0 || (users.size >= 100 && users.size % 50 === 0)

/**
 * The groups with their members, by id. Throws exit 9 if a group lacks a member that the second source has, or if a
 * doubtful group has no second source.
 */
export async function proveMembers(
  listed: readonly GroupMembers[],
  own: OwnGroups,
  proof: Proof,
): Promise<Map<string, GroupMembers>> {
  const ownSpelling = inOwnSpelling(own)
  const proven = new Map(listed.map((group) => [group.id, ownSpelling(group)]))
  for (const group of proven.values()) {
    const now = ownSpelling(await readAgain(group, own, proof))
    proven.set(now.id, now)
    await assertProven(now, { own, all: [...proven.values()], proof })
  }
  return proven
}

/** Spells member ids as the users do, if a single user has the id in another case. */
function inOwnSpelling(own: OwnGroups): (group: GroupMembers) => GroupMembers {
  const spellings = new Map<string, string | null>()
  for (const id of own.keys()) spellings.set(id.toLowerCase(), spellings.has(id.toLowerCase()) ? null : id)
  const spellId = (id: string) => (own.has(id) ? id : (spellings.get(id.toLowerCase()) ?? id))
  return (group) => ({ ...group, users: new Set([...group.users].map(spellId)) })
}

async function assertProven(
  group: GroupMembers,
  { own, all, proof }: { own: OwnGroups; all: readonly GroupMembers[]; proof: Proof },
): Promise<void> {
  if (own.size === 0 || isShownByUsers(group, own) || proof.lists === 'trusted') return // of nobody nobody is hidden
  if (await isShownByFilter(group, { own, all, proof })) return
  if (!isDoubtful(group) || (await isShownByPerson(group, { own, all, proof }))) return
  const { size } = group.users
  const what = size === 0 ? 'shows no members' : `shows ${size} members, as a list that is cut would`
  throw unprovenRead(
    `the group ${group.name}`,
    `it ${what}, and nothing else tells who is in it. Set "memberLists": "trusted" if that is everybody (${proof.setting})`,
  )
}

/** The group, read once more if users show this group and the group does not list them. */
async function readAgain(group: GroupMembers, own: OwnGroups, { groups, setting }: Proof): Promise<GroupMembers> {
  const isHidden = ({ users }: GroupMembers) =>
    [...own].some(([id, shown]) => shown.includes(group.id) && !users.has(id))
  if (!isHidden(group)) return group
  const again = await groups.members(group, setting)
  if (isHidden(again)) throw hiddenFailure(group, 'somebody says to be in it whom it does not list')
  return { ...again, users: new Set([...group.users, ...again.users]) }
}

const hiddenFailure = ({ name }: GroupMembers, what: string) => unprovenRead(`the group ${name}`, what)

/** The members that are also in the read of users. */
const listedMembers = ({ users }: GroupMembers, own: OwnGroups) => [...users].filter((id) => own.has(id))

/** Whether users show their groups, and every listed member shows this one. */
function isShownByUsers(group: GroupMembers, own: OwnGroups): boolean {
  const isTold = [...own.values()].some((shown) => shown.length > 0)
  return isTold && listedMembers(group, own).every((id) => own.get(id)!.includes(group.id))
}

/** By `Users?filter=groups.value eq "<id>"`. An empty answer counts only if the same filter works for another group. */
async function isShownByFilter(
  group: GroupMembers,
  { own, all, proof }: { own: OwnGroups; all: readonly GroupMembers[]; proof: Proof },
): Promise<boolean> {
  const usersIn = (id: string) => idsFoundBy(proof.service, 'Users', equals('groups.value', id))
  const there = await usersIn(group.id)
  if (there === null) return false
  const more = there.filter((id) => !group.users.has(id))
  if (more.length > 0) {
    const isIgnored = (await usersIn(NOBODY))?.length !== 0
    if (isIgnored) return false
    throw hiddenFailure(group, `a filter finds ${there.length} users in it, and it lists ${group.users.size}`)
  }
  const mine = listedMembers(group, own)
  if (mine.length > 0) return mine.every((id) => there.includes(id))
  const other = all.find((one) => listedMembers(one, own).length > 0)
  if (other) return (await usersIn(other.id))?.some((id) => other.users.has(id)) === true
  return isEverybodyElse(group, own, proof)
}

/** No group has this id. */
const NOBODY = 'user-sync-no-such-group'

/** If no group has members, the negated filter has to find every user. */
async function isEverybodyElse({ id }: GroupMembers, own: OwnGroups, { service }: Proof): Promise<boolean> {
  const others = await idsFoundBy(service, 'Users', `not (${equals('groups.value', id)})`)
  return others !== null && own.size > 0 && [...own.keys()].every((user) => others.includes(user))
}

/** By `Groups?filter=id eq "<id>" and members.value eq "<user>"` for every user outside the member list. */
async function isShownByPerson(
  group: GroupMembers,
  { own, all, proof }: { own: OwnGroups; all: readonly GroupMembers[]; proof: Proof },
): Promise<boolean> {
  const control = [group, ...all].find((one) => listedMembers(one, own).length > 0)
  if (!control || (await isInGroup(proof.service, control.id, listedMembers(control, own)[0]!)) !== true) return false
  const limit = pLimit(MEMBERS_AT_ONCE)
  const others = [...own.keys()].filter((id) => !group.users.has(id))
  proof.progress.say(`SCIM: the group ${group.name} is asked for ${others.length} users one by one`)
  const answers = await Promise.all(others.map((id) => limit(() => isInGroup(proof.service, group.id, id))))
  if (answers.includes(true)) throw hiddenFailure(group, 'a filter finds somebody in it whom it does not list')
  return !answers.includes(null)
}

/**
 * Whether a filter finds a user in a group; null if the service refuses the filter. `false` proves nothing by itself.
 */
export async function isInGroup(service: ScimService, group: string, user: string): Promise<boolean | null> {
  const groups = await idsFoundBy(service, 'Groups', `${equals('id', group)} and ${equals('members.value', user)}`)
  return groups === null ? null : groups.length === 1 && groups[0] === group
}

/** The ids of the matches of a filter; null if the service refuses it. */
async function idsFoundBy(service: ScimService, type: 'Users' | 'Groups', filter: string): Promise<string[] | null> {
  try {
    return await service.find(type, ({ id }) => String(id), filter)
  } catch (error) {
    if (error instanceof Unfiltered) return null
    throw error
  }
}
