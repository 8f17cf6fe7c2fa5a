// The absence check of a SCIM source: each leaver is looked up by id or by name, and has to be out of scope.

import type { Progress } from '../../connector/progress.ts'
import { equals, filterOf } from '../../scim/filter.ts'
import { singleLookups } from '../../scim/find-alone.ts'
import { isInGroup } from '../../scim/members.ts'
import { parsePath } from '../../scim/path.ts'
import type { ScimService } from '../../scim/service.ts'
import { anyOf, askEach, namesOf, unconfirmedPresence } from '../leavers.ts'
import type { Leaver, Presence } from '../source.ts'
import type { Memberships } from './memberships.ts'
import { type Person, personOf, SCIM_ID_PREFIX } from './person.ts'
import type { ScimSourceSettings } from './settings.ts'

const EMAIL_FILTER = 'emails.value'

interface ScopeRead {
  /** Every person in scope, by the list. */
  people: readonly Person[]
  memberships: Memberships
  progress: Progress
}

/** Makes the lookup of single leavers. Member lists prove nothing here. */
export function absence(
  service: ScimService,
  settings: ScimSourceSettings,
  { people, memberships, progress }: ScopeRead,
) {
  const { account, filter, memberLists, members } = settings
  const keyFilter = filterOf(parsePath(settings.key))
  const known = people.map(({ contact, id, names }) => ({
    id,
    names: { [EMAIL_FILTER]: contact.email, [keyFilter]: contact.key.startsWith('?') ? null : names[0]! },
  }))
  const alone = singleLookups(service, personOf(settings), known)
  const groups = members.flatMap((name) => memberships.get(name) ?? [])

  async function askOne(leaver: Leaver): Promise<Presence> {
    const { externalId } = leaver
    const names = namesOf(leaver)
    const isOurs = externalId?.startsWith(SCIM_ID_PREFIX) === true && externalId.length > SCIM_ID_PREFIX.length
    if (!isOurs && names.length === 0) return unconfirmedPresence('it has no name to ask for')
    const answer = isOurs
      ? await alone.byId(externalId.slice(SCIM_ID_PREFIX.length))
      : await alone.byNames([keyFilter, EMAIL_FILTER], names)
    return 'reason' in answer ? unconfirmedPresence(answer.reason) : anyOf(answer.found, inScope)
  }

  /** A person who is found counts as absent only if a filter or a group proves it. */
  async function inScope(person: Person): Promise<Presence> {
    const { contact, unreadable } = person
    if (unreadable !== null) return unconfirmedPresence(unreadable)
    if (!contact.person.active) return { is: 'absent' }
    const meets = filter === undefined ? true : await alone.meets('filter', person.id, filterInScope)
    const isIn = meets === false || groups.length === 0 ? true : await isMember(person)
    if (meets === false || isIn === false) return { is: 'absent' }
    if (meets === null)
      return unconfirmedPresence('it is active, and whether it still meets source.filter cannot be asked')
    if (isIn === null)
      return unconfirmedPresence('it is active, and whether it is still in source.members cannot be asked')
    return { is: 'present', account: accountOf(person) }
  }

  /** The account by the attribute, or by the groups that the user shows. */
  function accountOf({ contact, groups }: Person): string | null {
    if (typeof account !== 'object') return contact.account
    const shown = Object.entries(account.groups).find(([name]) => groups.includes(memberships.get(name)?.id ?? ''))
    return shown?.[1] ?? null
  }

  const filterInScope = (id: string) => `${equals('id', id)} and (${filter})`

  /** By the groups that the user shows, else by a filter on groups. Member lists count only if they are trusted. */
  async function isMember(person: Person): Promise<boolean | null> {
    if (person.groups.some((id) => groups.some((group) => group.id === id))) return true
    if (memberLists === 'trusted') return groups.some(({ users }) => users.has(person.id))
    if (await alone.isProven('own groups', ({ id }) => showsGroup(id), known.filter(isShown))) return false
    for (const group of groups) {
      const isIn = await isInGroup(service, group.id, person.id)
      if (isIn !== false) return isIn
    }
    const isListed = (one: { id: string }) => groups.some(({ users }) => users.has(one.id))
    const isFound = ({ id }: { id: string }) => isInGroup(service, groups.find(({ users }) => users.has(id))!.id, id)
    const isProven = await alone.isProven(
      'members',
      async (one) => (await isFound(one)) === true,
      known.filter(isListed),
    )
    return isProven ? false : null
  }

  const ownGroups = new Map(people.map(({ groups, id }) => [id, groups]))
  const isShown = ({ id }: { id: string }) => ownGroups.get(id)!.some((one) => groups.some((group) => group.id === one))

  /** Whether a single lookup shows a group of the user, as the list does. */
  async function showsGroup(id: string): Promise<boolean> {
    const answer = await alone.byId(id)
    const shown = 'found' in answer ? answer.found.flatMap((one) => one.groups) : []
    return shown.some((one) => groups.some((group) => group.id === one))
  }

  return {
    ask: (leavers: readonly Leaver[]) => askEach(leavers, askOne, { name: 'SCIM', progress }),
    ways: () => alone.ways([keyFilter, EMAIL_FILTER]),
  }
}
